import type { Nanos } from '../observe/nanos.ts'

/** How long something took, over many. Each value is one that was measured; none where there are too few to tell it. */
export interface Spread {
  readonly count: number
  readonly p50: Nanos
  readonly p90?: Nanos
  readonly p99?: Nanos
  readonly max: Nanos
}

/** With fewer, the percentile would be the largest value or next to it, by another name. */
export const LEAST = { p90: 10, p99: 100 } as const

/**
 * The smallest value that so many per cent do not exceed.
 *
 * @param percent over 0
 * @returns undefined of nothing
 */
export const nearestRank = <T>(sorted: readonly T[], percent: number): T | undefined =>
  sorted[Math.ceil((percent * sorted.length) / 100) - 1]

/** @returns undefined of nothing */
export function spreadOf(durations: readonly Nanos[]): Spread | undefined {
  const sorted = durations.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const [first] = sorted
  if (first === undefined) return undefined
  const count = sorted.length
  const at = (percent: number): Nanos => nearestRank(sorted, percent) ?? first
  return {
    count,
    p50: at(50),
    ...(count >= LEAST.p90 ? { p90: at(90) } : {}),
    ...(count >= LEAST.p99 ? { p99: at(99) } : {}),
    max: at(100),
  }
}

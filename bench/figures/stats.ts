/** What is told of many durations. */
export interface Summary {
  readonly count: number
  readonly mean: number
  readonly p50: number
  readonly p99: number
}

export function summarize(values: Float64Array): Summary {
  const sorted = values.toSorted()
  return { count: sorted.length, mean: meanOf(sorted), p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) }
}

export const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The smallest that the given part of all are not above (nearest rank). */
const quantile = (sorted: Float64Array, part: number): number =>
  sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN

/** How far the rounds of one run agree. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).toSorted()
  const half = Math.floor(sorted.length / 2)
  const middle = sorted.length % 2 === 1 ? sorted.subarray(half, half + 1) : sorted.subarray(half - 1, half + 1)
  return { median: meanOf(middle), least: quantile(sorted, 0), most: quantile(sorted, 1) }
}

export function joined(pieces: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

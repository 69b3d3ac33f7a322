import { earlier, minus, type Nanos } from '../observe/nanos.ts'
import type { Stage } from '../timeline/stage.ts'
import type { Standing } from '../timeline/startup.ts'

/** A stage's part in what the startup took. */
export interface PathShare {
  /** `pull app`, `pod setup`; `between stages` is what no stage accounts for. */
  readonly label: string
  readonly duration: Nanos
  /** Of the whole startup, 0 to 1. */
  readonly share: number
}

export const labelOf = ({ names, container }: Stage): string =>
  [names.join('+'), ...(container === undefined ? [] : [container.spec.name])].join(' ')

export const BETWEEN = 'between stages'

/**
 * What the startup's time went into, the largest share first: back from its end, always along the stage that ended
 * last. Shortening anything else would not have made the pod start sooner.
 */
export function criticalPath({ stages, start, end }: Standing): readonly PathShare[] {
  const total = end.at - start.at
  const spent = new Map<string, bigint>()
  const spend = (label: string, by: bigint) => by > 0n && spent.set(label, (spent.get(label) ?? 0n) + by)
  let here = end.at
  while (here > start.at) {
    const stage = lastBefore(stages, here)
    if (stage === undefined) break
    const to = earlier(stage.to.at, here)
    spend(BETWEEN, minus(here, to))
    spend(labelOf(stage), minus(to, stage.from.at))
    here = stage.from.at
  }
  spend(BETWEEN, minus(here, start.at))
  return [...spent]
    .map(([label, duration]) => ({ label, duration: duration as Nanos, share: Number(duration) / Number(total) }))
    .sort((a, b) => b.share - a.share)
}

function lastBefore(stages: readonly Stage[], here: Nanos): Stage | undefined {
  return stages
    .filter(({ from, to }) => from.at < here && from.at < to.at)
    .reduce<Stage | undefined>((best, one) => {
      if (best === undefined) return one
      const [ends, bestEnds] = [earlier(one.to.at, here), earlier(best.to.at, here)]
      return ends > bestEnds || (ends === bestEnds && one.from.at < best.from.at) ? one : best
    }, undefined)
}

const LISTED = 4

/** `pull app 50 %, pod setup 30 %, …`: the largest shares. */
export const pathText = (path: readonly PathShare[]): string =>
  path
    .filter(({ share }) => share >= 0.005)
    .slice(0, LISTED)
    .map(({ label, share }) => `${label} ${Math.round(share * 100)} %`)
    .join(', ')

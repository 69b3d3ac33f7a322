import type { PodUid } from '../observe/observation.ts'
import { OUTCOMES, type Outcome } from '../timeline/verdict.ts'
import type { LiveNews } from './live-pods.ts'

/** What became of the pods that were told of, in a line. */
export interface LiveTotal {
  count(news: LiveNews): void
  /** `3 startups: 2 ready, 1 crashed; 1 still starting` */
  text(starting: number): string
}

export function createLiveTotal(): LiveTotal {
  /** The last word on each pod: a crash may follow on Ready. */
  const outcomes = new Map<PodUid, Outcome>()
  return {
    count({ is, standing }) {
      if (is !== 'starting' && is !== 'waiting') outcomes.set(standing.view.uid, is)
    },
    text(starting) {
      const all = [...outcomes.values()]
      const parts = OUTCOMES.map((outcome) => ({ outcome, count: all.filter((one) => one === outcome).length }))
        .filter(({ count }) => count > 0)
        .map(({ outcome, count }) => `${count} ${outcome}`)
      const startups = all.length === 1 ? '1 startup' : `${all.length} startups`
      const still = starting === 0 ? '' : `; ${starting} still starting`
      return `${[startups, ...(parts.length === 0 ? [] : [parts.join(', ')])].join(': ')}${still}`
    },
  }
}

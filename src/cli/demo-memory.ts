import { reportOf, type Report } from '../insight/report.ts'
import { waitOf, type Wait } from '../insight/wait.ts'
import type { Nanos } from '../observe/nanos.ts'
import type { PodUid } from '../observe/observation.ts'
import type { Standing } from '../timeline/startup.ts'
import type { LiveNews } from './live-pods.ts'

/** A pod that something keeps from starting. */
export interface HeldUp {
  readonly standing: Standing
  readonly wait: Wait
}

/** What is known of all pods so far. */
export interface DemoMemory {
  news(news: LiveNews): void
  /** Its startup is over, and was told as a trace. */
  told(standing: Standing): void
  report(at: Nanos): Report
  /** The longest first. */
  heldUp(): readonly HeldUp[]
  /** The startup that was told last. */
  last(): Standing | undefined
}

/** Beyond so many startups the oldest are left out. */
const MOST = 1_000

export function createDemoMemory(): DemoMemory {
  const waiting = new Map<PodUid, Standing>()
  const startups: Standing[] = []
  return {
    news({ is, standing }) {
      if (is === 'waiting') waiting.set(standing.view.uid, standing)
      else waiting.delete(standing.view.uid)
    },
    told(standing) {
      startups.push(standing)
      if (startups.length > MOST) startups.shift()
    },
    report: (at) => reportOf(startups, { at, by: 'workload' }),
    heldUp: () =>
      [...waiting.values()]
        .flatMap((standing) => {
          const wait = waitOf(standing)
          return wait === undefined ? [] : [{ standing, wait }]
        })
        .toSorted((a, b) => Number(a.wait.since - b.wait.since)),
    last: () => startups.at(-1),
  }
}

import type { WatchItem } from '../observe/observe.ts'
import { revisionOf, type Revision } from '../observe/revision.ts'

/** The newest revision of each workload: the one whose pod was created last, whatever the order in which pods come. */
export interface Revisions {
  take(item: WatchItem): void
  all(): readonly Revision[]
}

interface Known {
  readonly newest: Revision
  /** When a pod of it came last. */
  readonly seen: number
}

/**
 * @param most so many workloads; that of which no pod has come for longest goes
 * @param life milliseconds: workloads without a new pod for so long are forgotten
 * @param now milliseconds, of a clock that only goes forward
 */
export function createRevisions(most: number, life: number, now: () => number): Revisions {
  const workloads = new Map<string, Known>()
  return {
    take({ watch, type, object }) {
      const own = watch === 'pods' && type === 'ADDED' ? revisionOf(object) : undefined
      if (own === undefined) return
      const key = `${own.namespace}/${own.workload}`
      const known = workloads.get(key)
      // Of two in one second the later arrival is the newer: a rollout makes the new pod before it ends the old.
      const newest = known === undefined || own.createdAt >= known.newest.createdAt ? own : known.newest
      workloads.delete(key)
      workloads.set(key, { newest, seen: now() })
      const [oldest] = workloads.keys()
      if (workloads.size > most && oldest !== undefined) workloads.delete(oldest)
    },
    all() {
      const since = now() - life
      for (const [key, { seen }] of workloads) if (seen <= since) workloads.delete(key)
      return [...workloads.values()].map(({ newest }) => newest)
    },
  }
}

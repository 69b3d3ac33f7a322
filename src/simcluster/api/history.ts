import { minus, seconds, type Nanos } from '../../observe/nanos.ts'
import type { Store } from './store.ts'

/** So long a version can still be listed and watched from. Source: etcd's compaction by the API server. */
export const HISTORY = seconds(300)

/**
 * Forgets what is older than the history is long, each time it is told to look.
 *
 * @param now of the cluster's clock
 */
export function createCompactor(store: Store, now: () => Nanos, length: Nanos = HISTORY): () => void {
  let marks: { readonly at: Nanos; readonly version: number }[] = []
  return () => {
    const old = minus(now(), length)
    const last = marks.findLast(({ at }) => at <= old)
    if (last !== undefined) store.compact(last.version)
    marks = [...marks.filter(({ at }) => at > old), { at: now(), version: store.version() }]
  }
}

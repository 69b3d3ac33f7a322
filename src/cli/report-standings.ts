import { setImmediate } from 'node:timers/promises'
import type { Nanos } from '../observe/nanos.ts'
import type { PodUid } from '../observe/observation.ts'
import type { WatchItem } from '../observe/observe.ts'
import type { Standing } from '../timeline/startup.ts'
import { createStandings } from '../tracker/standings.ts'
import type { TrackerSettings } from '../tracker/tracker.ts'
import { countUnreadable } from './unreadable-pods.ts'

/** So often others get a turn, such as a signal that ends it. */
const AT_ONCE = 200

export interface Found {
  readonly standings: readonly Standing[]
  /** A sentence on pods that could not be read, if there were some. */
  readonly leftOut: string | undefined
}

/** The startups of all pods among the items, as they stand at an instant; fewer when the signal comes before the end. */
export async function standingsOf(
  items: readonly WatchItem[],
  at: Nanos,
  tracker: TrackerSettings,
  tell: (progress: string) => void,
  signal: AbortSignal,
): Promise<Found> {
  // Events of pods that are not asked for, or gone, count as pods until then.
  const standings = countUnreadable(createStandings({ ...tracker, maxPods: Infinity }))
  const uids = new Set<PodUid>()
  for (const item of items) {
    const uid = standings.take(item)
    if (uid !== undefined && item.watch === 'pods') uids.add(uid)
  }
  const found: Standing[] = []
  for (const [i, uid] of [...uids].entries()) {
    if (i % AT_ONCE === 0) {
      await setImmediate()
      tell(`working out ${i} of ${uids.size} startups`)
    }
    if (signal.aborted) break
    const standing = standings.at(uid, at)
    if (standing !== undefined) found.push(standing)
  }
  return { standings: found, leftOut: standings.leftOut() }
}

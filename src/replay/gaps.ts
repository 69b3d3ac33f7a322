import { at as fieldAt, text } from '../observe/json.ts'
import type { Nanos } from '../observe/nanos.ts'
import type { PodUid } from '../observe/observation.ts'
import type { WatchItem } from '../observe/observe.ts'

/** Pods that were there before a gap in the watch and not in the list after it. */
export interface Gap {
  readonly at: Nanos
  readonly gone: readonly PodUid[]
}

export const endsList = ({ type, object }: WatchItem): boolean =>
  type === 'BOOKMARK' && fieldAt(object, 'metadata', 'annotations', 'k8s.io/initial-events-end') === 'true'

/** @param items in order of arrival, lists marked */
export function gapsIn(items: readonly WatchItem[]): readonly Gap[] {
  const gaps: Gap[] = []
  let there = new Set<PodUid>()
  let listed: Set<PodUid> | undefined
  for (const item of items.filter(({ watch }) => watch === 'pods')) {
    if (item.type === 'ERROR') listed = new Set()
    if (listed !== undefined && endsList(item)) {
      const now = listed
      gaps.push({ at: item.at, gone: [...there].filter((uid) => !now.has(uid)) })
      there = now
      listed = undefined
    }
    const uid = text(item.object, 'metadata', 'uid') as PodUid | undefined
    if (uid === undefined) continue
    if (item.type === 'DELETED') there.delete(uid)
    else (listed ?? there).add(uid)
  }
  return gaps.filter(({ gone }) => gone.length > 0)
}

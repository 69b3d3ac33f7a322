import { endsList } from '../observe/bookmark.ts'
import { text } from '../observe/json.ts'
import type { Nanos } from '../observe/nanos.ts'
import type { PodUid } from '../observe/observation.ts'
import { LEFT, type WatchItem } from '../observe/observe.ts'

/** Pods that were there before a gap in the watch and not in the list after it. */
export interface Gap {
  readonly at: Nanos
  readonly gone: readonly PodUid[]
}

/** Of one watch of pods. */
export interface GapFinder {
  /** @param item the next in order of arrival, lists marked */
  take(item: WatchItem): Gap | undefined
}

const REMOVALS = ['DELETED', LEFT]

export function createGapFinder(): GapFinder {
  let there = new Set<PodUid>()
  let listed: Set<PodUid> | undefined
  const closeAt = (at: Nanos): Gap | undefined => {
    if (listed === undefined) return undefined
    const now = listed
    const gone = [...there].filter((uid) => !now.has(uid))
    there = now
    listed = undefined
    return gone.length === 0 ? undefined : { at, gone }
  }
  return {
    take(item) {
      if (item.watch !== 'pods') return undefined
      if (item.type === 'ERROR') listed = new Set()
      if (endsList(item)) return closeAt(item.at)
      const uid = text(item.object, 'metadata', 'uid') as PodUid | undefined
      if (uid === undefined) return undefined
      if (REMOVALS.includes(item.type)) there.delete(uid)
      else (listed ?? there).add(uid)
      return undefined
    },
  }
}

/** @param items of one watch of pods, and others, in order of arrival, lists marked */
export function gapsIn(items: readonly WatchItem[]): readonly Gap[] {
  const finder = createGapFinder()
  return items.flatMap((item) => finder.take(item) ?? [])
}

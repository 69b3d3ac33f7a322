import type { Change, Entries, Stored } from './store.ts'

/** The objects of one resource: as they are, and as they were. */
export interface Shelf {
  get(key: string): Stored | undefined
  apply(change: Change): void
  /** As it was at a version that the history reaches back to. */
  at(version: number): Entries
  changesAfter(version: number): readonly Change[]
  /** Forgets the changes up to a version. */
  forget(upTo: number): void
}

/** By key; undefined is what is not there. */
type Differences = ReadonlyMap<string, Stored | undefined>

/** Lists are read page by page, by several clients at once; so many of former times are kept until the next one. */
const KEPT_LISTS = 4

export function createShelf(): Shelf {
  const objects = new Map<string, Stored>()
  let history: Change[] = []
  /** As it was when it was last listed, and what has changed since. */
  let listed: Entries = []
  const changed = new Map<string, Stored | undefined>()
  /** By the last change that is in them, the one that was read last at the end. */
  const former = new Map<number, Entries>()

  const changesAfter = (version: number): readonly Change[] =>
    history.slice(firstIndex(history.length, (index) => (history[index]?.version ?? 0) > version))

  function latest(): Entries {
    if (changed.size > 0) listed = overlaid(listed, changed)
    changed.clear()
    return listed
  }
  function beforeAll(later: readonly Change[]): Entries {
    const last = history[history.length - later.length - 1]?.version ?? 0
    const list = former.get(last) ?? overlaid(latest(), undone(later))
    former.delete(last)
    former.set(last, list)
    for (const old of [...former.keys()].slice(0, -KEPT_LISTS)) former.delete(old)
    return list
  }
  return {
    get: (key) => objects.get(key),
    apply(change) {
      const { key, object } = change
      if (object === undefined) objects.delete(key)
      else objects.set(key, object)
      changed.set(key, object)
      history.push(change)
    },
    at(version) {
      const later = changesAfter(version)
      return later.length === 0 ? latest() : beforeAll(later)
    },
    changesAfter,
    forget(upTo) {
      history = [...changesAfter(upTo)]
      // The list of before the first change that is left has no number of its own any more.
      former.clear()
    },
  }
}

/** What each object was before the changes. */
const undone = (changes: readonly Change[]): Differences =>
  new Map(changes.toReversed().map(({ key, previous }) => [key, previous]))

type Entry = Entries[number]

/** The same list with some objects changed: only where objects come is anything sorted. */
function overlaid(entries: Entries, differences: Differences): Entries {
  const copy: (Entry | undefined)[] = [...entries]
  const added: Entry[] = []
  let isShorter = false
  for (const [key, object] of differences) {
    const index = firstIndex(entries.length, (at) => (entries[at]?.[0] ?? '') >= key)
    const isThere = entries[index]?.[0] === key
    if (isThere) copy[index] = object === undefined ? undefined : [key, object]
    else if (object !== undefined) added.push([key, object])
    isShorter ||= isThere && object === undefined
  }
  const kept = isShorter ? copy.filter((entry) => entry !== undefined) : (copy as Entry[])
  if (added.length === 0) return kept
  // Two sorted runs are merged in one go.
  return [...kept, ...added.sort(byKey)].sort(byKey)
}

const byKey = ([a]: Entry, [b]: Entry): number => (a < b ? -1 : 1)

/** The first index for which it holds, or `length`, where it holds for all that follow. */
export function firstIndex(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

import { text } from '../../src/observe/json.ts'
import { plus, type Nanos } from '../../src/observe/nanos.ts'
import type { PodUid } from '../../src/observe/observation.ts'
import type { WatchItem } from '../../src/observe/observe.ts'
import { createStandings } from '../../src/tracker/standings.ts'
import { TRACKER_SETTINGS } from '../../src/tracker/tracker.ts'
import type { Standing } from '../../src/timeline/startup.ts'

const nameOf = ({ watch, object }: WatchItem): string =>
  `${watch} ${text(object, 'metadata', 'namespace')}/${text(object, 'metadata', 'name')}`

/** What a list would have shown at an instant of a watch: the latest of each object that is there. */
export function stillOf(items: readonly WatchItem[], at: Nanos): readonly WatchItem[] {
  const there = new Map<string, WatchItem>()
  for (const item of items.filter((one) => one.at <= at && ['ADDED', 'MODIFIED', 'DELETED'].includes(one.type))) {
    if (item.type === 'DELETED') there.delete(nameOf(item))
    else there.set(nameOf(item), { ...item, at, type: 'ADDED', listed: true })
  }
  return [...there.values()]
}

/** The startups of all pods that are there, as they stand at an instant. */
export function standingsAt(items: readonly WatchItem[], at: Nanos): readonly Standing[] {
  const still = stillOf(items, at)
  return still
    .filter(({ watch }) => watch === 'pods')
    .flatMap(({ object }) => {
      const standings = createStandings(TRACKER_SETTINGS)
      still.forEach((item) => standings.take(item))
      return standings.at(text(object, 'metadata', 'uid') as PodUid, at) ?? []
    })
}

/** When the first item came, and so much later. */
export const afterFirst = (items: readonly WatchItem[], after: Nanos): Nanos => plus(items[0]?.at ?? after, after)

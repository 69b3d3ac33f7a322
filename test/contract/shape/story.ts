import { at, list, text } from '../../../src/observe/json.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'

/** All that the two watches brought of one pod. */
export interface PodStory {
  readonly uid: string
  readonly namespace: string
  readonly name: string
  /** In order of arrival. */
  readonly pods: readonly WatchItem[]
  readonly events: readonly WatchItem[]
}

/** The pods in order of their first arrival. Events about other things than pods are not watched by podstart: left out. */
export function storiesOf(items: readonly WatchItem[]): readonly PodStory[] {
  const pods = items.filter(({ watch, type }) => watch === 'pods' && type !== 'BOOKMARK')
  const events = items.filter(({ watch, type, object }) => watch === 'events' && type !== 'BOOKMARK' && isOfPod(object))
  const uids = [...new Set(pods.map(({ object }) => text(object, 'metadata', 'uid') ?? ''))]
  return uids.map((uid) => {
    const own = pods.filter(({ object }) => text(object, 'metadata', 'uid') === uid)
    const metadata = at(own[0]?.object, 'metadata')
    return {
      uid,
      namespace: text(metadata, 'namespace') ?? '',
      name: text(metadata, 'name') ?? '',
      pods: own,
      events: events.filter(({ object }) => text(object, 'involvedObject', 'uid') === uid),
    }
  })
}

const isOfPod = (event: unknown): boolean => text(event, 'involvedObject', 'kind') === 'Pod'

/** What stands for names whose end the API made up. */
export const namesOf = (items: readonly WatchItem[]): ReadonlyMap<string, string> =>
  new Map(
    items.flatMap(({ object }) => {
      const [name, prefix] = [text(object, 'metadata', 'name'), text(object, 'metadata', 'generateName')]
      return name === undefined || prefix === undefined ? [] : [[name, `${prefix}*`] as const]
    }),
  )

export const condition = (pod: unknown, type: string): unknown =>
  list(pod, 'status', 'conditions').find((one) => text(one, 'type') === type)

export const containersOf = (pod: unknown): readonly unknown[] =>
  ['initContainerStatuses', 'containerStatuses'].flatMap((key) => list(pod, 'status', key))

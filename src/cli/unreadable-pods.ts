import { text } from '../observe/json.ts'
import type { WatchItem } from '../observe/observe.ts'
import type { Standings } from '../tracker/standings.ts'

/** Standings that count the pods which they leave out: those without a name, a UID or a time of creation. */
export interface CountingStandings extends Standings {
  /** A sentence; undefined where there are none. */
  leftOut(): string | undefined
}

const OF_PODS = ['ADDED', 'MODIFIED', 'DELETED']

export function countUnreadable(standings: Standings): CountingStandings {
  const pods = new Set<string>()
  return {
    ...standings,
    take(item) {
      const uid = standings.take(item)
      if (uid === undefined && item.watch === 'pods' && OF_PODS.includes(item.type))
        pods.add(keyOf(item) ?? `nameless ${pods.size}`)
      return uid
    },
    leftOut() {
      if (pods.size === 0) return undefined
      const count = pods.size === 1 ? '1 pod was' : `${pods.size} pods were`
      return `${count} left out: no name, UID or creationTimestamp in what the server sent`
    },
  }
}

/** Of a pod that comes again; undefined where nothing would tell. */
function keyOf({ object }: WatchItem): string | undefined {
  const [namespace, name, uid] = ['namespace', 'name', 'uid'].map((field) => text(object, 'metadata', field))
  return name === undefined && uid === undefined ? undefined : [namespace, name, uid].join('/')
}

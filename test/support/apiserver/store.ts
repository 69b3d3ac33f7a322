import { randomUUID } from 'node:crypto'
import { textAt, type Json, type ResourceName } from './resources.ts'

export interface Stored extends Json {
  readonly metadata: Json & {
    readonly name: string
    readonly namespace: string
    readonly uid: string
    readonly resourceVersion: string
  }
}

/** One write: `object` is gone after a removal, `previous` was not there before a creation. */
export interface Change {
  readonly resource: ResourceName
  readonly version: number
  readonly key: string
  readonly object?: Stored
  readonly previous?: Stored
}

/** Objects in the order of their keys, `namespace/name`. */
export type Entries = readonly (readonly [key: string, object: Stored])[]

export interface Store {
  /** The latest resource version, of whichever resource. */
  version(): number
  /** The oldest version that can still be listed and watched from. */
  oldest(): number
  put(resource: ResourceName, object: unknown): Stored
  remove(resource: ResourceName, namespace: string, name: string): Stored
  /** As it was at a version, by default now. */
  list(resource: ResourceName, version?: number): Entries
  changesAfter(resource: ResourceName, version: number): readonly Change[]
  /** Forgets the history before a version, by default all of it. */
  compact(version?: number): void
  /** Something else in the cluster is written. */
  elsewhere(): void
  /** @returns how to stop listening */
  onChange(listener: (change: Change) => void): () => void
}

/** As etcd keeps objects: one counter for all writes, and what every write changed. */
export function createStore(first = 1_000): Store {
  const now: Readonly<Record<ResourceName, Map<string, Stored>>> = { pods: new Map(), events: new Map() }
  const listeners = new Set<(change: Change) => void>()
  let history: Change[] = []
  let version = first
  let oldest = first

  function commit(change: Omit<Change, 'version'>): void {
    const committed = { ...change, version }
    if (committed.object === undefined) now[change.resource].delete(change.key)
    else now[change.resource].set(change.key, committed.object)
    history.push(committed)
    for (const listener of [...listeners]) listener(committed)
  }
  return {
    version: () => version,
    oldest: () => oldest,
    put(resource, given) {
      const { key, object } = checked(given)
      const previous = now[resource].get(key)
      const uid = object.metadata.uid ?? previous?.metadata.uid ?? randomUUID()
      if (previous !== undefined && previous.metadata.uid !== uid)
        throw new Error(`${resource} ${key} is there with another uid: remove it first`)
      version += 1
      const stored = { ...object, metadata: { ...object.metadata, uid, resourceVersion: String(version) } }
      commit({ resource, key, object: stored, ...(previous === undefined ? {} : { previous }) })
      return stored
    },
    remove(resource, namespace, name) {
      const key = `${namespace}/${name}`
      const previous = now[resource].get(key)
      if (previous === undefined) throw new Error(`there is no ${key} in ${resource}`)
      version += 1
      commit({ resource, key, previous })
      return previous
    },
    list(resource, at = version) {
      if (at < oldest || at > version) throw new Error(`version ${at} is not among ${oldest} to ${version}`)
      const then = new Map(now[resource])
      for (const change of history.toReversed()) {
        if (change.version <= at) break
        if (change.resource !== resource) continue
        if (change.previous === undefined) then.delete(change.key)
        else then.set(change.key, change.previous)
      }
      return [...then].sort(([a], [b]) => (a < b ? -1 : 1))
    },
    changesAfter: (resource, after) => history.filter((one) => one.resource === resource && one.version > after),
    compact(upTo = version) {
      oldest = Math.max(oldest, upTo)
      history = history.filter((change) => change.version > oldest)
    },
    elsewhere() {
      version += 1
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** A copy that later changes to the test's own object do not reach, without the type the API adds where it belongs. */
function checked(given: unknown) {
  const { metadata, ...content } = structuredClone(given) as Json & { readonly metadata?: Json }
  const name = textAt(metadata, 'name')
  if (name === '') throw new Error('an object needs a metadata.name')
  const namespace = textAt(metadata, 'namespace') || 'default'
  const uid = textAt(metadata, 'uid') || undefined
  const object = { metadata: { ...metadata, name, namespace, uid }, ...untyped(content) }
  return { key: `${namespace}/${name}`, object }
}

const untyped = (object: Json): Json =>
  Object.fromEntries(Object.entries(object).filter(([field]) => field !== 'kind' && field !== 'apiVersion'))

import { randomUUID } from 'node:crypto'
import { RESOURCE_NAMES, RESOURCES, textAt, type Json, type ResourceName } from './resources.ts'
import { createShelf, type Shelf } from './shelf.ts'

export interface Stored extends Json {
  readonly metadata: Json & {
    readonly name: string
    /** `''` of what is in no namespace. */
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

/** Objects in the order of their keys, `namespace/name`; `/name` of those in no namespace. */
export type Entries = readonly (readonly [key: string, object: Stored])[]

export interface Store {
  /** The latest resource version, of whichever resource. */
  version(): number
  /** The oldest version that can still be listed and watched from. */
  oldest(): number
  put(resource: ResourceName, object: unknown): Stored
  remove(resource: ResourceName, namespace: string, name: string): Stored
  get(resource: ResourceName, namespace: string, name: string): Stored | undefined
  /** As it was at a version, by default now. */
  list(resource: ResourceName, version?: number): Entries
  changesAfter(resource: ResourceName, version: number): readonly Change[]
  /** Forgets the history before a version, by default all of it. */
  compact(version?: number): void
  /** Something else in the cluster is written. */
  elsewhere(): void
  /**
   * Changes come one at a time: what a listener writes is told when all have heard of what it was told.
   *
   * @returns how to stop listening
   */
  onChange(listener: (change: Change) => void): () => void
}

/**
 * As etcd keeps objects: one counter for all writes, and what every write changed.
 *
 * @param newUid for objects that come without one
 */
export function createStore(first = 1_000, newUid: () => string = randomUUID): Store {
  const shelves = new Map(RESOURCE_NAMES.map((name) => [name, createShelf()]))
  const shelf = (resource: ResourceName): Shelf => shelves.get(resource) ?? never(resource)
  const { tell, onChange } = createNews()
  let version = first
  let oldest = first

  function commit(change: Omit<Change, 'version'>): void {
    const committed = { ...change, version }
    shelf(change.resource).apply(committed)
    tell(committed)
  }
  return {
    version: () => version,
    oldest: () => oldest,
    put(resource, given) {
      const { key, object } = checked(resource, given)
      const previous = shelf(resource).get(key)
      const uid = object.metadata.uid ?? previous?.metadata.uid ?? newUid()
      if (previous !== undefined && previous.metadata.uid !== uid)
        throw new Error(`${resource} ${key} is there with another uid: remove it first`)
      version += 1
      const stored = { ...object, metadata: { ...object.metadata, uid, resourceVersion: String(version) } }
      commit({ resource, key, object: stored, ...(previous === undefined ? {} : { previous }) })
      return stored
    },
    remove(resource, namespace, name) {
      const key = `${namespace}/${name}`
      const previous = shelf(resource).get(key)
      if (previous === undefined) throw new Error(`there is no ${key} in ${resource}`)
      version += 1
      commit({ resource, key, previous })
      return previous
    },
    get: (resource, namespace, name) => shelf(resource).get(`${namespace}/${name}`),
    list(resource, at = version) {
      if (at < oldest || at > version) throw new Error(`version ${at} is not among ${oldest} to ${version}`)
      return shelf(resource).at(at)
    },
    changesAfter: (resource, after) => shelf(resource).changesAfter(after),
    compact(upTo = version) {
      oldest = Math.max(oldest, Math.min(upTo, version))
      for (const one of shelves.values()) one.forget(oldest)
    },
    elsewhere: () => void (version += 1),
    onChange,
  }
}

const never = (resource: string): never => {
  throw new Error(`there is no resource ${resource}`)
}

type Listener = (change: Change) => void

/** All hear of changes in their order, also of those that are written while another is being told. */
function createNews() {
  const listeners = new Set<Listener>()
  const queue: Change[] = []
  let isTelling = false
  return {
    tell(change: Change): void {
      queue.push(change)
      if (isTelling) return
      isTelling = true
      try {
        for (let next = queue.shift(); next !== undefined; next = queue.shift())
          for (const listener of [...listeners]) listener(next)
      } finally {
        isTelling = false
      }
    },
    onChange(listener: Listener): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** A copy that later changes to the test's own object do not reach, without the type the API adds where it belongs. */
function checked(resource: ResourceName, given: unknown) {
  const { metadata, ...content } = structuredClone(given) as Json & { readonly metadata?: Json }
  const name = textAt(metadata, 'name')
  if (name === '') throw new Error('an object needs a metadata.name')
  const namespace = RESOURCES[resource].namespaced ? textAt(metadata, 'namespace') || 'default' : ''
  const uid = textAt(metadata, 'uid') || undefined
  const object = { metadata: { ...metadata, name, namespace, uid }, ...untyped(content) }
  return { key: `${namespace}/${name}`, object }
}

const untyped = (object: Json): Json =>
  Object.fromEntries(Object.entries(object).filter(([field]) => field !== 'kind' && field !== 'apiVersion'))

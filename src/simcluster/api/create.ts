import { text } from '../../observe/json.ts'
import type { Nanos } from '../../observe/nanos.ts'
import { generatedName } from './created-name.ts'
import { metadataOf, nameOf, namespaceOf, wholeSeconds, without, withMetadata } from './metadata.ts'
import { ownDefaults } from './own-defaults.ts'
import { RESOURCES, type Json, type ResourceName } from './resources.ts'
import { alreadyExists, failure, invalid, type Status } from './status.ts'
import type { Store, Stored } from './store.ts'
import { validate } from './validate.ts'

/** What a creation needs of the world around it. */
export interface Creation {
  now(): Nanos
  /** Five characters; see {@link nameSuffix}. */
  newSuffix(): string
  /** The object with what the API fills in. Asked again for an object that has its defaults, it changes nothing. */
  defaults(resource: ResourceName, object: Json): Json
}

export type Created = { readonly ok: true; readonly object: Stored } | { readonly ok: false; readonly status: Status }

export type Finished = { readonly ok: true; readonly object: Json } | { readonly ok: false; readonly status: Status }

/** What only the API itself writes. Source: Kubernetes 1.36, `registry/rest/meta.go`. */
const SYSTEM_FIELDS = ['uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink']

/**
 * What admission sees of a new object: in its namespace, and with its defaults. Its name may still be missing, as with
 * the real API: a name is made when the object is stored.
 *
 * @param namespace of the request; `''` for what is in none
 */
export function prepared(resource: ResourceName, namespace: string, given: Json, creation: Creation): Json {
  const { namespaced, statusApart } = RESOURCES[resource]
  const rest = without(given, 'kind', 'apiVersion', ...(statusApart && resource !== 'nodes' ? ['status'] : []))
  const metadata = without(metadataOf(given), ...SYSTEM_FIELDS, ...(namespaced ? [] : ['namespace']))
  const placed = { ...rest, metadata: namespaced ? { ...metadata, namespace } : metadata }
  return withDefaults(resource, placed, creation)
}

export const withDefaults = (resource: ResourceName, object: Json, creation: Creation): Json =>
  ownDefaults(resource, creation.defaults(resource, object))

/** How often a name is made anew that is taken. Source: Kubernetes 1.36, `registry/generic/registry/store.go`. */
const MOST_NAMES = 8

/** The object as it would be stored; nothing is. A uid it gets from the store. */
export function finished(store: Store, resource: ResourceName, given: Json, creation: Creation): Finished {
  if (text(given, 'metadata', 'resourceVersion') !== undefined) {
    return { ok: false, status: failure(500, undefined, 'resourceVersion should not be set on objects to be created') }
  }
  const base = text(given, 'metadata', 'generateName') ?? ''
  const isGenerated = nameOf(given) === '' && base !== ''
  const isTaken = (object: Json): boolean => store.get(resource, namespaceOf(object), nameOf(object)) !== undefined
  const make = (): Json =>
    ownDefaults(resource, systemFields(resource, given, isGenerated ? base : undefined, creation))
  let object = make()
  for (let i = 1; i < MOST_NAMES && isGenerated && isTaken(object); i += 1) object = make()
  const causes = validate(resource, object)
  if (causes.length > 0) return { ok: false, status: invalid(resource, nameOf(object), causes) }
  return isTaken(object) ? { ok: false, status: alreadyExists(resource, nameOf(object)) } : { ok: true, object }
}

function systemFields(resource: ResourceName, given: Json, base: string | undefined, creation: Creation): Json {
  const { generations } = RESOURCES[resource]
  const object = withMetadata(given, {
    ...(base === undefined ? {} : { name: generatedName(base, creation.newSuffix()) }),
    creationTimestamp: wholeSeconds(creation.now()),
    ...(generations ? { generation: 1 } : {}),
  })
  return resource === 'pods' && object['status'] === undefined ? { ...object, status: { phase: 'Pending' } } : object
}

/** Stores what admission left of it: with its name, its time and its uid. */
export function created(store: Store, resource: ResourceName, object: Json, creation: Creation): Created {
  const done = finished(store, resource, object, creation)
  return done.ok ? { ok: true, object: store.put(resource, done.object) } : done
}

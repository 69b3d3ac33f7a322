import { isDeepStrictEqual } from 'node:util'
import { at, defined, list, text, whole } from '../../observe/json.ts'
import { metadataOf, nameOf, without } from './metadata.ts'
import { podSpecCauses } from './pod-update.ts'
import { RESOURCES, type Json, type ResourceName } from './resources.ts'
import { conflict, invalid, type Cause, type Status } from './status.ts'
import type { Store, Stored } from './store.ts'
import { validate } from './validate.ts'

export type Updated = { readonly ok: true; readonly object: Stored } | { readonly ok: false; readonly status: Status }

/** What is written: all but the status, or the status alone, where the two are apart. */
export type Part = 'object' | 'status'

const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again'

/**
 * Puts an object in the place of the one that is there.
 *
 * @param given has its defaults
 * @param isDry nothing is stored
 */
export function updated(
  store: Store,
  resource: ResourceName,
  current: Stored,
  given: Json,
  part: Part,
  isDry = false,
): Updated {
  const { name, uid, resourceVersion } = current.metadata
  const [asked, version] = [text(given, 'metadata', 'uid'), text(given, 'metadata', 'resourceVersion')]
  if (asked !== undefined && asked !== uid) {
    const why = `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${uid}`
    return { ok: false, status: conflict(resource, name, why) }
  }
  if (version !== undefined && version !== resourceVersion) {
    return { ok: false, status: conflict(resource, name, MODIFIED) }
  }
  const object = merged(resource, current, given, part)
  const causes: readonly Cause[] = [
    ...validate(resource, object),
    ...(resource === 'pods' ? podSpecCauses(current, object) : []),
  ]
  if (causes.length > 0) return { ok: false, status: invalid(resource, nameOf(object), causes) }
  // As the real one, it writes nothing where nothing changes.
  if (isDeepStrictEqual(object, current)) return { ok: true, object: current }
  if (isDry) return { ok: true, object: object as Stored }
  return {
    ok: true,
    object: isReleased(object) ? released(store, resource, object as Stored) : store.put(resource, object),
  }
}

/** What is nobody's to change stays as it is. */
function merged(resource: ResourceName, current: Stored, given: Json, part: Part): Json {
  const { generations, statusApart } = RESOURCES[resource]
  const content = without(given, 'kind', 'apiVersion')
  const kept = current.metadata
  const own = without(metadataOf(given), 'generation', 'creationTimestamp', 'deletionTimestamp', 'uid', 'namespace')
  const metadata = defined({
    ...own,
    name: kept.name,
    namespace: kept.namespace,
    uid: kept.uid,
    resourceVersion: kept.resourceVersion,
    creationTimestamp: kept['creationTimestamp'],
    deletionTimestamp: kept['deletionTimestamp'],
    deletionGracePeriodSeconds: kept['deletionGracePeriodSeconds'],
    generation: kept['generation'],
  })
  if (!statusApart) return counted(generations, current, { ...content, metadata })
  const { status: oldStatus, ...old } = current
  const { status, ...rest } = content
  if (part === 'status') return { ...old, metadata, ...(status === undefined ? {} : { status }) }
  return counted(generations, current, { ...rest, metadata, ...(oldStatus === undefined ? {} : { status: oldStatus }) })
}

/** The generation counts what is wanted anew, and not labels or annotations. */
function counted(generations: boolean, current: Stored, object: Json): Json {
  const wanted = (one: Json): Json => without(one, 'metadata', 'status')
  if (!generations || isDeepStrictEqual(wanted(current), wanted(object))) return object
  const generation = (whole(current, 'metadata', 'generation') ?? 0) + 1
  return { ...object, metadata: { ...metadataOf(object), generation } }
}

/** The last finalizer of what is being deleted is gone. */
const isReleased = (object: Json): boolean =>
  at(object, 'metadata', 'deletionTimestamp') !== undefined &&
  whole(object, 'metadata', 'deletionGracePeriodSeconds') === 0 &&
  list(object, 'metadata', 'finalizers').length === 0

function released(store: Store, resource: ResourceName, object: Stored): Stored {
  store.remove(resource, object.metadata.namespace, object.metadata.name)
  return object
}

import { at, list, text, whole } from '../../observe/json.ts'
import { plus, seconds, type Nanos } from '../../observe/nanos.ts'
import { parseTimestamp } from '../../observe/timestamp.ts'
import { metadataOf, wholeSeconds, withMetadata } from './metadata.ts'
import { RESOURCES, type Json, type ResourceName } from './resources.ts'
import { conflict, type Status } from './status.ts'
import type { Store, Stored } from './store.ts'

export interface DeleteOptions {
  readonly gracePeriodSeconds: number | undefined
  /** What the object must be for it to be deleted. */
  readonly uid: string | undefined
  readonly resourceVersion: string | undefined
  readonly dryRun: boolean
}

export const AT_ONCE: DeleteOptions = {
  gracePeriodSeconds: 0,
  uid: undefined,
  resourceVersion: undefined,
  dryRun: false,
}

export type Deleted =
  | { readonly is: 'gone'; readonly object: Stored }
  /** It goes when whoever runs it, or holds it by a finalizer, has let go. */
  | { readonly is: 'going'; readonly object: Stored }
  | { readonly is: 'refused'; readonly status: Status }

/** Source: Kubernetes 1.36, `registry/rest/delete.go` and `registry/generic/registry/store.go`. */
export function deleted(
  store: Store,
  resource: ResourceName,
  object: Stored,
  options: DeleteOptions,
  now: Nanos,
): Deleted {
  const refused = unmet(resource, object, options)
  if (refused !== undefined) return { is: 'refused', status: refused }
  const change = resource === 'pods' ? gracefulPod(object, options.gracePeriodSeconds, now) : { is: 'over' as const }
  if (change.is === 'pending') return { is: 'going', object }
  const isHeld = list(object, 'metadata', 'finalizers').length > 0
  const mark = change.is === 'marked' ? change.metadata : isHeld ? markFor(object, 0, now) : undefined
  const going = mark === undefined ? object : written(store, resource, withMetadata(object, mark) as Stored, options)
  // A pod that goes at once is marked all the same: watches see both, one after the other.
  const isOver = mark === undefined || whole(going, 'metadata', 'deletionGracePeriodSeconds') === 0
  if (isHeld || !isOver) return { is: 'going', object: going }
  if (!options.dryRun) store.remove(resource, object.metadata.namespace, object.metadata.name)
  return { is: 'gone', object: going }
}

const written = (store: Store, resource: ResourceName, object: Stored, { dryRun }: DeleteOptions): Stored =>
  dryRun ? object : store.put(resource, object)

function unmet(
  resource: ResourceName,
  { metadata }: Stored,
  { uid, resourceVersion }: DeleteOptions,
): Status | undefined {
  const { name } = metadata
  const { kind } = RESOURCES[resource]
  if (uid !== undefined && uid !== metadata.uid) {
    const what = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid})`
    return conflict(resource, name, `${what}. The object might have been deleted and then recreated`, kind)
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const what = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record`
    return conflict(resource, name, `${what} (${metadata.resourceVersion}). The object might have been modified`, kind)
  }
  return undefined
}

type Grace =
  | { readonly is: 'marked'; readonly metadata: Json }
  /** It is being deleted, and not later than now asked for. */
  | { readonly is: 'pending' }
  | { readonly is: 'over' }

function gracefulPod(pod: Stored, asked: number | undefined, now: Nanos): Grace {
  const wanted = asked !== undefined && asked < 0 ? 1 : asked
  const going = parseTimestamp(text(pod, 'metadata', 'deletionTimestamp'))
  if (going === undefined) return { is: 'marked', metadata: markFor(pod, firstGrace(pod, wanted), now) }
  const granted = whole(pod, 'metadata', 'deletionGracePeriodSeconds') ?? 0
  if (granted === 0) return { is: 'over' }
  if (wanted === undefined || wanted >= granted) return { is: 'pending' }
  const sooner = plus(going, seconds(wanted - granted))
  return {
    is: 'marked',
    metadata: {
      deletionTimestamp: wholeSeconds(sooner < now ? now : sooner),
      // Who stops the pod is still to see that it shall.
      deletionGracePeriodSeconds: sooner < now && wanted !== 0 ? 1 : wanted,
    },
  }
}

/** A pod that no kubelet runs, or that has ended, goes at once. */
function firstGrace(pod: Stored, wanted: number | undefined): number {
  const phase = text(pod, 'status', 'phase') ?? ''
  if (text(pod, 'spec', 'nodeName') === undefined || phase === 'Succeeded' || phase === 'Failed') return 0
  const grace = wanted ?? whole(pod, 'spec', 'terminationGracePeriodSeconds') ?? 0
  return grace < 0 ? 1 : grace
}

function markFor(object: Json, grace: number, now: Nanos): Json {
  if (at(object, 'metadata', 'deletionTimestamp') !== undefined && grace === 0) return metadataOf(object)
  const generation = whole(object, 'metadata', 'generation')
  return {
    deletionTimestamp: wholeSeconds(plus(now, seconds(grace))),
    deletionGracePeriodSeconds: grace,
    ...(generation === undefined ? {} : { generation: generation + 1 }),
  }
}

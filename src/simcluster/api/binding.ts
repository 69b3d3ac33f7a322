import { has, list, text, texts } from '../../observe/json.ts'
import type { Nanos } from '../../observe/nanos.ts'
import { nameOf, wholeSeconds } from './metadata.ts'
import type { Json } from './resources.ts'
import { badRequest, conflict, type Status } from './status.ts'
import type { Store, Stored } from './store.ts'

/** Assigns a pod to a node, as a scheduler asks for it. Source: Kubernetes 1.36, `registry/core/pod/storage`. */
export function bound(store: Store, pod: Stored, binding: Json, now: Nanos, isDry = false): Status | undefined {
  const node = text(binding, 'target', 'name')
  const { name, uid } = pod.metadata
  if (nameOf(binding) !== name) return badRequest('name in URL does not match name in Binding object')
  if (node === undefined) return badRequest('target.name: Required value')
  const asked = text(binding, 'metadata', 'uid') ?? uid
  const unmet = `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${uid}`
  const why = asked === uid ? whyNot(pod) : unmet
  if (why !== undefined) return conflict('pods', name, why, 'pods/binding')
  if (!isDry) store.put('pods', onNode(pod, binding, node, now))
  return undefined
}

function whyNot(pod: Stored): string | undefined {
  const { name } = pod.metadata
  const node = text(pod, 'spec', 'nodeName')
  if (has(pod, 'metadata', 'deletionTimestamp')) return `pod ${name} is being deleted, cannot be assigned to a host`
  if (node !== undefined) return `pod ${name} is already assigned to node "${node}"`
  if (list(pod, 'spec', 'schedulingGates').length > 0) return `pod ${name} has non-empty .spec.schedulingGates`
  return undefined
}

function onNode(pod: Stored, binding: Json, nodeName: string, now: Nanos): Json {
  const { metadata } = pod
  const annotations = { ...texts(metadata, 'annotations'), ...texts(binding, 'metadata', 'annotations') }
  const labels = { ...texts(metadata, 'labels'), ...texts(binding, 'metadata', 'labels') }
  const others = list(pod, 'status', 'conditions').filter((one) => text(one, 'type') !== 'PodScheduled')
  const generation = Number(metadata['generation'] ?? 0)
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: wholeSeconds(now),
    ...(generation === 0 ? {} : { observedGeneration: generation }),
  }
  return {
    ...pod,
    metadata: {
      ...metadata,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
    },
    spec: { ...(pod['spec'] as Json), nodeName },
    status: { ...(pod['status'] as Json | undefined), conditions: [...others, scheduled] },
  }
}

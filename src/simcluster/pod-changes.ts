import { nanos, plus, seconds, type Nanos } from '../observe/nanos.ts'
import { created, prepared, type Creation } from './api/create.ts'
import { textAt, type Json } from './api/resources.ts'
import type { Store, Stored } from './api/store.ts'
import type { Luck } from './chance.ts'
import type { Clock } from './clock.ts'
import { latency } from './latencies.ts'
import { asPod } from './pod.ts'
import { sleep, type Steps } from './steps.ts'
import { toSecond } from './times.ts'
import type { Truth } from './truth.ts'

export interface CreateParts {
  readonly store: Store
  readonly clock: Clock
  readonly truth: Truth
  readonly creation: Creation
  /** What admission makes of it; no webhook is called without. */
  readonly admit?: (pod: Json, now: Nanos) => Json
}

/** As the API server creates a pod: completed, admitted, written. One whose name is taken is not. */
export function* createPod(parts: CreateParts, given: Json, luck: Luck): Steps {
  const { store, clock, truth, creation, admit } = parts
  yield* sleep(clock, latency(luck, 'request'))
  let pod = prepared('pods', textAt(given, 'metadata', 'namespace') || 'default', given, creation)
  const calledAt = clock.now()
  if (admit !== undefined) {
    const took = latency(luck, 'webhook')
    yield* sleep(clock, nanos(took / 2n))
    pod = admit(pod, clock.now())
    yield* sleep(clock, nanos(took - took / 2n))
  }
  const answeredAt = clock.now()
  yield* sleep(clock, latency(luck, 'step'))
  const writtenFrom = clock.now()
  const took = latency(luck, 'etcdCreate')
  yield* sleep(clock, nanos((took * 3n) / 4n))
  const result = created(store, 'pods', pod, creation)
  yield* sleep(clock, nanos(took / 4n))
  if (!result.ok) return
  const { metadata } = result.object
  if (admit !== undefined) truth.tell(metadata, { span: 'Call mutating webhook', from: calledAt, to: answeredAt })
  truth.tell(metadata, { span: 'Create etcd3', from: writtenFrom, to: clock.now() })
}

/**
 * As the API server deletes: a pod that no kubelet has, or that is over, goes at once; another is only marked.
 *
 * Source: Kubernetes 1.36, pkg/registry/core/pod/strategy.go, `CheckGracefulDelete`.
 */
export function deletePod(store: Store, stored: Stored, now: Nanos, graceSeconds?: number): void {
  const { spec, status, metadata } = asPod(stored)
  const isIdle = spec.nodeName === undefined || status.phase === 'Succeeded' || status.phase === 'Failed'
  const grace = isIdle ? 0 : (graceSeconds ?? spec.terminationGracePeriodSeconds ?? 30)
  if (grace === 0) {
    store.remove('pods', metadata.namespace, metadata.name)
    return
  }
  if (metadata.deletionTimestamp !== undefined) return
  const marked = {
    generation: (metadata.generation ?? 1) + 1,
    deletionTimestamp: toSecond(plus(now, seconds(grace))),
    deletionGracePeriodSeconds: grace,
  }
  store.put('pods', { ...stored, metadata: { ...stored.metadata, ...marked } })
}

/** As the API server patches: what the pod wants has a generation. */
export function patchPod(store: Store, stored: Stored, to: (pod: Json) => Json): void {
  const next = to(stored)
  const generation = asPod(stored).metadata.generation ?? 1
  const isNew = JSON.stringify(next['spec']) !== JSON.stringify(stored['spec'])
  const metadata = { ...(next['metadata'] as Json), generation: isNew ? generation + 1 : generation }
  store.put('pods', { ...next, metadata })
}

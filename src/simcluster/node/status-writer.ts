import { nanos } from '../../observe/nanos.ts'
import { asPod, isTerminal, type Condition, type Pod, type PodStatus } from '../pod.ts'
import type { Luck } from '../chance.ts'
import type { Cancel } from '../clock.ts'
import { latency } from '../latencies.ts'
import { sleep, startSoon, type Steps } from '../steps.ts'
import { toSecond } from '../times.ts'
import { createTokenBucket } from '../token-bucket.ts'
import type { NodeParts } from './node-parts.ts'

/**
 * The kubelet's status manager: it keeps the latest status of each pod, and writes one after another what the API
 * server does not have yet; what was overtaken is never written. Source: kubelet status/status_manager.go.
 */
export interface StatusWriter {
  /** The last status that was made, since the kubelet runs. */
  latest(uid: string): PodStatus | undefined
  set(pod: Pod, status: PodStatus): void
  /** Changes what is there now, where there is something. */
  change(pod: Pod, to: (status: PodStatus) => PodStatus): void
  /** Nothing of the pod can run any more: its phase may end. */
  over(pod: Pod): void
  /** Nothing of it is left: where it is to be deleted, it is. */
  release(pod: Pod): void
  forget(uid: string): void
  stop: Cancel
}

interface Entry {
  readonly pod: Pod
  status: PodStatus
  version: number
  written: number
  isOver: boolean
  isReleased: boolean
}

const KUBELET = new Set(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'])

export const createStatusWriter = (parts: NodeParts): StatusWriter => new Writer(parts)

class Writer implements StatusWriter {
  readonly #parts: NodeParts
  readonly #luck: Luck
  readonly #bucket = createTokenBucket(100, 50)
  readonly #entries = new Map<string, Entry>()
  readonly #dirty = new Set<string>()
  #stopWork: Cancel | undefined

  constructor(parts: NodeParts) {
    this.#parts = parts
    this.#luck = parts.chance.of(`statuses of ${parts.node.name}`)
  }

  latest(uid: string): PodStatus | undefined {
    return this.#entries.get(uid)?.status
  }

  set(pod: Pod, status: PodStatus): void {
    const { uid } = pod.metadata
    const known = this.#entries.get(uid)
    if (known !== undefined && isSame(known.status, status)) return
    const entry = known ?? { pod, status, version: 0, written: -1, isOver: false, isReleased: false }
    entry.status = status
    this.#entries.set(uid, entry)
    this.#touch(entry)
  }

  change(pod: Pod, to: (status: PodStatus) => PodStatus): void {
    const known = this.#entries.get(pod.metadata.uid)
    if (known === undefined || isTerminal({ ...pod, status: known.status })) return
    known.status = to(known.status)
    this.#touch(known)
  }

  over(pod: Pod): void {
    const known = this.#entries.get(pod.metadata.uid)
    if (known !== undefined) known.isOver = true
  }

  release(pod: Pod): void {
    const known = this.#entries.get(pod.metadata.uid)
    if (known === undefined) return
    known.isReleased = true
    this.#touch(known)
  }

  forget(uid: string): void {
    this.#entries.delete(uid)
  }

  stop(): void {
    this.#stopWork?.()
  }

  #touch(entry: Entry): void {
    entry.version += 1
    this.#dirty.add(entry.pod.metadata.uid)
    this.#stopWork ??= startSoon(this.#parts.clock, () => this.#work())
  }

  *#work(): Steps {
    for (let [uid] = this.#dirty; uid !== undefined; [uid] = this.#dirty) {
      this.#dirty.delete(uid)
      const entry = this.#entries.get(uid)
      if (entry !== undefined) yield* this.#write(entry)
    }
    this.#stopWork = undefined
  }

  *#write(entry: Entry): Steps {
    const { version } = entry
    if (entry.written === version) return
    const { clock } = this.#parts
    yield* sleep(clock, this.#bucket.take(clock.now()))
    yield* sleep(clock, latency(this.#luck, 'statusGet'))
    const before = this.#current(entry)
    if (before === undefined) return
    if (!isSame(before.status, mergedStatus(before.status, entry.status, entry.isOver))) yield* this.#patch(entry)
    entry.written = version
    if (entry.isReleased && this.#current(entry)?.metadata.deletionTimestamp !== undefined) yield* this.#remove(entry)
  }

  *#patch(entry: Entry): Steps {
    const { clock, store, truth } = this.#parts
    const { status } = entry
    yield* sleep(clock, this.#bucket.take(clock.now()))
    const from = clock.now()
    const took = latency(this.#luck, 'statusPatch')
    yield* sleep(clock, nanos((took * 3n) / 4n))
    const latest = this.#current(entry)
    if (latest === undefined) return
    store.put('pods', { ...latest, status: mergedStatus(latest.status, status, entry.isOver) })
    yield* sleep(clock, nanos(took / 4n))
    truth.tell(entry.pod.metadata, { span: 'status', from, to: clock.now() })
  }

  *#remove(entry: Entry): Steps {
    const { clock, store } = this.#parts
    yield* sleep(clock, latency(this.#luck, 'statusGet'))
    const pod = this.#current(entry)
    if (pod === undefined) return
    const { name, namespace } = pod.metadata
    const metadata = { ...pod.metadata, deletionTimestamp: toSecond(clock.now()), deletionGracePeriodSeconds: 0 }
    store.put('pods', { ...pod, metadata })
    if ((pod.metadata.finalizers ?? []).length === 0) store.remove('pods', namespace, name)
  }

  #current({ pod: { metadata } }: Entry): Pod | undefined {
    const stored = this.#parts.store.get('pods', metadata.namespace, metadata.name)
    return stored?.metadata.uid === metadata.uid ? asPod(stored) : undefined
  }
}

/** The kubelet's own conditions are its own; others' stay. A phase that ends waits until nothing can run any more. */
function mergedStatus(there: PodStatus, made: PodStatus, isOver: boolean): PodStatus {
  const others = (there.conditions ?? []).filter(({ type }) => !KUBELET.has(type))
  const conditions: readonly Condition[] = [...(made.conditions ?? []), ...others]
  const ends = made.phase === 'Succeeded' || made.phase === 'Failed'
  const phase = ends && !isOver && there.phase !== undefined ? there.phase : made.phase
  return { ...made, ...(phase === undefined ? {} : { phase }), conditions }
}

/** Both are made by the same hand, so their fields come in the same order. */
export const isSame = (a: PodStatus, b: PodStatus): boolean => JSON.stringify(a) === JSON.stringify(b)

import { minus, nanos, plus, seconds, type Nanos } from '../../observe/nanos.ts'
import type { Luck } from '../chance.ts'
import type { Cancel } from '../clock.ts'
import { latency } from '../latencies.ts'
import { isTerminal, type Pod, type PodStatus } from '../pod.ts'
import { sleep, startSoon, type Steps } from '../steps.ts'
import type { BackOff } from './back-off.ts'
import { allReady, startedInStatus } from './probe-results.ts'
import type { WaitingReason } from './container-statuses.ts'
import type { ImagePuller } from './image-puller.ts'
import type { NodeParts } from './node-parts.ts'
import type { Pleg } from './pleg.ts'
import { podStatus } from './pod-status.ts'
import { createPodProbes, type PodProbes, type ProbeKind } from './prober.ts'
import type { StatusWriter } from './status-writer.ts'
import { syncContainers, type Synced } from './sync-containers.ts'
import { stopContainers, withLostContainers } from './terminate.ts'
import { createPodVolumes, type PodVolumes } from './volumes.ts'

export interface KubeletParts extends NodeParts {
  readonly pleg: Pleg
  readonly writer: StatusWriter
  readonly puller: ImagePuller
  readonly crashes: BackOff
  /** The kubelet looks once a second for what is due: the next time it does, not before this. */
  readonly nextTick: (due: Nanos) => Nanos
}

/** What the kubelet does for one pod, one thing after another. Source: kubelet pod_workers.go and kubelet.go. */
export interface PodWorker {
  /** Something may have changed. */
  poke(): void
  update(pod: Pod): void
  stop: Cancel
}

const RESYNC = seconds(60)
const RETRY = seconds(10)
/** Each of these waits is drawn out by up to half of itself. */
const MOST_JITTER = 1.5

export const createPodWorker = (parts: KubeletParts, pod: Pod): PodWorker => new Worker(parts, pod)

class Worker implements PodWorker {
  readonly #parts: KubeletParts
  readonly #luck: Luck
  readonly #uid: string
  readonly #reasons = new Map<string, WaitingReason>()
  #pod: Pod
  /** Something was told while it was busy. */
  #isPending = false
  #lastSync = nanos(0n)
  #stage: 'running' | 'ending' | 'over' = 'running'
  #isReleased = false
  #stopWork: Cancel | undefined
  #cancelRetry: Cancel | undefined
  #probes: PodProbes | undefined
  #volumes: PodVolumes | undefined

  constructor(parts: KubeletParts, pod: Pod) {
    this.#parts = parts
    this.#pod = pod
    this.#uid = pod.metadata.uid
    this.#luck = parts.chance.of(`pod ${pod.metadata.namespace}/${pod.metadata.name}`)
  }

  poke(): void {
    if (this.#stage === 'over') return
    this.#isPending = true
    this.#stopWork ??= startSoon(this.#parts.clock, () => this.#work())
  }

  update(next: Pod): void {
    const { metadata, spec } = this.#pod
    const isDeleted = metadata.deletionTimestamp === undefined && next.metadata.deletionTimestamp !== undefined
    const isChanged = metadata.generation !== next.metadata.generation
    const hasGates = (spec.readinessGates ?? []).length > 0
    // In its Events the pod keeps the version that the kubelet saw first.
    const { resourceVersion } = metadata
    this.#pod = { ...next, metadata: { ...next.metadata, resourceVersion } }
    if (this.#isReleased) this.#parts.writer.release(this.#pod)
    else if (isDeleted || isChanged || hasGates) this.poke()
  }

  stop(): void {
    this.#stopWork?.()
    this.#cancelRetry?.()
    this.#probes?.stop()
    this.#volumes?.stop()
  }

  *#work(): Steps {
    yield* this.#pause('wakeUp')
    while (this.#isPending && this.#stage !== 'over') {
      this.#isPending = false
      yield* this.#parts.pleg.newerThan(this.#lastSync)
      if (this.#stage === 'running' && this.#isWanted()) yield* this.#sync()
      else yield* this.#end()
      this.#lastSync = this.#parts.clock.now()
    }
    this.#stopWork = undefined
  }

  *#sync(): Steps {
    const { writer, behaviour, pleg } = this.#parts
    const status = this.#makeStatus()
    writer.set(this.#pod, status)
    this.#probes?.hurry(status)
    if (isTerminal({ ...this.#pod, status })) {
      this.#stage = 'ending'
      this.#isPending = true
      return
    }
    yield* this.#pause('prepare')
    this.#volumes ??= createPodVolumes(this.#parts, this.#pod, this.#luck)
    if (!(yield* this.#volumes.wait(() => !this.#isWanted()))) return this.#retryIn(RETRY)
    this.#probes ??= this.#createProbes()
    const parts = { ...this.#parts, probes: this.#probes, reasons: this.#reasons }
    const synced = yield* syncContainers(parts, this.#pod, this.#luck)
    this.#retryIn(synced.is === 'done' ? RESYNC : this.#retryAfter(synced))
    if (synced.is === 'done' && synced.hasChanged && behaviour.relistsOnDemand) pleg.lookSoon()
  }

  /** All of it is stopped, its last status made; a look later nothing of it is left. */
  *#end(): Steps {
    const { writer, pleg, clock } = this.#parts
    if (!this.#isWanted()) writer.set(this.#pod, this.#makeStatus())
    this.#stage = 'ending'
    this.#cancelRetry?.()
    this.#probes?.stop()
    this.#volumes?.stop()
    yield* stopContainers(this.#parts, this.#pod, this.#luck)
    writer.over(this.#pod)
    writer.set(this.#pod, withLostContainers(this.#makeStatus(true)))
    this.#stage = 'over'
    yield* pleg.newerThan(clock.now())
    this.#isReleased = true
    writer.release(this.#pod)
  }

  #makeStatus(isOver = false): PodStatus {
    const { pleg, runtime, writer, clock, hostIP, behaviour } = this.#parts
    return podStatus({
      pod: this.#pod,
      seen: isOver ? runtime.look(this.#uid) : pleg.seen(this.#uid),
      reasons: this.#reasons,
      isReady: (name, id) => this.#probes?.passed('readiness', name, id),
      isStarted: (name, id) => this.#probes?.passed('startup', name, id),
      last: writer.latest(this.#uid) ?? this.#pod.status,
      hostIP,
      now: clock.now(),
      isOver,
      tellsPodResources: behaviour.tellsPodResources,
    })
  }

  #createProbes(): PodProbes {
    return createPodProbes(this.#parts, {
      pod: this.#pod,
      luck: this.#luck,
      status: () => this.#parts.writer.latest(this.#uid) ?? this.#pod.status,
      changed: (kind, container, passed) => this.#probed(kind, container, passed),
    })
  }

  #probed(kind: ProbeKind, container: string, passed: boolean): void {
    if (this.#stage !== 'running') return
    const { writer, clock } = this.#parts
    if (kind === 'readiness')
      writer.change(this.#pod, (status) => allReady(this.#pod, status, container, passed, clock.now()))
    if (kind === 'startup' && passed) writer.change(this.#pod, (status) => startedInStatus(status, container))
    this.poke()
  }

  #retryAfter({ backOffUntil }: Extract<Synced, { is: 'failed' }>): Nanos {
    const { behaviour, clock } = this.#parts
    if (backOffUntil === undefined || !behaviour.waitsForBackOff) return RETRY
    const wait = minus(backOffUntil, clock.now())
    return wait < 0n ? nanos(0n) : wait < RESYNC ? wait : RESYNC
  }

  #retryIn(wait: Nanos): void {
    const { clock, nextTick } = this.#parts
    this.#cancelRetry?.()
    const due = plus(clock.now(), nanos(BigInt(Math.round(Number(wait) * this.#luck.between(1, MOST_JITTER)))))
    this.#cancelRetry = clock.after(minus(nextTick(due), clock.now()), () => this.poke())
  }

  #isWanted(): boolean {
    return this.#pod.metadata.deletionTimestamp === undefined
  }

  #pause(name: 'wakeUp' | 'prepare'): Steps {
    return sleep(this.#parts.clock, latency(this.#luck, name, 0, this.#parts.node.slowness))
  }
}

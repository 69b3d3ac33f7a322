import { minus, nanos, plus, type Nanos } from '../../observe/nanos.ts'
import type { Luck } from '../chance.ts'
import type { Cancel, Clock } from '../clock.ts'
import { latency, type LatencyName } from '../latencies.ts'
import { asJson, type Container, type Pod } from '../pod.ts'
import { sleep, type Steps } from '../steps.ts'
import type { SpanName, Truth } from '../truth.ts'
import { PROGRAM, type NodeSpec, type World } from '../world.ts'
import type { Image } from './images.ts'
import { NOTHING_RUNS, type End, type PodInRuntime, type RunningContainer } from './pod-in-runtime.ts'

/** What a node's container runtime answers. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string }

/** A node's containerd, with what its containers do. It lives on when the kubelet stops. */
export interface Runtime {
  runSandbox(pod: Pod, luck: Luck): Steps<Answer<string>>
  create(pod: Pod, container: Container, image: Image, attempt: number, luck: Luck): Steps<Answer<string>>
  start(pod: Pod, id: string, luck: Luck): Steps<Answer<undefined>>
  /** @param takes of the command itself, beside the call */
  exec(pod: Pod, container: string, luck: Luck, takes?: Nanos): Steps
  /** Asks it to end, and after the grace makes it. */
  stop(pod: Pod, id: string, grace: Nanos, luck: Luck): Steps
  stopSandbox(pod: Pod, luck: Luck): Steps
  remove(uid: string): void
  look(uid: string): PodInRuntime
  /** The pods it has. */
  all(): readonly string[]
  /** The pods that changed since this was last asked. */
  changed(): readonly string[]
  /** How many calls are under way. */
  calls(): number
  breakSandboxes(message: string | undefined): void
  /** Counts as one call while it goes on. */
  during<T>(pod: Pod, span: SpanName, steps: () => Steps<Answer<T>>, container?: string): Steps<Answer<T>>
  stopAll(): void
}

export interface RuntimeParts {
  readonly node: NodeSpec
  readonly clock: Clock
  readonly truth: Truth
  readonly world: World
  /** The first half of its pods' addresses: `10.88`. */
  readonly subnet: string
}

const HISTORY = 2

export const createRuntime = (parts: RuntimeParts): Runtime => new SimulatedRuntime(parts)

class SimulatedRuntime implements Runtime {
  readonly #parts: RuntimeParts
  readonly #slowness: number
  readonly #pods = new Map<string, PodInRuntime>()
  readonly #changed = new Set<string>()
  readonly #ends = new Map<string, Cancel>()
  #calls = 0
  #addresses = 1
  #broken: string | undefined

  constructor(parts: RuntimeParts) {
    this.#parts = parts
    this.#slowness = parts.node.slowness ?? 1
  }

  runSandbox(pod: Pod, luck: Luck): Steps<Answer<string>> {
    return this.during(pod, 'RunPodSandbox', () => this.#runSandbox(pod, luck))
  }

  create(pod: Pod, container: Container, image: Image, attempt: number, luck: Luck): Steps<Answer<string>> {
    const steps = () => this.#create(pod, container, image, attempt, luck)
    return this.during(pod, 'CreateContainer', steps, container.name)
  }

  start(pod: Pod, id: string, luck: Luck): Steps<Answer<undefined>> {
    const name = this.#find(pod.metadata.uid, id)?.name
    return this.during(pod, 'StartContainer', () => this.#start(pod.metadata.uid, id, luck), name)
  }

  *exec(pod: Pod, container: string, luck: Luck, takes: Nanos = nanos(0n)): Steps {
    const steps = () => answerAfter(this.#parts.clock, plus(this.#takes(luck, 'exec'), takes))
    yield* this.during(pod, 'ExecSync', steps, container)
  }

  *stop(pod: Pod, id: string, grace: Nanos, luck: Luck): Steps {
    const { clock } = this.#parts
    const { uid } = pod.metadata
    const container = this.#find(uid, id)
    if (container?.state !== 'running') return
    const isWilling = container.program.stopsAfter < grace
    yield* sleep(clock, isWilling ? container.program.stopsAfter : grace)
    this.#exit(uid, id, isWilling ? { code: 0, reason: 'Completed' } : { code: 137, reason: 'Error' })
    yield* sleep(clock, latency(luck, 'stop', this.#calls, this.#slowness))
  }

  *stopSandbox(pod: Pod, luck: Luck): Steps {
    const { uid } = pod.metadata
    const { sandbox } = this.look(uid)
    if (sandbox === undefined) return
    yield* sleep(this.#parts.clock, latency(luck, 'stopSandbox', this.#calls, this.#slowness))
    this.#put(uid, { ...this.look(uid), sandbox: { ...sandbox, isReady: false } })
  }

  remove(uid: string): void {
    for (const { id } of this.look(uid).containers) this.#ends.get(id)?.()
    this.#pods.delete(uid)
    this.#changed.delete(uid)
  }

  look(uid: string): PodInRuntime {
    return this.#pods.get(uid) ?? NOTHING_RUNS
  }

  all(): readonly string[] {
    return [...this.#pods.keys()]
  }

  changed(): readonly string[] {
    const all = [...this.#changed]
    this.#changed.clear()
    return all
  }

  calls(): number {
    return this.#calls
  }

  breakSandboxes(message: string | undefined): void {
    this.#broken = message
  }

  *during<T>(pod: Pod, span: SpanName, steps: () => Steps<Answer<T>>, container?: string): Steps<Answer<T>> {
    const { clock, truth } = this.#parts
    const from = clock.now()
    this.#calls += 1
    let answer: Answer<T>
    try {
      answer = yield* steps()
    } finally {
      this.#calls -= 1
    }
    const whose = container === undefined ? {} : { container }
    truth.tell(pod.metadata, { span, from, to: clock.now(), error: !answer.ok, ...whose })
    return answer
  }

  stopAll(): void {
    for (const cancel of this.#ends.values()) cancel()
  }

  *#runSandbox({ metadata: { uid } }: Pod, luck: Luck): Steps<Answer<string>> {
    const { clock, subnet } = this.#parts
    const id = luck.hex(64)
    if (this.#broken !== undefined) {
      yield* sleep(clock, nanos(this.#takes(luck, 'sandbox') / 2n))
      return { ok: false, message: failedSandbox(id, this.#broken) }
    }
    yield* sleep(clock, this.#takes(luck, 'sandbox'))
    this.#addresses += 1
    this.#put(uid, { ...this.look(uid), sandbox: { id, ip: addressOf(subnet, this.#addresses), isReady: true } })
    return { ok: true, value: id }
  }

  *#create(pod: Pod, { name }: Container, image: Image, attempt: number, luck: Luck): Steps<Answer<string>> {
    const program = { ...PROGRAM, ...this.#parts.world.programOf(asJson(pod), name, attempt) }
    yield* sleep(this.#parts.clock, this.#takes(luck, 'create'))
    if (program.createError !== undefined) return { ok: false, message: program.createError }
    const id = luck.hex(64)
    const was = this.look(pod.metadata.uid)
    const others = was.containers.filter((one) => one.name !== name)
    const older = was.containers.filter((one) => one.name === name).slice(1 - HISTORY)
    const container: RunningContainer = { id, name, attempt, image, program, state: 'created' }
    this.#put(pod.metadata.uid, { ...was, containers: [...others, ...older, container] })
    return { ok: true, value: id }
  }

  *#start(uid: string, id: string, luck: Luck): Steps<Answer<undefined>> {
    const { clock } = this.#parts
    const { startError, ends } = this.#find(uid, id)?.program ?? PROGRAM
    const takes = this.#takes(luck, 'start')
    if (startError !== undefined) {
      yield* sleep(clock, takes)
      const end: End = { at: clock.now(), code: 128, reason: 'StartError', message: startError }
      this.#change(uid, id, (was) => ({ ...was, state: 'exited', end }))
      return { ok: false, message: startError }
    }
    // The process runs a little before the call says so.
    const tail = nanos(takes / 12n)
    yield* sleep(clock, minus(takes, tail))
    const startedAt = clock.now()
    this.#change(uid, id, (was) => ({ ...was, state: 'running', startedAt }))
    if (ends !== undefined) {
      const reason = ends.oom === true ? 'OOMKilled' : ends.code === 0 ? 'Completed' : 'Error'
      const cancel = clock.after(ends.after, () => this.#exit(uid, id, { code: ends.code, reason }))
      this.#ends.set(id, cancel)
    }
    yield* sleep(clock, tail)
    return { ok: true, value: undefined }
  }

  #exit(uid: string, id: string, end: Omit<End, 'at'>): void {
    this.#ends.get(id)?.()
    this.#ends.delete(id)
    if (this.#find(uid, id)?.state !== 'running') return
    this.#change(uid, id, (was) => ({ ...was, state: 'exited', end: { ...end, at: this.#parts.clock.now() } }))
  }

  #takes(luck: Luck, name: LatencyName): Nanos {
    return latency(luck, name, this.#calls - 1, this.#slowness)
  }

  #find(uid: string, id: string): RunningContainer | undefined {
    return this.look(uid).containers.find((one) => one.id === id)
  }

  #put(uid: string, pod: PodInRuntime): void {
    this.#pods.set(uid, pod)
    this.#changed.add(uid)
  }

  #change(uid: string, id: string, to: (was: RunningContainer) => RunningContainer): void {
    const pod = this.look(uid)
    this.#put(uid, { ...pod, containers: pod.containers.map((one) => (one.id === id ? to(one) : one)) })
  }
}

function* answerAfter(clock: Clock, delay: Nanos): Steps<Answer<undefined>> {
  yield* sleep(clock, delay)
  return { ok: true, value: undefined }
}

const failedSandbox = (id: string, message: string): string =>
  `rpc error: code = Unknown desc = failed to setup network for sandbox "${id}": ${message}`

const addressOf = (subnet: string, count: number): string => `${subnet}.${Math.floor(count / 254)}.${(count % 254) + 1}`

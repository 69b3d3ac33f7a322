import { nanos } from '../../observe/nanos.ts'
import { textAt } from '../api/resources.ts'
import type { Change, Store } from '../api/store.ts'
import type { Chance, Luck } from '../chance.ts'
import type { Cancel, Clock } from '../clock.ts'
import { aboutPod } from '../events/recorder.ts'
import { createSeriesRecorder, type SeriesRecorder } from '../events/series-recorder.ts'
import { latency } from '../latencies.ts'
import { asPod, isTerminal, type Condition, type Pod, type PodStatus } from '../pod.ts'
import type { Behaviour } from '../profile.ts'
import { createTasks, sleep, startSoon, type Steps } from '../steps.ts'
import { toSecond } from '../times.ts'
import type { Truth } from '../truth.ts'
import { follow } from '../watcher.ts'
import { misfit, unschedulableMessage, weighedMilliCpu } from './fit.ts'
import { createNodeViews, type NodeViews } from './node-views.ts'
import { createSchedulingQueue, type SchedulingQueue, type Waiting } from './scheduling-queue.ts'

export interface SchedulerParts {
  readonly store: Store
  readonly clock: Clock
  readonly chance: Chance
  readonly truth: Truth
  readonly behaviour: Behaviour
}

const NAME = 'default-scheduler'

/** One pod after another, bindings beside. Source: kube-scheduler schedule_one.go. */
export const startScheduler = (parts: SchedulerParts): { readonly stop: Cancel } => new Scheduler(parts)

class Scheduler {
  readonly #parts: SchedulerParts
  readonly #luck: Luck
  readonly #nodes: NodeViews
  readonly #recorder: SeriesRecorder
  readonly #queue: SchedulingQueue
  readonly #besides = createTasks()
  readonly #stopFollowing: Cancel
  #stopWork: Cancel | undefined

  constructor(parts: SchedulerParts) {
    this.#parts = parts
    this.#luck = parts.chance.of('scheduler')
    this.#nodes = createNodeViews(parts.store)
    this.#recorder = createSeriesRecorder(parts, NAME)
    this.#queue = createSchedulingQueue(parts.clock, () => {
      this.#stopWork ??= startSoon(parts.clock, () => this.#work())
    })
    for (const [, stored] of parts.store.list('pods')) this.#see(asPod(stored))
    const accepts = ({ resource }: Change): boolean => resource === 'pods' || resource === 'nodes'
    this.#stopFollowing = follow(parts, 'scheduler', accepts, (change) => this.#changed(change))
  }

  stop(): void {
    this.#stopFollowing()
    this.#stopWork?.()
    this.#queue.stop()
    this.#besides.stop()
    this.#recorder.stop()
  }

  #changed({ resource, object, previous }: Change): void {
    if (resource === 'nodes') return this.#queue.wakeAll()
    if (object !== undefined) {
      this.#see(asPod(object))
      if (isTerminal(asPod(object))) this.#queue.wakeAll()
      return
    }
    if (previous === undefined) return
    this.#queue.remove(previous.metadata.uid)
    this.#nodes.lose(previous.metadata.uid)
    if (textAt(previous, 'spec', 'nodeName') !== '') this.#queue.wakeAll()
  }

  #see(pod: Pod): void {
    const { uid, deletionTimestamp } = pod.metadata
    this.#nodes.see(pod)
    const isOut = pod.spec.nodeName !== undefined || isTerminal(pod) || deletionTimestamp !== undefined
    if (isOut) return this.#queue.remove(uid)
    const isMine = (pod.spec.schedulerName ?? NAME) === NAME
    const isGated = (pod.spec.schedulingGates ?? []).length > 0
    if (isMine && !isGated && !this.#nodes.has(uid)) this.#queue.add(pod)
  }

  *#work(): Steps {
    for (let one = this.#queue.next(); one !== undefined; one = this.#queue.next()) {
      yield* sleep(this.#parts.clock, latency(this.#luck, 'schedulingCycle'))
      this.#decide(one)
    }
    this.#stopWork = undefined
  }

  #decide(one: Waiting): void {
    const { pod } = one
    const all = this.#nodes.all().map((node) => ({ node, why: misfit(pod, node, this.#parts.behaviour) }))
    const fitting = all.filter(({ why }) => why === undefined).map(({ node }) => node)
    if (fitting.length === 0) return this.#refuse(one, unschedulableMessage(all.flatMap(({ why }) => why ?? [])))
    // The emptiest for its size; between equals chance decides.
    const loads = fitting.map((node) => (node.weighed + weighedMilliCpu(pod)) / (node.milliCpu || 1))
    const best = fitting.filter((_node, i) => loads[i] === Math.min(...loads))
    const target = best[this.#luck.below(best.length)]
    if (target === undefined) return
    this.#queue.remove(pod.metadata.uid)
    this.#nodes.assume(pod, target.name)
    this.#besides.begin(this.#bind(pod, target.name))
  }

  #refuse(one: Waiting, message: string): void {
    this.#queue.park(one)
    const about = aboutPod(one.pod)
    this.#recorder.record({ about, type: 'Warning', reason: 'FailedScheduling', message }, 'Scheduling')
    this.#besides.begin(this.#tellUnschedulable(one.pod, message))
  }

  *#bind(pod: Pod, node: string): Steps {
    const { clock, truth } = this.#parts
    yield* sleep(clock, latency(this.#luck, 'step'))
    const from = clock.now()
    const took = latency(this.#luck, 'binding')
    yield* sleep(clock, nanos((took * 3n) / 4n))
    const isBound = this.#put(pod, (there) => ({
      ...there,
      spec: { ...there.spec, nodeName: node },
      status: withScheduled(there, { status: 'True' }, toSecond(clock.now())),
    }))
    yield* sleep(clock, nanos(took / 4n))
    truth.tell(pod.metadata, { span: 'binding', from, to: clock.now(), error: !isBound })
    if (!isBound) return this.#nodes.lose(pod.metadata.uid)
    yield* sleep(clock, latency(this.#luck, 'bound'))
    const message = `Successfully assigned ${pod.metadata.namespace}/${pod.metadata.name} to ${node}`
    this.#recorder.record({ about: aboutPod(pod), type: 'Normal', reason: 'Scheduled', message }, 'Binding')
  }

  *#tellUnschedulable(pod: Pod, message: string): Steps {
    const { clock, truth } = this.#parts
    yield* sleep(clock, latency(this.#luck, 'step'))
    const from = clock.now()
    const took = latency(this.#luck, 'statusPatch')
    yield* sleep(clock, nanos((took * 3n) / 4n))
    const verdict = { status: 'False', reason: 'Unschedulable', message } as const
    const isPut = this.#put(pod, (there) => {
      const was = there.status.conditions?.find(({ type }) => type === 'PodScheduled')
      if (was?.status === 'False' && was.message === message) return undefined
      return { ...there, status: withScheduled(there, verdict, toSecond(clock.now())) }
    })
    yield* sleep(clock, nanos(took / 4n))
    if (isPut) truth.tell(pod.metadata, { span: 'status', from, to: clock.now() })
  }

  /** @returns whether it was still there, unbound, and changed */
  #put({ metadata: { namespace, name, uid } }: Pod, to: (pod: Pod) => Pod | undefined): boolean {
    const stored = this.#parts.store.get('pods', namespace, name)
    if (stored?.metadata.uid !== uid || asPod(stored).spec.nodeName !== undefined) return false
    const next = to(asPod(stored))
    if (next === undefined) return false
    this.#parts.store.put('pods', next)
    return true
  }
}

type Verdict = Pick<Condition, 'status'> & Partial<Pick<Condition, 'reason' | 'message'>>

function withScheduled({ status, metadata }: Pod, verdict: Verdict, now: string): PodStatus {
  const { phase, conditions = [], ...rest } = status
  const was = conditions.find(({ type }) => type === 'PodScheduled')
  const { status: value, ...why } = verdict
  const condition: Condition = {
    type: 'PodScheduled',
    // The binding is the API server's own write; it knows of no generation.
    ...(value === 'True' || metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
    status: value,
    lastProbeTime: null,
    lastTransitionTime: was?.status === value ? was.lastTransitionTime : now,
    ...why,
  }
  const others = conditions.filter(({ type }) => type !== 'PodScheduled')
  return { ...(phase && { phase }), conditions: [...others, condition], ...rest }
}

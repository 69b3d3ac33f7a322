import { later, millis, plus, seconds, type Nanos } from '../observe/nanos.ts'
import type { Arrival, ContainerFact, Termination } from '../observe/observation.ts'
import type { Evidence } from './boundary.ts'
import { arrivalEvidence, clockOfNode, endOfSecond, withinSecond } from './evidence-parts.ts'
import type { Step } from './plan.ts'
import type { PodView, Seen } from './pod-view.ts'

/** `startedAt` is written inside the start call, whose end is what we time: calls took up to 0.2 s (recordings). */
const START_CALL = seconds(1)
/** A first status that comes later than this after `startedAt`'s second is news of something long done. */
const PROMPT = millis(1_250)

/** What became of a container's first run, as far as this status still knows it. */
export function firstRun({ state, restarts, last, termination, startedAt }: ContainerFact): Termination | undefined {
  if (restarts === 0 && state === 'running') return startedAt === undefined ? {} : { startedAt }
  if (restarts === 0 && state === 'terminated') return termination
  // `lastState` is the run before: of a waiting container the one that the restart count already counts up to.
  const lastRun = state === 'waiting' ? restarts : restarts - 1
  return lastRun === 0 ? last : undefined
}

/** The status tells that the container was running, at some time. */
export const hasRun = ({ state, termination, last }: ContainerFact): boolean =>
  state === 'running' || termination?.startedAt !== undefined || last?.startedAt !== undefined

/** From the container's status: the arrival of the first that shows it running, and `startedAt`. */
export function containerStartEvidence(view: PodView, step: Step): readonly Evidence[] {
  const statuses = step.container?.statuses ?? []
  const first = statuses.find(({ fact }) => hasRun(fact))
  if (first === undefined) return []
  const run = statuses.find(({ fact }) => firstRun(fact)?.startedAt !== undefined)
  const startedAt = run === undefined ? undefined : firstRun(run.fact)?.startedAt
  const isPrompt = startedAt === undefined || first.arrival.at <= plus(startedAt, PROMPT)
  const arrival = arrivalEvidence(
    first.arrival,
    isPrompt && first.fact.state === 'running' && first.fact.restarts === 0,
  )
  if (startedAt === undefined) return [arrival]
  return [arrival, statusField(view, run?.fact, startedAt, START_CALL)]
}

/** A container's end: of an init container the good one if there is one, else that of the first run. */
export function finishEvidence(view: PodView, step: Step): readonly Evidence[] {
  const statuses = step.container?.statuses ?? []
  // What failed first and then succeeded has crashed before: then its first end is the one that counts.
  const hasFailed = statuses.some(({ fact }) => (firstRun(fact)?.exitCode ?? 0) !== 0)
  const isInit = step.container?.spec.role === 'init'
  const isGood = isInit && !hasFailed && statuses.some(({ fact }) => goodEnd(fact) !== undefined)
  const ended = statuses
    .map((seen) => ({ seen, end: isGood ? goodEnd(seen.fact) : firstRun(seen.fact) }))
    .find(({ end }) => end?.finishedAt !== undefined && end.startedAt !== undefined)
  const finishedAt = ended?.end?.finishedAt
  if (ended === undefined || finishedAt === undefined) return []
  return [statusField(view, ended.seen.fact, finishedAt, 0n as Nanos), arrivalEvidence(ended.seen.arrival, false)]
}

/** The end after which the kubelet goes on. */
export const goodEnd = ({ termination }: ContainerFact): Termination | undefined =>
  termination?.exitCode === 0 ? termination : undefined

function statusField(view: PodView, fact: ContainerFact | undefined, at: Nanos, longer: Nanos): Evidence {
  return {
    source: 'container_status',
    clock: clockOfNode(view, fact?.node),
    earliest: at,
    latest: plus(endOfSecond(at), longer),
    likely: withinSecond(at),
  }
}

/**
 * A probe's first success shows in the status that follows at once; its last failure before that bounds it from below.
 * Source: kubelet prober/prober_manager.go, the `ready` and `started` bits.
 */
export function probeEvidence(view: PodView, step: Step, probe: 'startup' | 'readiness'): readonly Evidence[] {
  const { statuses, events } = step.container ?? { statuses: [], events: [] }
  const passed = statuses.find(({ fact }) => (probe === 'readiness' ? fact.ready : fact.started === true))
  if (passed === undefined) return []
  const failures = events.flatMap(({ fact, arrival }): { at: Nanos; arrival: Arrival }[] => {
    if (fact.meaning.is !== 'problem' || fact.meaning.probe !== probe) return []
    const time = fact.count === 1 ? (fact.exact ?? fact.last) : fact.last
    return time === undefined ? [] : [{ at: time, arrival }]
  })
  const before = failures.filter(({ arrival }) => arrival.at < passed.arrival.at).map(({ at }) => at)
  return [arrivalEvidence(passed.arrival, true), ...lastFailure(view, before), ...readySecond(view, passed)]
}

function lastFailure(view: PodView, failures: readonly Nanos[]): readonly Evidence[] {
  const [first, ...rest] = failures
  if (first === undefined) return []
  return [{ source: 'event_timestamp', clock: clockOfNode(view, undefined), earliest: rest.reduce(later, first) }]
}

/** From a list there is no arrival to go by: then the Ready condition's second has to do, an upper bound for every probe. */
function readySecond(view: PodView, passed: Seen<ContainerFact>): readonly Evidence[] {
  const ready = view.conditions.find(({ fact }) => fact.type === 'Ready' && fact.status === 'True')
  const since = ready?.fact.since
  if (ready === undefined || since === undefined || passed.arrival.how !== 'listed') return []
  return [{ source: 'condition', clock: ready.fact.clock, latest: endOfSecond(since), likely: withinSecond(since) }]
}

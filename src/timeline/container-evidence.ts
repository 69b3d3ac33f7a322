import { earlier, later, millis, plus, seconds, type Nanos } from '../observe/nanos.ts'
import type { Arrival, ContainerFact, Termination } from '../observe/observation.ts'
import type { Evidence } from './boundary.ts'
import { arrivalEvidence, clockOfNode, endOfSecond, withinSecond } from './evidence-parts.ts'
import type { Step } from './plan.ts'
import type { ContainerView, PodView, Seen } from './pod-view.ts'

/** `startedAt` is written inside the start call, whose end is what we time: calls took up to 0.2 s (recordings). */
const START_CALL = seconds(1)
/** A first status that comes later than this after `startedAt`'s second is news of something long done. */
const PROMPT = millis(1_250)

/** What became of a container's first run, as far as this status still knows it. */
export function firstRun(status: ContainerFact, container: ContainerView): Termination | undefined {
  const { last } = status
  const run = runByCount(status)
  // One that is created and not started waits, too: then `lastState` is the run before it, which its start tells.
  const isFirst = run === undefined && last?.startedAt !== undefined && last.startedAt === firstStart(container)
  return isFirst ? last : run
}

function runByCount({ state, restarts, last, termination, startedAt }: ContainerFact): Termination | undefined {
  if (restarts === 0 && state === 'running') return startedAt === undefined ? {} : { startedAt }
  if (restarts === 0 && state === 'terminated') return termination
  // `lastState` is the run before: of a waiting container the one that the restart count already counts up to.
  const lastRun = state === 'waiting' ? restarts : restarts - 1
  return lastRun === 0 ? last : undefined
}

/** When the first run began, as some status told. */
export function firstStart({ statuses }: ContainerView): Nanos | undefined {
  const told = statuses.find(({ fact }) => runByCount(fact)?.startedAt !== undefined)
  return told === undefined ? undefined : runByCount(told.fact)?.startedAt
}

/** When the next run that this status knows of began: by then the first had ended, though nobody saw how. */
export function nextStart(status: ContainerFact, container: ContainerView): Nanos | undefined {
  const first = firstStart(container)
  if (first === undefined || status.restarts === 0) return undefined
  const starts = [status.startedAt, status.termination?.startedAt, status.last?.startedAt]
  const known = starts.filter((one) => one !== undefined).filter((one) => one > first)
  return known.length === 0 ? undefined : known.reduce(earlier)
}

/** The status tells that the container was running, at some time. */
export const hasRun = ({ state, termination, last }: ContainerFact): boolean =>
  state === 'running' || termination?.startedAt !== undefined || last?.startedAt !== undefined

/** From the container's status: the arrival of the first that shows it running, and `startedAt`. */
export function containerStartEvidence(view: PodView, step: Step): readonly Evidence[] {
  const { container } = step
  const first = container?.statuses.find(({ fact }) => hasRun(fact))
  if (container === undefined || first === undefined) return []
  const run = container.statuses.find(({ fact }) => firstRun(fact, container)?.startedAt !== undefined)
  const startedAt = run === undefined ? undefined : firstRun(run.fact, container)?.startedAt
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
  const { container } = step
  if (container === undefined) return []
  const { statuses, spec } = container
  // What failed first and then succeeded has crashed before: then its first end is the one that counts.
  const hasFailed = statuses.some(({ fact }) => (firstRun(fact, container)?.exitCode ?? 0) !== 0)
  const isGood = spec.role === 'init' && !hasFailed && statuses.some(({ fact }) => goodEnd(fact) !== undefined)
  const ended = statuses
    .map((seen) => ({ seen, end: isGood ? goodEnd(seen.fact) : firstRun(seen.fact, container) }))
    .find(({ end }) => end?.finishedAt !== undefined && end.startedAt !== undefined)
  const finishedAt = ended?.end?.finishedAt
  if (ended === undefined || finishedAt === undefined) return endUnseen(view, container)
  return [statusField(view, ended.seen.fact, finishedAt, 0n as Nanos), arrivalEvidence(ended.seen.arrival, false)]
}

/** Nobody saw how the first run ended: it had when the next one began, and for the first time the kubelet begins it at once. */
function endUnseen(view: PodView, container: ContainerView): readonly Evidence[] {
  const seen = container.statuses.find(({ fact }) => nextStart(fact, container) !== undefined)
  const [first, next] = [firstStart(container), seen === undefined ? undefined : nextStart(seen.fact, container)]
  if (seen === undefined || first === undefined || next === undefined) return []
  const known = statusField(view, seen.fact, next, 0n as Nanos)
  return [{ ...known, earliest: first }, arrivalEvidence(seen.arrival, false)]
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

import { MILLISECOND, minus, plus, seconds, type Nanos } from '../observe/nanos.ts'
import { APISERVER, EXPORTER, WEBHOOK, type Arrival, type EventFact } from '../observe/observation.ts'
import { CREATE_CALL } from '../observe/observe.ts'
import type { Evidence } from './boundary.ts'
import { hasRun } from './container-evidence.ts'
import { earliest, firstOf, LATENESS, ofEvent, onlyAbove, sandboxLateness } from './event-evidence.ts'
import { arrivalEvidence, endOfSecond, point, withinSecond } from './evidence-parts.ts'
import type { ContainerView, PodView, Seen } from './pod-view.ts'
import { ruleOf } from './reasons.ts'
import type { StageName } from './stage.ts'
import { forgottenReady } from './was-ready.ts'

/** A webhook's clock is read to the nanosecond, but kept in step by the millisecond: 0.46 ms off was seen (recordings). */
export const stampEvidence = (at: Nanos): readonly Evidence[] => [
  {
    source: 'stamp',
    clock: WEBHOOK,
    earliest: minus(at, MILLISECOND),
    latest: plus(at, MILLISECOND),
    likely: point(at),
  },
]

export function creation(view: PodView): readonly Evidence[] {
  const { createdAt } = view.pod
  // A live ADDED tells of the write itself, even where the API server's clock says that it was long ago.
  const isLive = view.arrival.how === 'added'
  const written: Evidence = {
    source: 'creation_timestamp',
    clock: APISERVER,
    earliest: createdAt,
    ...(isLive ? {} : { latest: plus(createdAt, CREATE_CALL) }),
    likely: withinSecond(createdAt),
  }
  return [arrivalEvidence(view.arrival, isLive), written]
}

/** A static pod's startup begins when the kubelet sees it. */
export const acceptance = (view: PodView): readonly Evidence[] =>
  view.accepted.slice(0, 1).map(({ fact }) => ({
    source: 'start_time',
    clock: fact.clock,
    earliest: fact.at,
    latest: endOfSecond(fact.at),
    likely: withinSecond(fact.at),
  }))

export function scheduling(view: PodView): readonly Evidence[] {
  const event = firstOf(view.events, 'scheduled')
  const bound = view.bound[0]
  const told = ofEvent(event, view, LATENESS.scheduled)
  return [
    ...notAfter(told, bound?.arrival.at),
    ...(bound === undefined ? [] : [arrivalEvidence(bound.arrival, true)]),
    ...condition(view, ['PodScheduled'], { lower: true }).filter(({ source }) => source === 'condition'),
  ]
}

/**
 * The kubelet speaks of a container only when the sandbox is there: what it says first of the first one comes just
 * after. Where that Event was lost, a later one is no more than an upper bound.
 */
export function sandbox(view: PodView): readonly Evidence[] {
  const first = earliest(view.events.filter(({ fact }) => fact.container !== undefined))
  const ready = sandboxCondition(view)
  const firstArrival = ready.find(({ clock }) => clock === EXPORTER)?.latest
  const waited = view.containers.flatMap((container) => firstWait(container, PAST_SANDBOX) ?? [])
  const told = ofEvent(first, view, sandboxLateness(setupUpTo(view, first)))
  const isFirst =
    first?.fact.container === view.containers[0]?.spec.name &&
    isFirstWord(first?.fact) &&
    first !== undefined &&
    !troubledBefore(view.containers[0], first, PAST_SANDBOX)
  const words = notAfter(isFirst ? told : told.map(onlyAbove), firstArrival)
  return [...words, ...ready, ...waited.map((arrival) => arrivalEvidence(arrival, false))]
}

/** How long the kubelet was at work on it up to a container's first Event; where it waited to try again, nobody tells. */
function setupUpTo(view: PodView, first: Seen<EventFact> | undefined): Nanos | undefined {
  const isTroubled = view.events.some(({ fact }) => fact.container === undefined && fact.meaning.is === 'problem')
  if (isTroubled) return 0n as Nanos
  const bound = firstOf(view.events, 'scheduled')?.fact.exact ?? view.bound[0]?.arrival.at
  const exact = first?.fact.exact
  return bound === undefined || exact === undefined ? undefined : minus(exact, bound)
}

/** Stages that a container only gets to in its sandbox. */
const PAST_SANDBOX: readonly StageName[] = ['pull', 'create', 'start', 'run']

/** When a status first told that a container waits in one of these stages. */
const firstWait = ({ statuses }: ContainerView, stages: readonly StageName[]): Arrival | undefined =>
  statuses.find(({ fact }) => {
    const stage = fact.state === 'waiting' && fact.reason !== undefined ? ruleOf(fact.reason).stage : undefined
    return stage !== undefined && stages.includes(stage)
  })?.arrival

/**
 * A status or an Event told of trouble in one of these stages before this Event was made: then it is not the first of
 * its kind, which was lost.
 */
export function troubledBefore(
  container: ContainerView | undefined,
  { fact, arrival }: Seen<EventFact>,
  stages: readonly StageName[],
): boolean {
  const at = fact.exact ?? arrival.at
  const waited = container === undefined ? undefined : firstWait(container, stages)
  const told = container?.events.some((one) => {
    const { meaning, exact } = one.fact
    const stage = meaning.is === 'problem' && meaning.reason !== undefined ? ruleOf(meaning.reason).stage : undefined
    return stage !== undefined && stages.includes(stage) && exact !== undefined && exact < at
  })
  return told === true || (waited !== undefined && waited.at < at)
}

/**
 * Up to 1.35 the condition flips with the next sync of the status, often together with a running container: then it
 * bounds the sandbox from above and tells no more, and the setup cannot be told apart from the container's start.
 */
function sandboxCondition(view: PodView): readonly Evidence[] {
  const ready = condition(view, ['PodReadyToStartContainers', 'PodHasNetwork'], { lower: false })
  const statuses = view.containers.flatMap((container) => container.statuses)
  const arrivedWith = (at: Nanos) => ready.some(({ source, latest }) => source === 'watch_arrival' && latest === at)
  const isLate = statuses.some(({ fact, arrival }) => hasRun(fact) && arrivedWith(arrival.at))
  return isLate ? ready.map(onlyAbove) : ready
}

/** What stops a container before its pull begins. */
const BEFORE_PULL = ['InvalidImageName', 'ImageInspectError', 'ErrImageNeverPull']

function isFirstWord(fact: EventFact | undefined): boolean {
  const meaning = fact?.meaning
  if (meaning?.is === 'pulled') return meaning.report?.kind === 'cached'
  return meaning?.is === 'pulling' || (meaning?.is === 'problem' && BEFORE_PULL.includes(meaning.reason ?? ''))
}

/** An Event written late does not rule out what a status told before it. */
const notAfter = (evidence: readonly Evidence[], instant: Nanos | undefined): readonly Evidence[] =>
  evidence.map((one) => {
    if (instant === undefined || one.earliest === undefined || one.latest === undefined || one.latest < instant)
      return one
    return { ...one, earliest: minus(instant, minus(one.latest, one.earliest)) }
  })

/** Where it is forgotten when the pod was first ready: as soon as it could, and by the date that its status has. */
export function readiness(view: PodView): readonly Evidence[] {
  const { fact, arrival } = forgottenReady(view) ?? {}
  const first = view.accepted[0]?.fact.at ?? view.pod.createdAt
  if (fact?.since === undefined || arrival === undefined) return condition(view, ['Ready'], { lower: true })
  const known: Evidence = {
    source: 'condition',
    clock: fact.clock,
    latest: endOfSecond(fact.since),
    likely: point(first),
  }
  return [known, arrivalEvidence(arrival, false)]
}

export function condition(
  view: PodView,
  types: readonly string[],
  has: { readonly lower: boolean },
): readonly Evidence[] {
  const [first] = view.conditions.filter(({ fact }) => types.includes(fact.type) && fact.status === 'True')
  if (first === undefined) return []
  const { since, clock } = first.fact
  const arrival = arrivalEvidence(first.arrival, true)
  if (since === undefined) return [arrival]
  // The second in which it was decided; the write came up to a second after.
  const latest = plus(endOfSecond(since), has.lower ? seconds(1) : (0n as Nanos))
  const lower = has.lower ? { earliest: since } : {}
  return [arrival, { source: 'condition', clock, latest, likely: withinSecond(since), ...lower }]
}

import { earlier, later, MILLISECOND, millis, minus, plus, seconds, type Nanos } from '../observe/nanos.ts'
import { APISERVER, EXPORTER, WEBHOOK, type EventFact } from '../observe/observation.ts'
import type { Edge, Evidence } from './boundary.ts'
import { arrivalEvidence, endOfSecond, point, withinSecond } from './evidence-parts.ts'
import type { Step } from './plan.ts'
import type { PodView, Seen } from './pod-view.ts'
import { containerStartEvidence, finishEvidence, hasRun, probeEvidence } from './container-evidence.ts'
import type { Stamp } from './stamp.ts'

/** What a step's evidence is read from. */
export interface EvidenceInput {
  readonly view: PodView
  readonly stamp: Stamp
}

/** How long after the etcd write's second a create may still be under way (the API server's request timeout is 60 s). */
const CREATE_CALL = seconds(60)
/** A sandbox's first container Event was seen up to 27 ms after it (recordings); burst and slow disks are slower. */
const SANDBOX_TO_EVENT = millis(50)

/** The evidence for each boundary, the most exact first: the rule table that `npm run accuracy` judges. */
const RULES: Readonly<Record<Edge, (input: EvidenceInput, step: Step) => readonly Evidence[]>> = {
  admitted: ({ view, stamp }) =>
    view.isStatic ? acceptance(view) : stamp.trusted ? stampEvidence(stamp.admittedAt) : creation(view),
  persisted: ({ view }) => creation(view),
  scheduled: ({ view }) => scheduling(view),
  sandbox_ready: ({ view }) => sandbox(view),
  pull_began: (_, step) => ofEvent(pullStart(step), LATENESS.told),
  transfer_began: (_, step) => transfer(step),
  pulled: (_, step) => ofEvent(eventOf(step, 'pulled'), LATENESS.pulled),
  created: (_, step) => ofEvent(eventOf(step, 'created'), LATENESS.told),
  started: ({ view }, step) => [
    ...ofEvent(eventOf(step, 'started'), LATENESS.told),
    ...containerStartEvidence(view, step),
  ],
  probe_passed: ({ view }, step) => probeEvidence(view, step),
  finished: ({ view }, step) => finishEvidence(view, step),
  ready: ({ view }) => condition(view, ['Ready'], { lower: true }),
}

export const evidenceFor = (input: EvidenceInput, step: Step): readonly Evidence[] => RULES[step.edge](input, step)

/** How much later than the call's end an Event's name can lie, from how long the Event itself was under way. */
type Lateness = (lag: Nanos | undefined) => Nanos
const between = (least: Nanos, most: Nanos, value: Nanos | undefined): Nanos =>
  value === undefined || value < 0n ? most : later(least, earlier(most, value))
const times = (value: Nanos | undefined, numerator: bigint, divisor: bigint): Nanos | undefined =>
  value === undefined ? undefined : ((((value as bigint) * numerator) / divisor) as Nanos)

/** Measured on the recordings, late by: created and started 4-10 % of the lag, scheduled 64 %, pulled 138 %. */
const LATENESS = {
  told: (lag) => between(MILLISECOND, millis(50), times(lag, 1n, 2n)),
  scheduled: (lag) => between(millis(3), millis(50), lag),
  pulled: (lag) => between(millis(3), millis(50), times(lag, 2n, 1n)),
} satisfies Record<string, Lateness>

/** A webhook's clock is read to the nanosecond, but kept in step by the millisecond: 0.46 ms off was seen (recordings). */
const stampEvidence = (at: Nanos): readonly Evidence[] => [
  {
    source: 'stamp',
    clock: WEBHOOK,
    earliest: minus(at, MILLISECOND),
    latest: plus(at, MILLISECOND),
    likely: point(at),
  },
]

function creation(view: PodView): readonly Evidence[] {
  const { createdAt } = view.pod
  const fresh = view.arrival.how === 'added' && view.arrival.at <= plus(createdAt, CREATE_CALL)
  const written: Evidence = {
    source: 'creation_timestamp',
    clock: APISERVER,
    earliest: createdAt,
    latest: plus(createdAt, CREATE_CALL),
    likely: withinSecond(createdAt),
  }
  return [arrivalEvidence(view.arrival, fresh), written]
}

/** A static pod's startup begins when the kubelet sees it. */
const acceptance = (view: PodView): readonly Evidence[] =>
  view.accepted.slice(0, 1).map(({ fact }) => ({
    source: 'start_time',
    clock: fact.clock,
    earliest: fact.at,
    latest: endOfSecond(fact.at),
    likely: withinSecond(fact.at),
  }))

function scheduling(view: PodView): readonly Evidence[] {
  const event = firstOf(view.events, 'scheduled')
  const bound = view.bound[0]
  const told = ofEvent(event, LATENESS.scheduled)
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
function sandbox(view: PodView): readonly Evidence[] {
  const first = earliest(view.events.filter(({ fact }) => fact.container !== undefined))
  const ready = sandboxCondition(view)
  const firstArrival = ready.find(({ clock }) => clock === EXPORTER)?.latest
  const told = ofEvent(first, () => SANDBOX_TO_EVENT)
  const isFirst = first?.fact.container === view.containers[0]?.spec.name && isFirstWord(first?.fact)
  return [...notAfter(isFirst ? told : told.map(onlyAbove), firstArrival), ...ready]
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

const onlyAbove = ({ source, clock, latest }: Evidence): Evidence => ({
  source,
  clock,
  ...(latest === undefined ? {} : { latest }),
})

/** An Event written late does not rule out what a status told before it. */
const notAfter = (evidence: readonly Evidence[], instant: Nanos | undefined): readonly Evidence[] =>
  evidence.map((one) => {
    if (instant === undefined || one.earliest === undefined || one.latest === undefined || one.latest < instant)
      return one
    return { ...one, earliest: minus(instant, minus(one.latest, one.earliest)) }
  })

function transfer(step: Step): readonly Evidence[] {
  const seen = eventOf(step, 'pulled')
  const { exact, meaning, clock } = seen?.fact ?? {}
  if (seen === undefined || exact === undefined || clock === undefined) return []
  if (meaning?.is !== 'pulled' || meaning.report?.kind !== 'pulled') return []
  const at = minus(exact, meaning.report.transfer)
  // The kubelet cuts the duration to milliseconds, and its clock starts a little before the runtime's call.
  const early = plus(LATENESS.told(lagOf(seen)), millis(5))
  return [
    { source: 'event_message', clock, earliest: minus(at, early), latest: plus(at, millis(10)), likely: point(at) },
  ]
}

/** Without a `Pulling` the image was there: what came before its `Pulled` was no pull. */
const pullStart = (step: Step) => eventOf(step, 'pulling') ?? cachedPull(step)
function cachedPull(step: Step): Seen<EventFact> | undefined {
  const seen = eventOf(step, 'pulled')
  return seen?.fact.meaning.is === 'pulled' && seen.fact.meaning.report?.kind === 'cached' ? seen : undefined
}

function condition(view: PodView, types: readonly string[], has: { readonly lower: boolean }): readonly Evidence[] {
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

type Telling = 'scheduled' | 'pulling' | 'pulled' | 'created' | 'started'

const eventOf = (step: Step, is: Telling) => firstOf(step.container?.events ?? [], is)

/** The first occurrence: an Event's name keeps it, so repeats and retries do not move it. */
const firstOf = (events: readonly Seen<EventFact>[], is: Telling) =>
  earliest(events.filter(({ fact }) => fact.meaning.is === is))

const earliest = (events: readonly Seen<EventFact>[]): Seen<EventFact> | undefined =>
  events.reduce<Seen<EventFact> | undefined>((a, b) => (a === undefined || timeOf(b) < timeOf(a) ? b : a), undefined)

/** Known to its second only, an Event counts from when it must have been: its second may hold exact ones before it. */
const timeOf = ({ fact, arrival }: Seen<EventFact>): Nanos =>
  fact.exact ?? earlier(endOfSecond(fact.first ?? fact.last ?? arrival.at), arrival.at)
const lagOf = ({ fact, arrival }: Seen<EventFact>): Nanos | undefined =>
  fact.exact === undefined || arrival.how === 'listed' || fact.count > 1 ? undefined : minus(arrival.at, fact.exact)

function ofEvent(seen: Seen<EventFact> | undefined, lateness: Lateness): readonly Evidence[] {
  if (seen === undefined) return []
  const { fact, arrival } = seen
  const bound = arrivalEvidence(arrival, false)
  if (fact.exact !== undefined && fact.exactSource !== undefined) {
    const earliest = minus(fact.exact, lateness(lagOf(seen)))
    return [
      { source: fact.exactSource, clock: fact.clock, earliest, latest: fact.exact, likely: point(fact.exact) },
      bound,
    ]
  }
  if (fact.first === undefined) return [bound]
  const likely = withinSecond(fact.first)
  const earliest = minus(likely.from, lateness(undefined))
  return [{ source: 'event_timestamp', clock: fact.clock, earliest, latest: likely.to, likely }, bound]
}

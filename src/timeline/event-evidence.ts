import { earlier, later, MILLISECOND, millis, minus, seconds, type Nanos } from '../observe/nanos.ts'
import type { EventFact } from '../observe/observation.ts'
import type { Evidence } from './boundary.ts'
import { arrivalEvidence, endOfSecond, point, withinSecond } from './evidence-parts.ts'
import type { PodView, Seen } from './pod-view.ts'

/** How much later than the call's end an Event's name can lie. */
export type Lateness = (slowness: Slowness) => Nanos

/** What shows how busy those are who tell of a pod. */
export interface Slowness {
  /** How long this Event was under way. */
  readonly lag: Nanos | undefined
  /** How late things may be told where there is more to do than there is CPU for; 0 where nothing shows that. */
  readonly overload: Nanos
}

const NONE = 0n as Nanos
const between = (least: Nanos, most: Nanos, value: Nanos | undefined): Nanos =>
  value === undefined || value < 0n ? most : later(least, earlier(most, value))
const times = (value: Nanos, numerator: bigint, divisor: bigint): Nanos =>
  (((value as bigint) * numerator) / divisor) as Nanos

/** An idle cluster's Events are here within some 20 ms, those of a rollout within 80 (recordings). */
const BUSY = millis(20)
/** So quick an Event is on an idle machine. */
const PROMPT = millis(7)
const OVERLOAD = millis(100)
const LONGEST = seconds(3)
/** Where nothing shows how busy anybody was. */
const UNKNOWN = millis(250)

/**
 * Measured on the recordings, late by: created and started 4-10 % of the lag, scheduled 64 %, pulled 138 %. In rollouts on a
 * busy machine scheduled was up to 112 % (lags of 10 to 14 ms). Created and started are told at once even in a burst of 40
 * pods on two nodes of one small machine; all else is late there.
 */
export const LATENESS = {
  told: ({ lag }) => between(MILLISECOND, millis(50), lag && (lag > PROMPT ? lag : times(lag, 1n, 2n))),
  scheduled: ({ lag, overload }) =>
    later(between(millis(3), LONGEST, lag && times(lag, lag > BUSY ? 8n : 3n, 2n)), overload),
  /** When the kubelet has written to its disk which image it pulled: up to 41 ms after the runtime's call, with no sign. */
  pulled: ({ overload }) => later(millis(50), overload),
} satisfies Record<string, Lateness>

/** A setup that takes longer than this is one of many at once, or on a slow machine. */
const LONG_SETUP = millis(1_200)

/**
 * A container's first Event comes this long after its sandbox at most: 27 ms was seen on an idle machine (recordings),
 * in bursts up to 137 ms and 5 % of the setup, where that took seconds.
 */
export const sandboxLateness =
  (setup: Nanos | undefined): Lateness =>
  ({ overload }) => {
    const told = setup === undefined ? UNKNOWN : setup > LONG_SETUP ? times(setup, 1n, 10n) : millis(50)
    return later(told, overload)
  }

export const slownessOf = (seen: Seen<EventFact>, view: PodView): Slowness => ({
  lag: lagOf(seen),
  overload: overloadOf(view),
})

/**
 * How late things may be told, from the pod's own first Events: repeats and lists show nothing of how busy anybody was.
 * Seen in bursts: the scheduler 1.1 times its Event's lag, the kubelet 2.8 times the difference between its Events' lags
 * (which does not depend on how the node's clock is set).
 */
function overloadOf(view: PodView): Nanos {
  const lags = (events: readonly Seen<EventFact>[], tellings: readonly Telling[]) =>
    tellings.flatMap((is) => firstOf(events, is) ?? []).flatMap((one) => lagOf(one) ?? [])
  const scheduling = lags(view.events, ['scheduled'])[0]
  const kubelet = view.containers.flatMap(({ events }) => lags(events, KUBELET_TELLINGS))
  const spread = kubelet.length === 0 ? NONE : minus(kubelet.reduce(later), kubelet.reduce(earlier))
  // Static pods, and those with nodeName, have no scheduler; else its Event was lost, or listed.
  const unknown = view.unscheduled || view.isStatic ? NONE : UNKNOWN
  const late = later(
    scheduling === undefined ? unknown : scheduling > OVERLOAD ? times(scheduling, 3n, 1n) : NONE,
    spread > OVERLOAD ? times(spread, 3n, 1n) : NONE,
  )
  return earlier(LONGEST, late)
}

const KUBELET_TELLINGS: readonly Telling[] = ['pulling', 'pulled', 'created', 'started']

export type Telling = 'scheduled' | 'pulling' | 'pulled' | 'created' | 'started'

/** The first occurrence: an Event's name keeps it, so repeats and retries do not move it. */
export const firstOf = (events: readonly Seen<EventFact>[], is: Telling) =>
  earliest(events.filter(({ fact }) => fact.meaning.is === is))

export const earliest = (events: readonly Seen<EventFact>[]): Seen<EventFact> | undefined =>
  events.reduce<Seen<EventFact> | undefined>((a, b) => (a === undefined || timeOf(b) < timeOf(a) ? b : a), undefined)

/** Known to its second only, an Event counts from when it must have been: its second may hold exact ones before it. */
const timeOf = ({ fact, arrival }: Seen<EventFact>): Nanos =>
  fact.exact ?? earlier(endOfSecond(fact.first ?? fact.last ?? arrival.at), arrival.at)
export const lagOf = ({ fact, arrival }: Seen<EventFact>): Nanos | undefined =>
  fact.exact === undefined || arrival.how === 'listed' || fact.count > 1 ? undefined : minus(arrival.at, fact.exact)

export function ofEvent(seen: Seen<EventFact> | undefined, view: PodView, lateness: Lateness): readonly Evidence[] {
  if (seen === undefined) return []
  const { fact, arrival } = seen
  const bound = arrivalEvidence(arrival, false)
  if (fact.exact !== undefined && fact.exactSource !== undefined) {
    const earliest = minus(fact.exact, lateness(slownessOf(seen, view)))
    return [
      { source: fact.exactSource, clock: fact.clock, earliest, latest: fact.exact, likely: point(fact.exact) },
      bound,
    ]
  }
  if (fact.first === undefined) return [bound]
  const likely = withinSecond(fact.first)
  const earliest = minus(likely.from, lateness({ lag: undefined, overload: NONE }))
  return [{ source: 'event_timestamp', clock: fact.clock, earliest, latest: likely.to, likely }, bound]
}

export const onlyAbove = ({ source, clock, latest }: Evidence): Evidence => ({
  source,
  clock,
  ...(latest === undefined ? {} : { latest }),
})

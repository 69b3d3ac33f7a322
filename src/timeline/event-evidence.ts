import { earlier, later, MILLISECOND, millis, minus, type Nanos } from '../observe/nanos.ts'
import type { EventFact } from '../observe/observation.ts'
import type { Evidence } from './boundary.ts'
import { arrivalEvidence, endOfSecond, point, withinSecond } from './evidence-parts.ts'
import type { Seen } from './pod-view.ts'

/** How much later than the call's end an Event's name can lie, from how long the Event itself was under way. */
export type Lateness = (lag: Nanos | undefined) => Nanos
const between = (least: Nanos, most: Nanos, value: Nanos | undefined): Nanos =>
  value === undefined || value < 0n ? most : later(least, earlier(most, value))
const times = (value: Nanos | undefined, numerator: bigint, divisor: bigint): Nanos | undefined =>
  value === undefined ? undefined : ((((value as bigint) * numerator) / divisor) as Nanos)

/** Measured on the recordings, late by: created and started 4-10 % of the lag, scheduled 64 %, pulled 138 %. */
export const LATENESS = {
  told: (lag) => between(MILLISECOND, millis(50), times(lag, 1n, 2n)),
  scheduled: (lag) => between(millis(3), millis(50), lag),
  pulled: (lag) => between(millis(3), millis(50), times(lag, 2n, 1n)),
} satisfies Record<string, Lateness>

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

export function ofEvent(seen: Seen<EventFact> | undefined, lateness: Lateness): readonly Evidence[] {
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

export const onlyAbove = ({ source, clock, latest }: Evidence): Evidence => ({
  source,
  clock,
  ...(latest === undefined ? {} : { latest }),
})

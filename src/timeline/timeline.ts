import type { Arrival, Observation, PodUid } from '../observe/observation.ts'
import type { Nanos } from '../observe/nanos.ts'

/**
 * All that is known of one pod: a set of facts, each with its earliest arrival.
 *
 * Merging is a join: idempotent, commutative and associative. Late Events, lists taken again, duplicates and
 * another order of delivery therefore need no rule of their own.
 */
export interface Timeline {
  readonly uid: PodUid
  readonly facts: ReadonlyMap<string, Observation>
}

/**
 * How many facts of a kind one pod may have before more are refused: a flapping or hostile pod must not fill the
 * memory. Each kind has a share of its own, so that a flood of Events or container statuses does not keep out the
 * condition that tells the outcome.
 */
export const FACT_LIMIT = 500

export const emptyTimeline = (uid: PodUid): Timeline => ({ uid, facts: new Map() })

/**
 * @returns the same timeline when nothing in `observations` is new or earlier; `dropped` counts what was refused, each
 * time that it came
 */
export function add(
  timeline: Timeline,
  observations: readonly Observation[],
): { readonly timeline: Timeline; readonly dropped: number } {
  const changed = new Map<string, Observation>()
  let dropped = 0
  const isFull = ({ fact }: Observation): boolean => {
    if (timeline.facts.size + changed.size < FACT_LIMIT) return false
    const alike = [...timeline.facts.values(), ...changed.values()].filter((one) => one.fact.kind === fact.kind)
    return alike.length >= FACT_LIMIT
  }
  for (const observation of observations) {
    const key = keyOf(observation)
    const known = changed.get(key) ?? timeline.facts.get(key)
    if (known !== undefined && compareArrivals(known.arrival, observation.arrival) <= 0) continue
    if (known === undefined && isFull(observation)) dropped += 1
    else changed.set(key, observation)
  }
  if (changed.size === 0) return { timeline, dropped }
  return { timeline: { ...timeline, facts: new Map([...timeline.facts, ...changed]) }, dropped }
}

export const merge = (a: Timeline, b: Timeline): Timeline => add(a, [...b.facts.values()]).timeline

/**
 * Facts by arrival; those of one moment in an order that does not depend on the order they came in. Who may write Events in
 * one namespace has nothing to say of the pods of another: such facts are left out.
 */
export const inOrder = (timeline: Timeline): readonly Observation[] =>
  ownFacts(timeline)
    .sort(([keyA, a], [keyB, b]) => compareArrivals(a.arrival, b.arrival) || (keyA < keyB ? -1 : 1))
    .map(([, observation]) => observation)

/** The timeline as it was known at an instant. */
export const until = (timeline: Timeline, instant: Nanos): Timeline => ({
  ...timeline,
  facts: new Map([...timeline.facts].filter(([, { arrival }]) => arrival.at <= instant)),
})

function ownFacts({ facts }: Timeline): [string, Observation][] {
  const all = [...facts]
  const namespace = all.map(([, { fact }]) => (fact.kind === 'pod' ? fact.namespace : undefined)).find(isThere)
  const isForeign = ({ fact }: Observation): boolean =>
    fact.kind === 'event' && fact.namespace !== undefined && fact.namespace !== namespace
  return namespace === undefined ? all : all.filter(([, one]) => !isForeign(one))
}

const isThere = <T>(value: T | undefined): value is T => value !== undefined

const keyOf = ({ fact }: Observation): string =>
  JSON.stringify(fact, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))

const HOW = { added: 0, changed: 1, listed: 2 } as const

function compareArrivals(a: Arrival, b: Arrival): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1
  return HOW[a.how] - HOW[b.how]
}

import type {
  Arrival,
  ConditionFact,
  ContainerFact,
  ContainerSpec,
  EventFact,
  Fact,
  PodFact,
  PodUid,
} from '../observe/observation.ts'
import { inOrder, type Timeline } from './timeline.ts'

/** A fact and when it first came. */
export interface Seen<F extends Fact> {
  readonly fact: F
  readonly arrival: Arrival
}

type Of<K extends Fact['kind']> = Extract<Fact, { kind: K }>
type SeenOf<K extends Fact['kind']> = readonly Seen<Of<K>>[]

export interface ContainerView {
  readonly spec: ContainerSpec
  readonly statuses: readonly Seen<ContainerFact>[]
  readonly events: readonly Seen<EventFact>[]
}

/** The facts of a timeline, sorted out: each list by arrival. */
export interface PodView {
  readonly uid: PodUid
  readonly pod: PodFact
  /** Of the pod itself, in whatever state it was. */
  readonly arrival: Arrival
  readonly node?: string
  /** Created with `nodeName`: no scheduler had a part in it. */
  readonly unscheduled: boolean
  readonly isStatic: boolean
  readonly containers: readonly ContainerView[]
  readonly events: readonly Seen<EventFact>[]
  readonly conditions: readonly Seen<ConditionFact>[]
  readonly bound: SeenOf<'bound'>
  readonly gates: SeenOf<'gates'>
  readonly phases: SeenOf<'phase'>
  readonly accepted: SeenOf<'accepted'>
  readonly deletions: SeenOf<'deletion'>
  readonly gone: readonly (Seen<Of<'removed'>> | Seen<Of<'vanished'>>)[]
}

/** @returns undefined while only Events of the pod are known */
export function viewOf(timeline: Timeline): PodView | undefined {
  const facts = inOrder(timeline)
  const all = <K extends Fact['kind']>(kind: K) =>
    facts.filter((one): one is typeof one & Seen<Of<K>> => one.fact.kind === kind)
  const [first] = all('pod')
  if (first === undefined) return undefined
  const pod = first.fact
  const events = all('event')
  const statuses = all('container')
  const bound = all('bound')
  const node = bound[0]?.fact.node
  return {
    uid: timeline.uid,
    pod,
    arrival: first.arrival,
    ...(node === undefined ? {} : { node }),
    unscheduled: pod.mirrorOf !== undefined || isCreatedOnNode(first.arrival, bound, events),
    isStatic: pod.mirrorOf !== undefined,
    containers: pod.containers.map((spec) => ({
      spec,
      statuses: statuses.filter(({ fact }) => fact.container === spec.name),
      events: events.filter(({ fact }) => fact.container === spec.name),
    })),
    events,
    conditions: all('condition'),
    bound,
    gates: all('gates'),
    phases: all('phase'),
    accepted: all('accepted'),
    deletions: all('deletion'),
    gone: [...all('removed'), ...all('vanished')],
  }
}

// A live ADDED shows the pod as it was written. One that carries a node was written with it, unless the scheduler says it bound it.
const isCreatedOnNode = (pod: Arrival, bound: SeenOf<'bound'>, events: SeenOf<'event'>): boolean =>
  pod.how === 'added' && bound[0]?.arrival.at === pod.at && !events.some(({ fact }) => fact.meaning.is === 'scheduled')

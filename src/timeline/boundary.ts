import type { Nanos } from '../observe/nanos.ts'
import type { Clock } from '../observe/observation.ts'

/** The moments of a startup that stages lie between: of the pod, and of each of its containers. */
export const POD_EDGES = ['admitted', 'persisted', 'scheduled', 'sandbox_ready', 'ready'] as const
export const CONTAINER_EDGES = [
  'pull_began',
  'transfer_began',
  'pulled',
  'created',
  'started',
  'startup_passed',
  'probe_passed',
  'finished',
] as const

export type PodEdge = (typeof POD_EDGES)[number]
export type ContainerEdge = (typeof CONTAINER_EDGES)[number]
export type Edge = PodEdge | ContainerEdge

/** `edge` of the pod, or `container/edge`. */
export type BoundaryKey = string & { readonly is: 'boundary' }
export const keyOf = (edge: Edge, container?: string): BoundaryKey =>
  (container === undefined ? edge : `${container}/${edge}`) as BoundaryKey

/** Where a time comes from, the best first. A closed list; the docs are checked against it. */
export const SOURCES = [
  'stamp',
  'event_name',
  'event_time',
  'event_message',
  'watch_arrival',
  'container_status',
  'condition',
  'event_timestamp',
  'creation_timestamp',
  'start_time',
  'list_arrival',
  'deadline',
  'now',
] as const
export type Source = (typeof SOURCES)[number]

export interface Range {
  readonly from: Nanos
  readonly to: Nanos
}

/** One piece of evidence for a boundary, on the clock that wrote it. */
export interface Evidence {
  readonly source: Source
  readonly clock: Clock
  /** It cannot have been earlier; open where the source does not tell. */
  readonly earliest?: Nanos
  /** It cannot have been later. */
  readonly latest?: Nanos
  /** Where it was most likely, a point for an exact source; none for a source that only bounds. */
  readonly likely?: Range
}

/** A boundary, resolved: where it lies for certain, and where we put it. */
export interface Boundary {
  readonly at: Nanos
  readonly earliest: Nanos
  readonly latest: Nanos
  readonly source: Source
  readonly clock: Clock
  /** Clocks contradict each other: the bounds are the hull of what each says. */
  readonly conflict: boolean
}

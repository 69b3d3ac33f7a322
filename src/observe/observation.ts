import type { EventMeaning } from './event-texts.ts'
import type { Nanos } from './nanos.ts'

/** Whose clock wrote a time: `exporter`, `webhook`, `apiserver`, `scheduler`, `controllers`, or `node/NAME`. */
export type Clock = string & { readonly is: 'clock' }
export const clock = (name: string): Clock => name as Clock
export const EXPORTER = clock('exporter')
export const WEBHOOK = clock('webhook')
export const APISERVER = clock('apiserver')
export const SCHEDULER = clock('scheduler')
export const CONTROLLERS = clock('controllers')
export const nodeClock = (node: string): Clock => clock(`node/${node}`)

export type PodUid = string & { readonly is: 'pod uid' }

/**
 * When and how a fact came to us, on the exporter's clock. Always an upper bound of what it tells of; from a
 * list (`listed`) it is no more than that. `added` is a live ADDED: the object was written just now.
 */
export interface Arrival {
  readonly at: Nanos
  readonly how: 'added' | 'changed' | 'listed'
}

/** One fact about one pod. What is known of a pod is the set of its observations, in no order. */
export interface Observation {
  readonly uid: PodUid
  readonly arrival: Arrival
  readonly fact: Fact
}

export interface ContainerSpec {
  readonly name: string
  /** `sidecar`: an init container with restartPolicy Always. */
  readonly role: 'init' | 'sidecar' | 'main'
  readonly image?: string
  readonly probes: readonly ('startup' | 'readiness')[]
  /** So long after the start its readiness probe has answered once. */
  readonly firstAnswer?: Nanos
  /** A main container's own, where it has one (1.34 on). */
  readonly restartPolicy?: string
}

export interface Workload {
  /** Lower-case kind as the semantic conventions spell it: `deployment`, `statefulset`, …; undefined for a bare pod. */
  readonly kind?: string
  readonly name: string
}

/** What a pod is made of: what its author and admission wrote. */
export interface PodFact {
  readonly kind: 'pod'
  readonly namespace: string
  readonly name: string
  /** Cut to whole seconds, API server's clock. */
  readonly createdAt: Nanos
  readonly stamp?: {
    readonly traceparent: string
    readonly tracestate?: string
    readonly admittedAt: string
    readonly context?: string
  }
  /** A trace context that others put on the pod, by the first of the known annotations. */
  readonly foreignContext?: string
  /** The static pod that this is the mirror of: the UID that the kubelet's Events carry. */
  readonly mirrorOf?: PodUid
  /** Its author wants no stamp. */
  readonly optedOut?: true
  readonly restartPolicy: string
  readonly workload: Workload
  readonly serviceName?: string
  readonly readinessGates: readonly string[]
  /** In the order in which the kubelet starts them. */
  readonly containers: readonly ContainerSpec[]
}

export interface Termination {
  readonly reason?: string
  readonly message?: string
  readonly exitCode?: number
  readonly startedAt?: Nanos
  readonly finishedAt?: Nanos
}

export interface ContainerFact {
  readonly kind: 'container'
  readonly container: string
  readonly state: 'waiting' | 'running' | 'terminated'
  readonly reason?: string
  readonly message?: string
  readonly startedAt?: Nanos
  readonly termination?: Termination
  readonly last?: Termination
  readonly ready: boolean
  readonly started?: boolean
  readonly restarts: number
  readonly node?: string
}

export interface EventFact {
  readonly kind: 'event'
  /** The Event's own name: its identity among the pod's Events. */
  readonly id: string
  /** The Event's own, which the API server holds its writer to; the UID of the pod may be anybody's. */
  readonly namespace?: string
  readonly reason: string
  readonly type: string
  readonly message: string
  readonly container?: string
  readonly clock: Clock
  /** Exact time of the first occurrence, from the Event's name or its microsecond `eventTime`. */
  readonly exact?: Nanos
  readonly exactSource?: 'event_name' | 'event_time'
  /** First and last occurrence, cut to whole seconds. */
  readonly first?: Nanos
  readonly last?: Nanos
  /** Which occurrence this tells of, from 1. */
  readonly count: number
  readonly meaning: EventMeaning
}

export interface ConditionFact {
  readonly kind: 'condition'
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly since?: Nanos
  readonly clock: Clock
}

export type Fact =
  | PodFact
  | ContainerFact
  | EventFact
  | ConditionFact
  | { readonly kind: 'gates'; readonly gates: readonly string[] }
  | { readonly kind: 'bound'; readonly node: string }
  | { readonly kind: 'phase'; readonly phase: string; readonly reason?: string; readonly message?: string }
  | { readonly kind: 'accepted'; readonly at: Nanos; readonly clock: Clock }
  | { readonly kind: 'deletion'; readonly at?: Nanos; readonly graceSeconds: number }
  /** A DELETED of the watch. */
  | { readonly kind: 'removed' }
  /** It was there before a gap in the watch and not after it. */
  | { readonly kind: 'vanished' }

export const NOTICES = [
  'malformed_pod',
  'malformed_event',
  'event_not_about_a_pod',
  'event_without_uid',
  'ephemeral_container',
  'unknown_event_reason',
  'unknown_event_text',
  'unknown_watch_type',
  'watch_error',
] as const

/** Something that was left out, or understood only in part. Counted, by kind; the detail is for the log. */
export interface Notice {
  readonly kind: (typeof NOTICES)[number]
  readonly detail: string
}

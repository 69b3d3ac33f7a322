/** Where the API server itself speaks: the pod mirrors a static one, and carries its UID. */
export const MIRROR = 'kubernetes.io/config.mirror'

/** Where others leave a trace context on a pod, the most standard first (KEP-5915; OpenTelemetry operator; Dynatrace). */
export const FOREIGN_CONTEXTS = [
  'tracing.k8s.io/traceparent',
  'opentelemetry.io/traceparent',
  'traces.opentelemetry.io/traceparent',
  'traceparent',
]

export const DEFAULT_PREFIX = 'podstart.dev'

/** Our own annotations; the webhook writes them, the exporter reads them. */
export interface StampKeys {
  /** The root's context, as W3C `traceparent`. */
  readonly traceparent: string
  /** At which ratio the root's trace was sampled, as W3C `tracestate`; without it, all are. */
  readonly tracestate: string
  /** RFC 3339, by the webhook's clock. */
  readonly admittedAt: string
  /** The context found at admission: `traceparent`, and `tracestate` after a space. */
  readonly context: string
}

/** @param prefix without the slash */
export const stampKeys = (prefix: string): StampKeys => ({
  traceparent: `${prefix}/traceparent`,
  tracestate: `${prefix}/tracestate`,
  admittedAt: `${prefix}/admitted-at`,
  context: `${prefix}/context`,
})

/** The label that keeps a pod, or a namespace, from being stamped when it says "false". */
export const optOutLabel = (prefix: string): string => `${prefix}/trace`

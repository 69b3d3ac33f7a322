import type { SpanRecord } from '../../src/telemetry/span-record.ts'

/** The parts of an OTLP/JSON request that the tests look at. */
interface Request {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] }
    readonly scopeSpans: readonly { readonly scope: object; readonly spans: readonly Span[] }[]
  }[]
}
interface KeyValue {
  readonly key: string
  readonly value: { readonly stringValue?: string }
}
interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly events: readonly { readonly timeUnixNano: string }[]
}

/** One span as it is on the wire: who, where in the tree, and its times to the nanosecond. */
export interface SentSpan {
  readonly resource: Readonly<Record<string, string | undefined>>
  readonly scope: object
  readonly name: string
  readonly ids: readonly (string | undefined)[]
  readonly times: readonly string[]
}

export function sentSpans(body: string): readonly SentSpan[] {
  const request = JSON.parse(body) as Request
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map(({ name, traceId, spanId, parentSpanId, startTimeUnixNano, endTimeUnixNano, events }) => ({
        resource: Object.fromEntries(resource.attributes.map(({ key, value }) => [key, value.stringValue])),
        scope,
        name,
        ids: [traceId, spanId, parentSpanId],
        times: [startTimeUnixNano, endTimeUnixNano, ...events.map(({ timeUnixNano }) => timeUnixNano)],
      })),
    ),
  )
}

/** The same of a span that has not been sent yet. */
export const toBeSent = (span: SpanRecord, cluster: string, more: Readonly<Record<string, string>> = {}): SentSpan => ({
  resource: {
    ...more,
    'service.name': span.service,
    'host.id': `kubernetes/${cluster}`,
    'k8s.cluster.name': cluster,
  },
  scope: { name: 'podstart' },
  name: span.name,
  ids: [span.traceId, span.spanId, span.parentSpanId],
  times: [span.start, span.end, ...span.events.map(({ at }) => at)].map(String),
})

/** Spans come grouped by their resource: sorted, two sets of them can be compared. */
export const sorted = (spans: readonly SentSpan[]): readonly SentSpan[] =>
  spans.toSorted((a, b) => (a.ids.join() < b.ids.join() ? -1 : 1))

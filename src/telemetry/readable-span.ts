import {
  createTraceState,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type HrTime,
  type SpanContext,
} from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { SECOND, type Nanos } from '../observe/nanos.ts'
import type { TraceContext } from '../trace/traceparent.ts'
import { SCOPE } from './names.ts'
import type { Attributes, SpanRecord } from './span-record.ts'

const SCOPE_OBJECT = { name: SCOPE }

/** A span as the OpenTelemetry exporters take it, with the ids and times that it has. */
export function toReadableSpan(span: SpanRecord, resourceOf: (service: string) => Resource): ReadableSpan {
  const context = contextOf({ ...span, ...(span.traceState === undefined ? {} : { state: span.traceState }) }, false)
  const { parentSpanId } = span
  return {
    name: span.name,
    kind: SpanKind.INTERNAL,
    spanContext: () => context,
    ...(parentSpanId === undefined
      ? {}
      : { parentSpanContext: contextOf({ ...span, spanId: parentSpanId }, span.remoteParent === true) }),
    startTime: hrTime(span.start),
    endTime: hrTime(span.end),
    duration: hrTime((span.end - span.start) as Nanos),
    status:
      span.error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: span.error },
    attributes: copied(span.attributes),
    events: span.events.map(({ name, at, attributes }) => ({ name, time: hrTime(at), attributes: copied(attributes) })),
    links: span.links.map((link) => ({ context: contextOf(link, true) })),
    ended: true,
    resource: resourceOf(span.service),
    instrumentationScope: SCOPE_OBJECT,
    droppedAttributesCount: 0,
    droppedEventsCount: span.droppedEvents,
    droppedLinksCount: 0,
  }
}

const hrTime = (at: Nanos): HrTime => [Number(at / SECOND), Number(at % SECOND)]

function contextOf({ traceId, spanId, sampled, state }: TraceContext, isRemote: boolean): SpanContext {
  return {
    traceId,
    spanId,
    traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote,
    ...(state === undefined ? {} : { traceState: createTraceState(state) }),
  }
}

const copied = (attributes: Attributes) =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, Array.isArray(value) ? [...value] : value]),
  ) as Record<string, string | number | boolean | string[]>

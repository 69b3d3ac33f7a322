import type { Nanos } from '../observe/nanos.ts'
import type { SpanId, TraceContext, TraceId } from '../trace/traceparent.ts'

export type AttributeValue = string | number | boolean | readonly string[]
export type Attributes = Readonly<Record<string, AttributeValue>>

export interface SpanEvent {
  readonly name: string
  readonly at: Nanos
  readonly attributes: Attributes
}

/** A span as plain data: what is sent, whatever sends it. */
export interface SpanRecord {
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly parentSpanId?: SpanId
  /** The parent is another process's span: the context found at admission. */
  readonly remoteParent?: boolean
  readonly traceState?: string
  readonly sampled: boolean
  readonly service: string
  readonly name: string
  readonly start: Nanos
  readonly end: Nanos
  readonly attributes: Attributes
  readonly events: readonly SpanEvent[]
  readonly droppedEvents: number
  readonly links: readonly TraceContext[]
  readonly error?: string
}

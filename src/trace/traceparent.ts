import { parseTracestate } from './tracestate.ts'

/** 32 hex digits, not all zero. */
export type TraceId = string & { readonly is: 'trace id' }
/** 16 hex digits, not all zero. */
export type SpanId = string & { readonly is: 'span id' }

/** What a `traceparent`, and the `tracestate` that comes with it, tell. */
export interface TraceContext {
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly sampled: boolean
  /** The `tracestate` that came with it. */
  readonly state?: string
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const ALL_ZERO = /^0+$/

/**
 * Reads a `traceparent`. A later version may carry more fields at its end; version 00 may not, and ff is forbidden.
 *
 * Source: W3C Trace Context, section 3.2. A `tracestate` that is none does no harm to it.
 * @returns undefined when it is not one
 */
export function parseTraceparent(header: string | undefined, state?: string): TraceContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(header?.trim() ?? '') ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (ALL_ZERO.test(traceId) || ALL_ZERO.test(spanId)) return undefined
  const goodState = parseTracestate(state)
  return {
    traceId: traceId as TraceId,
    spanId: spanId as SpanId,
    sampled: (Number.parseInt(flags, 16) & 1) === 1,
    ...(goodState !== undefined && { state: goodState }),
  }
}

/** Source: W3C Trace Context, section 3.2: version 00. */
export const formatTraceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`

/** As {@link parseContext} reads it. */
export const formatContext = (context: TraceContext): string =>
  formatTraceparent(context) + (context.state === undefined ? '' : ` ${context.state}`)

/** Reads `traceparent`, or `traceparent tracestate` with a space between, as the webhook's context annotation holds it. */
export function parseContext(value: string | undefined): TraceContext | undefined {
  // Anybody may write megabytes of it: they are cut once, and not into pieces.
  const text = (value ?? '').trim()
  const end = text.indexOf(' ')
  return end < 0 ? parseTraceparent(text) : parseTraceparent(text.slice(0, end), text.slice(end + 1))
}

/** 32 hex digits, not all zero. */
export type TraceId = string & { readonly is: 'trace id' }
/** 16 hex digits, not all zero. */
export type SpanId = string & { readonly is: 'span id' }

export interface TraceContext {
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly sampled: boolean
  /** The `tracestate` that came with it, as it was. */
  readonly state?: string
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const ALL_ZERO = /^0+$/

/**
 * Reads a `traceparent`. A later version may carry more fields at its end; version 00 may not, and ff is forbidden.
 *
 * Source: W3C Trace Context, section 3.2.
 * @returns undefined when it is not one
 */
export function parseTraceparent(header: string | undefined, state?: string): TraceContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(header?.trim() ?? '') ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (ALL_ZERO.test(traceId) || ALL_ZERO.test(spanId)) return undefined
  return {
    traceId: traceId as TraceId,
    spanId: spanId as SpanId,
    sampled: (Number.parseInt(flags, 16) & 1) === 1,
    ...(state === undefined || state === '' ? {} : { state }),
  }
}

/** Reads `traceparent`, or `traceparent tracestate` with a space between, as the webhook's context annotation holds it. */
export function parseContext(value: string | undefined): TraceContext | undefined {
  const [parent, ...state] = (value ?? '').trim().split(' ')
  return parseTraceparent(parent, state.join(' '))
}

import { foreignContext } from '../observe/foreign-context.ts'
import { parseContext, parseTraceparent, type TraceContext } from '../trace/traceparent.ts'

/** The headers of the webhook call that carry a trace context. */
export interface TraceHeaders {
  readonly traceparent?: string
  readonly tracestate?: string
}

/**
 * The context that a pod comes with: the call's own, else what its annotations say. One that is sampled goes before all
 * that are not: an API server that samples 1 % sends a context with each call, and 99 of 100 of them lead nowhere.
 */
export function findContext(
  { traceparent, tracestate }: TraceHeaders,
  annotations: Readonly<Record<string, string>>,
): TraceContext | undefined {
  const [called, annotated] = [parseTraceparent(traceparent, tracestate), parseContext(foreignContext(annotations))]
  return called?.sampled !== true && annotated?.sampled === true ? annotated : (called ?? annotated)
}

import { formatThreshold, ratioOf } from '../trace/ratio.ts'
import { ATTRIBUTES as A } from './names.ts'
import type { Sampling } from './sampling.ts'
import type { SpanRecord } from './span-record.ts'

/**
 * A trace with what it takes to weigh it: each span stands for 1 / ratio of its like. Where all are sent it is as it was.
 *
 * Source: OpenTelemetry specification, TraceState: probability sampling. What is always sent has the threshold 0 of a
 * sampler that leaves nothing out.
 */
export function withSampling(trace: readonly SpanRecord[], sampling: Sampling): readonly SpanRecord[] {
  if (!sampling.sent || sampling.threshold === undefined) return trace
  const { reason, threshold } = sampling
  const traceState = formatThreshold(threshold)
  const told = { [A.samplingReason]: reason, [A.samplingRatio]: ratioOf(threshold) }
  return trace.map((span, i) => ({
    ...span,
    traceState,
    ...(i === 0 && { attributes: { ...span.attributes, ...told } }),
  }))
}

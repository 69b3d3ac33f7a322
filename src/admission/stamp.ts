import { nanos, type Nanos } from '../observe/nanos.ts'
import { stampKeys } from '../observe/annotation-keys.ts'
import { formatTimestamp } from '../observe/timestamp.ts'
import { EVERY, formatThreshold, isKept, thresholdOf } from '../trace/ratio.ts'
import { formatContext, formatTraceparent, type SpanId, type TraceContext, type TraceId } from '../trace/traceparent.ts'

/** What is made anew for each pod. */
export interface Fresh {
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly now: Nanos
}

export interface StampSettings {
  /** Of our annotations, without the slash. */
  readonly prefix: string
  /** Of the traces that are sampled, from 0 to 1. */
  readonly ratio: number
  /** Whether a context that is found becomes the parent, and its trace the pod's. */
  readonly mode: 'link' | 'parent'
}

/** The context of the pod's root span, and the annotations that say it. */
export interface Stamp {
  readonly context: TraceContext
  readonly annotations: Readonly<Record<string, string>>
}

/** The wall clock knows no more; the digits below would be noise. */
const MICROSECOND = 1_000n

export function makeStamp(
  { traceId, spanId, now }: Fresh,
  found: TraceContext | undefined,
  { prefix, ratio, mode }: StampSettings,
): Stamp {
  // A parent that nobody recorded would leave the trace without its root.
  const parent = mode === 'parent' && found?.sampled === true ? found : undefined
  const threshold = thresholdOf(ratio)
  const context: TraceContext =
    parent === undefined
      ? { traceId, spanId, sampled: isKept(traceId, threshold) }
      : { traceId: parent.traceId, spanId, sampled: true }
  const isChosen = parent === undefined && context.sampled && threshold !== EVERY
  const keys = stampKeys(prefix)
  return {
    context,
    annotations: {
      [keys.traceparent]: formatTraceparent(context),
      ...(isChosen && { [keys.tracestate]: formatThreshold(threshold) }),
      [keys.admittedAt]: formatTimestamp(nanos(now - (now % MICROSECOND))),
      ...(found !== undefined && { [keys.context]: formatContext(found) }),
    },
  }
}

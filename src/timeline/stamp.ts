import { minus, plus, seconds, type Nanos } from '../observe/nanos.ts'
import type { PodFact } from '../observe/observation.ts'
import { parseTimestamp } from '../observe/timestamp.ts'
import { isKept, parseThreshold, type Threshold } from '../trace/ratio.ts'
import { parseContext, parseTraceparent, type TraceContext } from '../trace/traceparent.ts'

/** What becomes of a stamp. */
export const STAMPS = ['trusted', 'none', 'malformed', 'copied'] as const

/** The webhook's stamp on a pod, and whether it is this pod's own. */
export type Stamp =
  | {
      readonly trusted: true
      readonly context: TraceContext
      /** Of the ratio that it was sampled at; none where all are sampled, or where a parent decided. */
      readonly threshold?: Threshold
      readonly admittedAt: Nanos
      readonly found?: TraceContext
    }
  | { readonly trusted: false; readonly why: 'none' | 'malformed' | 'copied' }

export interface StampRules {
  /** Admission may take this long before `creationTimestamp` is set: webhooks run one after another. */
  readonly before: Nanos
  readonly after: Nanos
  /** How far the webhook's clock is known to run ahead of the API server's. */
  readonly knownSkew: Nanos
}

export const STAMP_RULES: StampRules = { before: seconds(30), after: seconds(1), knownSkew: seconds(0) }

/**
 * A stamp whose time does not fit the pod's creation came from another pod, by `get -o yaml | create` or a copied
 * template: its ids are not used.
 */
export function readStamp(pod: PodFact, rules: StampRules = STAMP_RULES): Stamp {
  if (pod.stamp === undefined) return { trusted: false, why: 'none' }
  const context = parseTraceparent(pod.stamp.traceparent)
  const admittedAt = parseTimestamp(pod.stamp.admittedAt)
  if (context === undefined || admittedAt === undefined) return { trusted: false, why: 'malformed' }
  // creationTimestamp is cut to its second: "after" counts from the second's beginning.
  const created = plus(pod.createdAt, rules.knownSkew)
  if (admittedAt < minus(created, rules.before) || admittedAt > plus(created, rules.after))
    return { trusted: false, why: 'copied' }
  const found = parseContext(pod.stamp.context)
  const threshold = thresholdOf(context, pod.stamp.tracestate)
  return {
    trusted: true,
    context,
    ...(threshold === undefined ? {} : { threshold }),
    admittedAt,
    ...(found === undefined ? {} : { found }),
  }
}

/** One that the trace cannot have been sampled at says nothing. */
function thresholdOf({ traceId, sampled }: TraceContext, state: string | undefined): Threshold | undefined {
  const threshold = parseThreshold(state)
  return threshold !== undefined && sampled && isKept(traceId, threshold) ? threshold : undefined
}

import { minus, type Nanos } from '../observe/nanos.ts'
import type { Startup } from '../timeline/startup.ts'
import type { Outcome } from '../timeline/verdict.ts'
import { EVERY, isKept, ratioIn, thresholdOf, type Ratios, type Threshold } from '../trace/ratio.ts'
import { rootContextOf, type ContextMode } from './root-context.ts'

/** Why a startup is sent, whatever the ratio. */
const ALWAYS = ['error', 'stuck', 'slow', 'slow_for_workload', 'parent'] as const
/** By ratio: that of its stamp and the exporter's, or for want of a stamp the exporter's alone. */
const CHOSEN = ['ratio', 'unstamped'] as const

export const SAMPLING_REASONS = [...ALWAYS, ...CHOSEN] as const
export type SamplingReason = (typeof SAMPLING_REASONS)[number]

/** Whether a startup is sent, and why. */
export type Sampling =
  | {
      readonly sent: true
      readonly reason: SamplingReason
      /** Which of its like are sent; none where no ratio is in force, or where a parent decided. */
      readonly threshold?: Threshold
    }
  | { readonly sent: false; readonly reason: (typeof CHOSEN)[number] }

/** Each way that it can go, as labels of a metric. */
export const SAMPLINGS = [
  ...SAMPLING_REASONS.map((reason) => ({ decision: 'sent', reason })),
  ...CHOSEN.map((reason) => ({ decision: 'dropped', reason })),
]

export interface SamplingRules extends Ratios {
  readonly mode: ContextMode
  /** Startups that took longer are sent whatever the ratio. */
  readonly slow: Nanos
}

/**
 * The webhook decides by ratio and says so in the stamp's flag; the exporter's ratio, where it is lower, leaves some of
 * those, by the same rule. What went wrong or took long is kept on top.
 *
 * @param isUnusual whether it took longer than its workload's startups mostly do
 */
export function samplingOf(startup: Startup, rules: SamplingRules, isUnusual = false): Sampling {
  const { stamp, view } = startup
  const { traceId, parent } = rootContextOf(startup, rules.mode)
  const always = REASONS.find(([, holds]) => holds(startup, rules, isUnusual))?.[0]
  // Whoever sampled the parent did so at a ratio of his own.
  if (parent !== undefined) return { sent: true, reason: always ?? 'parent' }
  const own = thresholdOf(ratioIn(rules, view.pod.namespace))
  const stamped = stamp.trusted ? (stamp.threshold ?? EVERY) : EVERY
  const threshold = stamped > own ? stamped : own
  const isSampled = !stamp.trusted || stamp.context.sampled
  const isInForce = !isSampled || threshold > EVERY
  if (always !== undefined) return { sent: true, reason: always, ...(isInForce && { threshold: EVERY }) }
  const reason = stamp.trusted ? 'ratio' : 'unstamped'
  if (!isSampled || !isKept(traceId, own)) return { sent: false, reason }
  return { sent: true, reason, ...(isInForce && { threshold }) }
}

type Reason = readonly [
  (typeof ALWAYS)[number],
  (startup: Startup, rules: SamplingRules, isUnusual: boolean) => boolean,
]

const IS_ERROR: Readonly<Record<Outcome, boolean>> = {
  deleted: true,
  failed: true,
  crashed: true,
  unknown: true,
  stuck: false,
  ready: false,
  completed: false,
}

/** The first that holds is told. None may depend on the trace id: each would then stand for more than itself. */
const REASONS: readonly Reason[] = [
  // What became of a stuck pod is the second half of what was sent.
  ['stuck', ({ outcome, resumed }) => outcome === 'stuck' || resumed],
  ['error', ({ outcome }) => IS_ERROR[outcome]],
  ['slow', ({ start, end }, { slow }) => minus(end.at, start.at) > slow],
  ['slow_for_workload', (_, __, isUnusual) => isUnusual],
]

import { plus, type Nanos } from '../observe/nanos.ts'
import { viewOf } from './pod-view.ts'
import { inOrder, until, type Timeline } from './timeline.ts'
import { verdictOf, type SettleRules, type Verdict } from './verdict.ts'

/** A verdict that stands, and the timeline as it was known when it fell due: what comes later does not change it. */
export interface Settled {
  readonly verdict: Verdict
  readonly timeline: Timeline
}

/** When to look again, if nothing new comes. @returns undefined while only Events are known, or nothing can be due */
export function dueAt(timeline: Timeline, rules: SettleRules, resumed: boolean): Nanos | undefined {
  const view = viewOf(timeline)
  return view === undefined ? undefined : verdictOf(view, rules, resumed)?.dueAt
}

/**
 * The first verdict that fell due, at or before `now`.
 *
 * It goes through the timeline as time did, so that the answer depends on when things came and not on when they are
 * looked at: a replay in another order settles as the live stream did.
 * @param resumedAt the end of a first, stuck part: only what fell due after it counts
 */
export function settle(timeline: Timeline, now: Nanos, rules: SettleRules, resumedAt?: Nanos): Settled | undefined {
  const arrivals = [...new Set(inOrder(timeline).map(({ arrival }) => arrival.at))]
  const [first] = arrivals
  if (first === undefined) return undefined
  // No verdict falls due before the grace is over: most pods are settled in one step.
  const soonest = plus(resumedAt ?? first, rules.grace)
  for (const [i, arrival] of arrivals.entries()) {
    const next = arrivals[i + 1]
    if (arrival > now) return undefined
    if (next !== undefined && next <= soonest && next <= now) continue
    const known = until(timeline, arrival)
    const view = viewOf(known)
    const verdict = view === undefined ? undefined : verdictOf(view, rules, resumedAt !== undefined)
    if (verdict === undefined || verdict.dueAt > now || (next !== undefined && next <= verdict.dueAt)) continue
    return { verdict, timeline: known }
  }
  return undefined
}

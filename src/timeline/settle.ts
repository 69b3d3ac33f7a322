import { plus, type Nanos } from '../observe/nanos.ts'
import { viewOf } from './pod-view.ts'
import { inOrder, until, type Timeline } from './timeline.ts'
import { verdictOf, type Outcome, type SettleRules, type State, type Verdict } from './verdict.ts'

/** A verdict that stands, and the timeline as it was known when it fell due: what comes later does not change it. */
export interface Settled<S extends State = Outcome> {
  readonly verdict: Verdict<S>
  readonly timeline: Timeline
}

/** A time in which nothing could be seen, and what was missed in it may still be on its way. */
export interface Blind {
  readonly from: Nanos
  readonly to: Nanos
}

/** How a startup is settled, beside the rules of its outcome. */
export interface SettleInput {
  readonly rules: SettleRules
  /** In order of time. */
  readonly blind?: readonly Blind[]
  /** The end of a first, stuck part: only what falls due after it counts. */
  readonly resumedAt?: Nanos
}

/** A verdict that falls due while nothing can be seen waits for what was missed: it may say otherwise. */
const seen = (due: Nanos, blind: readonly Blind[] = []): Nanos =>
  blind.reduce((at, { from, to }) => (at > from && at < to ? to : at), due)

/** When to look again, if nothing new comes. @returns undefined while only Events are known, or nothing can be due */
export function dueAt(timeline: Timeline, input: SettleInput): Nanos | undefined {
  return seenVerdict(timeline, input)?.dueAt
}

function seenVerdict(timeline: Timeline, { rules, blind, resumedAt }: SettleInput): Verdict | undefined {
  const view = viewOf(timeline)
  const verdict = view === undefined ? undefined : verdictOf(view, rules, resumedAt !== undefined)
  return verdict === undefined ? undefined : { ...verdict, dueAt: seen(verdict.dueAt, blind) }
}

/**
 * The first verdict that fell due, at or before `now`.
 *
 * It goes through the timeline as time did, so that the answer depends on when things came and not on when they are
 * looked at: a replay in another order settles as the live stream did.
 */
export function settle(timeline: Timeline, now: Nanos, input: SettleInput): Settled | undefined {
  const arrivals = [...new Set(inOrder(timeline).map(({ arrival }) => arrival.at))]
  const [first] = arrivals
  if (first === undefined) return undefined
  // No verdict falls due before the grace is over: most pods are settled in one step.
  const soonest = plus(input.resumedAt ?? first, input.rules.grace)
  for (const [i, arrival] of arrivals.entries()) {
    const next = arrivals[i + 1]
    if (arrival > now) return undefined
    if (next !== undefined && next <= soonest && next <= now) continue
    const known = until(timeline, arrival)
    const verdict = seenVerdict(known, input)
    if (verdict === undefined || verdict.dueAt > now || (next !== undefined && next <= verdict.dueAt)) continue
    return { verdict, timeline: known }
  }
  return undefined
}

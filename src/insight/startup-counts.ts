import { minus, seconds, type Nanos } from '../observe/nanos.ts'
import type { Standing } from '../timeline/startup.ts'
import { SETTLE_RULES, type State } from '../timeline/verdict.ts'
import { forgottenReady } from '../timeline/was-ready.ts'

/** Why a startup that came to a good end is in no percentile. A closed list; docs/report.md has it too. */
export const LEFT_OUT = {
  restarted: 'a container was restarted since, and when the pod was first ready is not told any more',
  forgotten: 'ready, then not: when the pod was first ready is not told any more',
  late: 'ready since more than 10 min after it was created: that may not be the first time',
} as const

export type WhyLeftOut = keyof typeof LEFT_OUT

/** A startup whose end the API still tells, or why it does not. Only of those that came to a good end. */
export function whyLeftOut({ view, start, end, outcome }: Standing): WhyLeftOut | undefined {
  if (outcome !== 'ready' || view.arrival.how !== 'listed') return undefined
  if (view.containers.some(({ statuses }) => statuses.some(({ fact }) => fact.restarts > 0))) return 'restarted'
  if (forgottenReady(view) !== undefined) return 'forgotten'
  return minus(end.at, start.at) > SETTLE_RULES.deadline ? 'late' : undefined
}

/** Those whose stages are measured: ready, and what has run to completion. */
const GOOD: readonly State[] = ['ready', 'completed']

export const isMeasured = (one: Standing): boolean => GOOD.includes(one.outcome) && whyLeftOut(one) === undefined

/** The API server forgets Events after an hour, by default. */
export const LIFE_OF_EVENTS: Nanos = seconds(3_600)

/** Its times are those of its status, to the second. */
export const isWithoutEvents = ({ view }: Standing): boolean => view.events.length === 0

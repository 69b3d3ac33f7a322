import { plus, seconds, type Nanos } from '../observe/nanos.ts'
import { viewOf, type PodView } from './pod-view.ts'
import { startupOf, type Standing } from './startup.ts'
import type { StampRules } from './stamp.ts'
import type { Timeline } from './timeline.ts'
import {
  began,
  endedEarly,
  finalReasons,
  ready,
  verdictOf,
  type SettleRules,
  type State,
  type Verdict,
} from './verdict.ts'
import { forgottenReady } from './was-ready.ts'

/**
 * The startup as it stands at `now`, for somebody who asks. What is decided is told as it is, though it may still wait
 * for its grace; what goes on ends now, as `starting`, or as `stuck` where its deadline is behind it.
 *
 * @returns undefined while only Events are known
 */
export function standingOf(
  timeline: Timeline,
  now: Nanos,
  rules: SettleRules,
  stampRules?: StampRules,
): Standing | undefined {
  const view = viewOf(timeline)
  return view === undefined ? undefined : startupOf({ timeline, verdict: stateOf(view, now, rules) }, stampRules)
}

function stateOf(view: PodView, now: Nanos, rules: SettleRules): Verdict<State> {
  const verdict = verdictOf(view, rules, false)
  const known = readyBefore(view, verdict, rules)
  if (known !== undefined) return known
  const isOpen = verdict === undefined || verdict.outcome === 'stuck'
  if (!isOpen) return isOldNews(verdict, view, rules) ? (ready(view, rules) ?? verdict) : verdict
  const isOverdue = verdict !== undefined && now >= deadlineOf(view, rules)
  return { outcome: isOverdue ? 'stuck' : 'starting', decidedAt: now, dueAt: now, goesOn: true }
}

/** What became of a pod that had been ready changes nothing of its startup; a good end of its work is told as that. */
function readyBefore(view: PodView, verdict: Verdict | undefined, rules: SettleRules): Verdict | undefined {
  const forgotten = forgottenReady(view)
  if (forgotten === undefined || verdict?.outcome === 'completed') return undefined
  if (view.containers.some((one) => hasEndedEarly(one, view, rules))) return undefined
  if (verdict?.outcome === 'crashed' && forgotten.fact.status !== 'True' && crashedSince(view, rules)) return undefined
  const at = forgotten.arrival.at
  return { outcome: 'ready', decidedAt: at, dueAt: at }
}

/** So many restarts, and so soon, that no run need have been long: it may have crashed from the beginning. */
function crashedSince(view: PodView, { crashWindow }: SettleRules): boolean {
  return view.containers.some(({ statuses }) =>
    statuses.some(({ fact: { restarts, startedAt, termination, last } }) => {
      const lastStart = startedAt ?? termination?.startedAt ?? last?.startedAt
      const runs = Array.from({ length: restarts }, (_, i) => plus(backOff(i), plus(crashWindow, SLOW_RESTART)))
      const longest = runs.reduce(plus, SLOW_START)
      return restarts > 0 && (lastStart === undefined || lastStart <= plus(began(view), longest))
    }),
  )
}

/** The kubelet's, which doubles from 10 s to 5 min; the first restart is at once. */
const backOff = (restarts: number): Nanos => seconds(restarts === 0 ? 0 : Math.min(10 * 2 ** (restarts - 1), 300))
const SLOW_RESTART = seconds(5)
/** So long may pass before a container's first run. */
const SLOW_START = seconds(120)

/** Of a pod that was first seen long after its beginning it is not known since when its reason stands: from the start. */
const deadlineOf = (view: PodView, rules: SettleRules): Nanos =>
  plus(began(view), finalReasons(view).length > 0 ? rules.finalDeadline : rules.deadline)

/**
 * A list that shows a pod ready, and restarted some time, does not tell which came first: in most cases it was ready
 * long before. Only a first run that was over within the window has crashed for certain.
 */
function isOldNews({ outcome, decidedAt }: Verdict, view: PodView, rules: SettleRules): boolean {
  const isReady = view.conditions.some(
    ({ fact, arrival }) =>
      fact.type === 'Ready' && fact.status === 'True' && arrival.how === 'listed' && arrival.at <= decidedAt,
  )
  return outcome === 'crashed' && isReady && !view.containers.some((one) => hasEndedEarly(one, view, rules))
}

const hasEndedEarly = (container: PodView['containers'][number], view: PodView, rules: SettleRules): boolean =>
  container.spec.role !== 'init' && container.statuses.some((seen) => endedEarly(seen, container, view, rules))

import { later, minus, plus, SECOND, type Nanos } from '../observe/nanos.ts'
import { viewOf, type PodView } from '../timeline/pod-view.ts'
import { wasReadyOnce } from '../timeline/was-ready.ts'
import { until, type Timeline } from '../timeline/timeline.ts'

/**
 * Ready or ended when it was first seen: its startup was over before we looked, or we have forgotten that we told it.
 * A pod that was created after we began to look, and is in a list as ready, came up in a gap of the watch: that is told.
 */
export function wasOverBefore(timeline: Timeline, began: Nanos, lookback: Nanos): boolean {
  const { arrival, pod } = viewOf(timeline) ?? {}
  if (pod?.mirrorOf !== undefined && wasReadyBefore(timeline, began)) return true
  if (arrival === undefined || arrival.how === 'added') return false
  if (arrival.how === 'listed' && pod !== undefined && pod.createdAt >= began) return false
  const view = viewOf(until(timeline, arrival.at))
  if (view === undefined) return false
  if (view.gone.length > 0 || wasReadyOnce(view)) return true
  const ready = view.conditions.find(({ fact }) => fact.type === 'Ready' && fact.status === 'True')
  const hasEnded = view.phases.some(({ fact }) => fact.phase === 'Succeeded' || fact.phase === 'Failed')
  if (ready === undefined && !hasEnded) return false
  const since = ready === undefined ? lastTimeIn(view) : ready.fact.since
  return lookback === 0n || since === undefined || since <= minus(arrival.at, lookback)
}

/** A static pod may have run long before its mirror was written. */
const wasReadyBefore = (timeline: Timeline, began: Nanos): boolean =>
  viewOf(timeline)?.conditions.some(
    ({ fact }) =>
      fact.type === 'Ready' && fact.status === 'True' && fact.since !== undefined && plus(fact.since, SECOND) < began,
  ) === true

/** When an ended pod ended, as far as it says. */
function lastTimeIn({ conditions, containers }: PodView): Nanos | undefined {
  const ends = containers.flatMap(({ statuses }) => statuses.flatMap(({ fact }) => fact.termination?.finishedAt ?? []))
  const [first, ...rest] = [...ends, ...conditions.flatMap(({ fact }) => fact.since ?? [])]
  return rest.reduce<Nanos | undefined>((last, one) => (last === undefined ? one : later(last, one)), first)
}

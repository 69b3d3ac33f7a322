import { later, millis, minus, plus, seconds, type Nanos } from '../observe/nanos.ts'
import { APISERVER, EXPORTER, type ContainerFact } from '../observe/observation.ts'
import { keyOf, type Boundary } from './boundary.ts'
import { offsetOf, type ClockOffsets } from './clocks.ts'
import { clockOfNode, endOfSecond } from './evidence-parts.ts'
import type { PodView } from './pod-view.ts'
import type { Resolution } from './resolution.ts'
import type { Boundaries } from './resolve.ts'
import type { Settled } from './settle.ts'
import type { Timeline } from './timeline.ts'
import type { State, Verdict } from './verdict.ts'

const fixed = (at: Nanos, source: Boundary['source']): Boundary => ({
  at,
  earliest: at,
  latest: at,
  source,
  clock: EXPORTER,
  conflict: false,
})
const deadlineAt = (at: Nanos) => fixed(at, 'deadline')
const arrivalAt = (at: Nanos, { facts }: Timeline) =>
  fixed(
    at,
    [...facts.values()].some(({ arrival }) => arrival.at === at && arrival.how !== 'listed')
      ? 'watch_arrival'
      : 'list_arrival',
  )

/** Where the startup begins: admitted, or where its first, stuck part ended. */
export function startOf(
  { timeline }: Settled<State>,
  { boundaries, view }: Resolution,
  resumedAt: Nanos | undefined,
): Boundary {
  if (resumedAt !== undefined) return deadlineAt(resumedAt)
  return boundaries.get(keyOf('admitted')) ?? arrivalAt(view.arrival.at, timeline)
}

/** Where the startup ends: at Ready, at the crash, or when what ended it came to us; else now. Never before it began. */
export function endOf({ verdict, timeline }: Settled<State>, resolution: Resolution, start: Boundary): Boundary {
  const { outcome, decidedAt, goesOn } = verdict
  const end =
    endEvent(verdict, resolution.boundaries) ??
    endInList(verdict, resolution) ??
    (outcome === 'stuck' || goesOn === true
      ? fixed(decidedAt, goesOn === true ? 'now' : 'deadline')
      : { ...arrivalAt(decidedAt, timeline), earliest: endedAfter(verdict, resolution) })
  return end.at >= start.at ? end : { ...end, at: start.at, latest: end.latest > start.at ? end.latest : start.at }
}

function endEvent({ outcome, container }: Verdict<State>, boundaries: Boundaries): Boundary | undefined {
  if (outcome === 'ready') return boundaries.get(keyOf('ready'))
  return outcome === 'crashed' ? boundaries.get(keyOf('finished', container)) : undefined
}

/** A list says little of when a pod ended: the last runs of its main containers do, which it still shows. */
function endInList(
  { outcome, decidedAt }: Verdict<State>,
  { boundaries, view, offsets }: Resolution,
): Boundary | undefined {
  const isListed = view.phases.some(({ arrival }) => arrival.at === decidedAt && arrival.how === 'listed')
  if (!isListed || (outcome !== 'completed' && outcome !== 'failed')) return undefined
  const mains = view.containers.filter(({ spec }) => spec.role === 'main')
  const ends = mains.map(({ spec, statuses }) => {
    const last = statuses.findLast(({ arrival }) => arrival.at <= decidedAt)?.fact
    if (last === undefined || last.restarts === 0) return boundaries.get(keyOf('finished', spec.name))
    return endOfRun(last, view, offsets)
  })
  return ends.reduce((last, one) => (last === undefined || one === undefined || one.at > last.at ? one : last), ends[0])
}

/** Of a run that is not the first, as its status has it: to the second. */
function endOfRun({ termination, node }: ContainerFact, view: PodView, offsets: ClockOffsets): Boundary | undefined {
  const finishedAt = termination?.finishedAt
  if (finishedAt === undefined) return undefined
  const clock = clockOfNode(view, node)
  const { least, most, unseen, use, agrees } = offsetOf(offsets, clock)
  return {
    at: minus(plus(finishedAt, millis(500)), use),
    earliest: minus(minus(finishedAt, most), unseen),
    latest: plus(minus(endOfSecond(finishedAt), least), unseen),
    source: 'container_status',
    clock,
    conflict: !agrees,
  }
}

/** What ended it happened between the last thing known and its arrival; a deletion also says when it was asked for. */
function endedAfter({ outcome, decidedAt }: Verdict<State>, { boundaries, view, offsets }: Resolution): Nanos {
  const times = [...boundaries.values()].filter(({ at }) => at <= decidedAt).map(({ earliest }) => earliest)
  const lastKnown = times.reduce(later, times[0] ?? decidedAt)
  const { at, graceSeconds } = view.deletions[0]?.fact ?? {}
  if (outcome !== 'deleted' || at === undefined || graceSeconds === undefined) return lastKnown
  // deletionTimestamp is the API server's second of the request, and the grace period on top.
  const { use, unseen } = offsetOf(offsets, APISERVER)
  const asked = minus(minus(minus(at, seconds(graceSeconds)), use), unseen)
  return asked > decidedAt ? lastKnown : later(lastKnown, asked)
}

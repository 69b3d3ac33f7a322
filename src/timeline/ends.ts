import { later, minus, seconds, type Nanos } from '../observe/nanos.ts'
import { APISERVER, EXPORTER } from '../observe/observation.ts'
import { keyOf, type Boundary } from './boundary.ts'
import { offsetOf } from './clocks.ts'
import type { Resolution } from './resolution.ts'
import type { Boundaries } from './resolve.ts'
import type { Settled } from './settle.ts'
import type { Timeline } from './timeline.ts'
import type { Verdict } from './verdict.ts'

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
  { timeline }: Settled,
  { boundaries, view }: Resolution,
  resumedAt: Nanos | undefined,
): Boundary {
  if (resumedAt !== undefined) return deadlineAt(resumedAt)
  return boundaries.get(keyOf('admitted')) ?? arrivalAt(view.arrival.at, timeline)
}

/** Where the startup ends: at Ready, at the crash, or when what ended it came to us. Never before it began. */
export function endOf({ verdict, timeline }: Settled, resolution: Resolution, start: Boundary): Boundary {
  const { outcome, decidedAt } = verdict
  const end =
    endEvent(verdict, resolution.boundaries) ??
    (outcome === 'stuck'
      ? deadlineAt(decidedAt)
      : { ...arrivalAt(decidedAt, timeline), earliest: endedAfter(verdict, resolution) })
  return end.at >= start.at ? end : { ...end, at: start.at, latest: end.latest > start.at ? end.latest : start.at }
}

function endEvent({ outcome, container }: Verdict, boundaries: Boundaries): Boundary | undefined {
  if (outcome === 'ready') return boundaries.get(keyOf('ready'))
  return outcome === 'crashed' ? boundaries.get(keyOf('finished', container)) : undefined
}

/** What ended it happened between the last thing known and its arrival; a deletion also says when it was asked for. */
function endedAfter({ outcome, decidedAt }: Verdict, { boundaries, view, offsets }: Resolution): Nanos {
  const times = [...boundaries.values()].filter(({ at }) => at <= decidedAt).map(({ earliest }) => earliest)
  const lastKnown = times.reduce(later, times[0] ?? decidedAt)
  const { at, graceSeconds } = view.deletions[0]?.fact ?? {}
  if (outcome !== 'deleted' || at === undefined || graceSeconds === undefined) return lastKnown
  // deletionTimestamp is the API server's second of the request, and the grace period on top.
  const { use, unseen } = offsetOf(offsets, APISERVER)
  const asked = minus(minus(minus(at, seconds(graceSeconds)), use), unseen)
  return asked > decidedAt ? lastKnown : later(lastKnown, asked)
}

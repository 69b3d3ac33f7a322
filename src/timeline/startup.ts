import { later, millis, minus, seconds, type Nanos } from '../observe/nanos.ts'
import { APISERVER, EXPORTER } from '../observe/observation.ts'
import { keyOf, type Boundary } from './boundary.ts'
import { clockOffsets, offsetOf, type ClockOffsets } from './clocks.ts'
import { blameFor, culpritOf, type Blame } from './blame.ts'
import { evidenceFor } from './evidence.ts'
import { planOf, type Step } from './plan.ts'
import { viewOf, type PodView } from './pod-view.ts'
import { milestonesOf, problemsOf, remarksOf, type Problem } from './problem.ts'
import { ruleOf } from './reasons.ts'
import { resolve, type Boundaries } from './resolve.ts'
import type { Settled } from './settle.ts'
import { stagesOf, type Stage } from './stages.ts'
import { readStamp, STAMP_RULES, type Stamp, type StampRules } from './stamp.ts'
import { inOrder, type Timeline } from './timeline.ts'
import type { Outcome, Verdict } from './verdict.ts'

/** One pod start, worked out: everything that its trace, its measurements and its story are made of. */
export interface Startup {
  readonly view: PodView
  readonly stamp: Stamp
  readonly boundaries: Boundaries
  readonly outcome: Outcome
  readonly start: Boundary
  readonly end: Boundary
  /** In causal order; those of one container stand together. */
  readonly stages: readonly Stage[]
  /** What kept it from going on, and other remarkable Events, in order of time. */
  readonly notes: readonly Note[]
  /** What it waits for, or died of. */
  readonly blame?: Blame
  /** The second part of a startup that was stuck: it begins where the first part ended. */
  readonly resumed: boolean
}

/** Something to be shown at its moment, on the exporter's clock. */
export interface Note extends Problem {
  readonly at: Nanos
}

export interface Resolution {
  readonly view: PodView
  readonly stamp: Stamp
  readonly problems: readonly Problem[]
  readonly steps: readonly Step[]
  readonly boundaries: Boundaries
  readonly offsets: ClockOffsets
}

/** Where each boundary of the startup lies, as far as the facts tell. @returns undefined while only Events are known */
export function resolveTimeline(timeline: Timeline, stampRules: StampRules = STAMP_RULES): Resolution | undefined {
  const view = viewOf(timeline)
  if (view === undefined) return undefined
  const stamp = readStamp(view.pod, stampRules)
  const problems = problemsOf(view)
  const steps = planOf(view, problems)
  const evidence = new Map(steps.map((step) => [step.key, evidenceFor({ view, stamp }, step)]))
  const offsets = clockOffsets(steps, evidence, inOrder(timeline), stamp)
  return { view, stamp, problems, steps, offsets, boundaries: resolve(steps, evidence, offsets) }
}

/** @param resumedAt where the first, stuck part of this startup ended */
export function startupOf(settled: Settled, stampRules?: StampRules, resumedAt?: Nanos): Startup | undefined {
  const resolution = resolveTimeline(settled.timeline, stampRules)
  if (resolution === undefined) return undefined
  const { view, stamp, boundaries, problems } = resolution
  const first = resumedAt === undefined ? boundaries.get(keyOf('admitted')) : deadlineAt(resumedAt)
  const start = first ?? arrivalAt(view.arrival.at, settled.timeline)
  const end = endOf(settled, resolution, start)
  const { outcome } = settled.verdict
  const culprit = culpritOf(resolution, settled.verdict, end)
  const stages = stagesOf({ view, stamp, boundaries, outcome, start, end, problems, culprit })
  const blame = blameFor(outcome, culprit, problems, stages)
  return {
    view,
    stamp,
    boundaries,
    outcome,
    start,
    end,
    stages,
    notes: notesOf(resolution).filter(({ at }) => at >= start.at && at <= end.at),
    resumed: resumedAt !== undefined,
    ...(blame === undefined ? {} : { blame }),
  }
}

function notesOf({ view, problems, offsets }: Resolution): readonly Note[] {
  const telling = problems.filter(({ reason }) => ruleOf(reason).weight > 0)
  const sorted = withoutEchoes([...milestonesOf(view), ...telling, ...remarksOf(view)])
    .map((one) => ({
      ...one,
      at: one.told === undefined ? one.seenAt : minus(one.told.at, offsetOf(offsets, one.told.clock).use),
    }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  return sorted.filter((note, i) => {
    const before = sorted.slice(0, i).findLast((one) => isSameNote(one, note))
    return before === undefined || note.at - before.at > TOGETHER
  })
}

/** The kubelet tells of one failure by up to three Events at once. */
const TOGETHER = millis(100)
const isSameNote = (a: Problem, b: Problem): boolean => a.reason === b.reason && a.container === b.container

/** What Events tell, statuses and conditions repeat later. */
function withoutEchoes(problems: readonly Problem[]): readonly Problem[] {
  const told = problems.filter(({ byEvent }) => byEvent === true)
  return problems.filter((one) => one.byEvent === true || !told.some((event) => isSameNote(event, one)))
}

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

/** Where the startup ends: at Ready, at the crash, or when what ended it came to us. Never before it began. */
function endOf({ verdict, timeline }: Settled, resolution: Resolution, start: Boundary): Boundary {
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

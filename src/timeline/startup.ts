import { later, type Nanos } from '../observe/nanos.ts'
import { blameFor, culpritOf, type Blame } from './blame.ts'
import type { Boundary } from './boundary.ts'
import type { ClockOffsets } from './clocks.ts'
import { endOf, startOf } from './ends.ts'
import { notesOf, type Note } from './notes.ts'
import type { PodView } from './pod-view.ts'
import { resolveTimeline } from './resolution.ts'
import type { Boundaries } from './resolve.ts'
import type { Settled } from './settle.ts'
import type { Stage } from './stage.ts'
import { stagesOf } from './stages.ts'
import type { Stamp, StampRules } from './stamp.ts'
import type { Outcome, State } from './verdict.ts'

/** One pod start, worked out: everything that its trace, its measurements and its story are made of. */
export interface Startup<S extends State = Outcome> {
  readonly view: PodView
  readonly stamp: Stamp
  readonly boundaries: Boundaries
  readonly offsets: ClockOffsets
  readonly outcome: S
  readonly start: Boundary
  readonly end: Boundary
  /** In causal order; those of one container stand together. */
  readonly stages: readonly Stage[]
  /** What kept it from going on, and other remarkable Events, in order of time. */
  readonly notes: readonly Note[]
  /** What it waits for, or died of. */
  readonly blame?: Blame
  /** When the last thing that was known of it came. */
  readonly lastChangeAt: Nanos
  /** The second part of a startup that was stuck: it begins where the first part ended. */
  readonly resumed: boolean
}

/** A startup as it stands at an instant, whether it is over or not. */
export type Standing = Startup<State>

/** @param resumedAt where the first, stuck part of this startup ended */
export function startupOf<S extends State>(
  settled: Settled<S>,
  stampRules?: StampRules,
  resumedAt?: Nanos,
): Startup<S> | undefined {
  const resolution = resolveTimeline(settled.timeline, stampRules)
  if (resolution === undefined) return undefined
  const { view, stamp, boundaries, offsets, problems } = resolution
  const start = startOf(settled, resolution, resumedAt)
  const end = endOf(settled, resolution, start)
  const { outcome } = settled.verdict
  const culprit = culpritOf(resolution, settled.verdict, end)
  const stages = stagesOf({ view, stamp, boundaries, outcome, start, end, problems, culprit })
  const blame = blameFor(outcome, culprit, problems, stages)
  return {
    view,
    stamp,
    boundaries,
    offsets,
    outcome,
    start,
    end,
    stages,
    notes: notesOf(resolution).filter(({ at }) => at >= start.at && at <= end.at),
    lastChangeAt: [...settled.timeline.facts.values()].map(({ arrival }) => arrival.at).reduce(later, view.arrival.at),
    resumed: resumedAt !== undefined,
    ...(blame === undefined ? {} : { blame }),
  }
}

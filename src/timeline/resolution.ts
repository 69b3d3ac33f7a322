import { clockOffsets, type ClockOffsets } from './clocks.ts'
import { evidenceFor } from './evidence.ts'
import { planOf, type Step } from './plan.ts'
import { viewOf, type PodView } from './pod-view.ts'
import { problemsOf, type Problem } from './problem.ts'
import { resolve, type Boundaries } from './resolve.ts'
import { readStamp, STAMP_RULES, type Stamp, type StampRules } from './stamp.ts'
import { inOrder, type Timeline } from './timeline.ts'

/** What a timeline's facts say of its boundaries, and what that was worked out from. */
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

import { later, millis, minus, plus } from '../observe/nanos.ts'
import type { EventFact } from '../observe/observation.ts'
import type { Edge, Evidence } from './boundary.ts'
import { containerStartEvidence, finishEvidence, probeEvidence } from './container-evidence.ts'
import { firstOf, LATENESS, ofEvent, onlyAbove, slownessOf, type Telling } from './event-evidence.ts'
import { point } from './evidence-parts.ts'
import type { Step } from './plan.ts'
import { acceptance, readiness, troubledBefore, creation, sandbox, scheduling, stampEvidence } from './pod-evidence.ts'
import type { PodView, Seen } from './pod-view.ts'
import type { Stamp } from './stamp.ts'

/** What a step's evidence is read from. */
export interface EvidenceInput {
  readonly view: PodView
  readonly stamp: Stamp
}

/** The evidence for each boundary, the most exact first: the rule table that `npm run accuracy` judges. */
const RULES: Readonly<Record<Edge, (input: EvidenceInput, step: Step) => readonly Evidence[]>> = {
  admitted: ({ view, stamp }) =>
    view.isStatic ? acceptance(view) : stamp.trusted ? stampEvidence(stamp.admittedAt) : creation(view),
  persisted: ({ view }) => creation(view),
  scheduled: ({ view }) => scheduling(view),
  sandbox_ready: ({ view }) => sandbox(view),
  pull_began: ({ view }, step) => ofEvent(pullStart(step), view, LATENESS.told),
  transfer_began: ({ view }, step) => transfer(step, view),
  pulled: ({ view }, step) => imageThere(step, view),
  created: ({ view }, step) => ofEvent(eventOf(step, 'created'), view, LATENESS.told),
  started: ({ view }, step) => [
    ...ofEvent(eventOf(step, 'started'), view, LATENESS.told),
    ...containerStartEvidence(view, step),
  ],
  startup_passed: ({ view }, step) => probeEvidence(view, step, 'startup'),
  probe_passed: ({ view }, step) => probeEvidence(view, step, lastProbe(step)),
  finished: ({ view }, step) => finishEvidence(view, step),
  ready: ({ view }) => readiness(view),
}

export const evidenceFor = (input: EvidenceInput, step: Step): readonly Evidence[] => RULES[step.edge](input, step)

const lastProbe = (step: Step) => (step.container?.spec.probes.includes('readiness') === true ? 'readiness' : 'startup')

const eventOf = (step: Step, is: Telling) => firstOf(step.container?.events ?? [], is)

/** A later attempt finds the image there: its `Pulled` tells no more than that it was. */
function imageThere(step: Step, view: PodView): readonly Evidence[] {
  const seen = eventOf(step, 'pulled')
  const told = ofEvent(seen, view, LATENESS.pulled)
  const isLater = seen !== undefined && troubledBefore(step.container, seen, ['create', 'start', 'run'])
  return isLater ? told.map(onlyAbove) : told
}

function transfer(step: Step, view: PodView): readonly Evidence[] {
  const seen = eventOf(step, 'pulled')
  const { exact, meaning, clock } = seen?.fact ?? {}
  if (seen === undefined || exact === undefined || clock === undefined) return []
  if (meaning?.is !== 'pulled' || meaning.report?.kind !== 'pulled') return []
  const at = minus(exact, meaning.report.transfer)
  // The kubelet cuts the duration to milliseconds, and its clock starts a little before the runtime's call.
  const slowness = slownessOf(seen, view)
  const early = plus(LATENESS.told(slowness), millis(5))
  const late = later(millis(10), slowness.overload)
  return [{ source: 'event_message', clock, earliest: minus(at, early), latest: plus(at, late), likely: point(at) }]
}

/** Without a `Pulling` the image was there: what came before its `Pulled` was no pull. */
function pullStart(step: Step): Seen<EventFact> | undefined {
  const start = eventOf(step, 'pulling') ?? cachedPull(step)
  // A status told of a pull before: its own Event was lost, and this is a later attempt's.
  const isLater = start !== undefined && troubledBefore(step.container, start, ['pull', 'create', 'start', 'run'])
  return isLater ? undefined : start
}

function cachedPull(step: Step): Seen<EventFact> | undefined {
  const seen = eventOf(step, 'pulled')
  return seen?.fact.meaning.is === 'pulled' && seen.fact.meaning.report?.kind === 'cached' ? seen : undefined
}

import { earlier, later, plus, seconds, type Nanos } from '../observe/nanos.ts'
import type { ContainerFact } from '../observe/observation.ts'
import { firstRun, firstStart, nextStart } from './container-evidence.ts'
import type { ContainerView, PodView, Seen } from './pod-view.ts'
import { problemsOf } from './problem.ts'
import { ruleOf } from './reasons.ts'

export const OUTCOMES = ['deleted', 'failed', 'completed', 'crashed', 'ready', 'stuck', 'unknown'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What a startup is at an instant: its outcome, or none yet. Only what has an outcome is told as a trace. */
export type State = Outcome | 'starting'

export interface SettleRules {
  /** A container that ends this soon after its first start has crashed, whatever its readiness said. */
  readonly crashWindow: Nanos
  /** How long late Events are waited for: 0.5 s was seen in a burst. */
  readonly grace: Nanos
  readonly deadline: Nanos
  /** The deadline for reasons that trying again cannot heal, from when they were first told. */
  readonly finalDeadline: Nanos
}

export const SETTLE_RULES: SettleRules = {
  crashWindow: seconds(10),
  grace: seconds(5),
  deadline: seconds(600),
  finalDeadline: seconds(120),
}

/** How a startup ended or will end, if nothing new comes. All times are on the exporter's clock. */
export interface Verdict<S extends State = Outcome> {
  readonly outcome: S
  /** When what decided it came to us. */
  readonly decidedAt: Nanos
  /** From when on it stands. */
  readonly dueAt: Nanos
  /** The container that crashed. */
  readonly container?: string
  /** It was looked at while it goes on: it ends with the look. */
  readonly goesOn?: true
}

type Rule = (view: PodView, rules: SettleRules) => Verdict | undefined

/** The first that applies wins. */
const OUTCOME_RULES: readonly Rule[] = [deleted, failed, completed, crashed, ready, unknown]

/** `resumed`: the startup was stuck before, so the deadline is behind it. */
export function verdictOf(view: PodView, rules: SettleRules, resumed: boolean): Verdict | undefined {
  for (const rule of OUTCOME_RULES) {
    const verdict = rule(view, rules)
    if (verdict !== undefined) return verdict
  }
  return resumed || isAtWork(view) ? undefined : stuck(view, rules)
}

export const readySince = (view: PodView): Nanos | undefined =>
  view.conditions.find(({ fact }) => fact.type === 'Ready' && fact.status === 'True')?.arrival.at

const phaseSince = (view: PodView, phase: string): Nanos | undefined =>
  view.phases.find(({ fact }) => fact.phase === phase)?.arrival.at

/** Before Ready, or without it. */
const isBefore = (instant: Nanos | undefined, limit: Nanos | undefined): instant is Nanos =>
  instant !== undefined && (limit === undefined || instant < limit)

// A pod that was not seen from its beginning began when it says it was created.
export const began = (view: PodView): Nanos =>
  view.arrival.how === 'added' ? view.arrival.at : earlier(view.arrival.at, view.pod.createdAt)

function at(outcome: Outcome, decidedAt: Nanos, rules: SettleRules): Verdict {
  return { outcome, decidedAt, dueAt: plus(decidedAt, rules.grace) }
}

/** A finished pod's deletion is no part of its startup, so what came first counts. */
function deleted(view: PodView, rules: SettleRules): Verdict | undefined {
  const times = [...view.deletions, ...view.gone.filter(({ fact }) => fact.kind === 'removed')].map(
    (one) => one.arrival.at,
  )
  const first = times.length === 0 ? undefined : times.reduce(earlier)
  const ends = [readySince(view), phaseSince(view, 'Failed'), phaseSince(view, 'Succeeded')]
  return ends.every((end) => isBefore(first, end)) && first !== undefined ? at('deleted', first, rules) : undefined
}

function failed(view: PodView, rules: SettleRules): Verdict | undefined {
  const since = phaseSince(view, 'Failed')
  return isBefore(since, readySince(view)) ? at('failed', since, rules) : undefined
}

function completed(view: PodView, rules: SettleRules): Verdict | undefined {
  const since = phaseSince(view, 'Succeeded')
  return isBefore(since, readySince(view)) ? at('completed', since, rules) : undefined
}

function crashed(view: PodView, rules: SettleRules): Verdict | undefined {
  const crashes = view.containers.flatMap((container) => {
    const decidedAt = crashOf(container, view, rules)
    return decidedAt === undefined ? [] : [{ container, decidedAt }]
  })
  const [first] = crashes.sort((a, b) => (a.decidedAt < b.decidedAt ? -1 : 1))
  if (first === undefined) return undefined
  const window = plus(startOf(first.container) ?? first.decidedAt, rules.crashWindow)
  const dueAt = later(window, plus(first.decidedAt, rules.grace))
  return { outcome: 'crashed', decidedAt: first.decidedAt, dueAt, container: first.container.spec.name }
}

/** When a crash of this container came to us: it ended within the window, or it was restarted before the pod was ready. */
function crashOf(container: ContainerView, view: PodView, rules: SettleRules): Nanos | undefined {
  const deletedAt = view.deletions[0]?.arrival.at
  const readyAt = readySince(view)
  return container.statuses.find((seen) => {
    if (deletedAt !== undefined && seen.arrival.at >= deletedAt) return false
    // A status that shows both was written after both: the restart came first.
    const restarted = seen.fact.restarts > 0 && (readyAt === undefined || seen.arrival.at <= readyAt)
    return restarted || (container.spec.role !== 'init' && endedEarly(seen, container, view, rules))
  })?.arrival.at
}

export function endedEarly(
  seen: Seen<ContainerFact>,
  container: ContainerView,
  view: PodView,
  rules: SettleRules,
): boolean {
  const run = firstRun(seen.fact, container)
  const startedAt = run?.startedAt ?? firstStart(container)
  // Several changes may come as one: then it had ended when the next run began.
  const endedBy = run?.finishedAt ?? nextStart(seen.fact, container)
  if (startedAt === undefined || endedBy === undefined) return false
  if (container.spec.role === 'main' ? isDone(seen.fact, container, view) : endsWithMains(seen, view)) return false
  return endedBy - startedAt <= rules.crashWindow
}

/** With another policy than Always a good end is what the container is there for. */
function isDone(status: ContainerFact, container: ContainerView, view: PodView): boolean {
  const policy = container.spec.restartPolicy ?? view.pod.restartPolicy
  return policy !== 'Always' && firstRun(status, container)?.exitCode === 0
}

/** The kubelet ends sidecars when the main containers have done what they are there for. */
function endsWithMains({ arrival }: Seen<ContainerFact>, view: PodView): boolean {
  const mains = view.containers.filter(({ spec }) => spec.role === 'main')
  return mains.every(({ statuses }) =>
    statuses.some((one) => one.fact.state === 'terminated' && one.arrival.at <= arrival.at),
  )
}

/** When a container's first start came to us. */
function startOf(container: ContainerView): Nanos | undefined {
  const told = [
    ...container.events.filter(({ fact }) => fact.meaning.is === 'started'),
    ...container.statuses.filter(({ fact }) => firstRun(fact, container)?.startedAt !== undefined),
  ].map(({ arrival }) => arrival.at)
  return told.length === 0 ? undefined : told.reduce(earlier)
}

export function ready(view: PodView, rules: SettleRules): Verdict | undefined {
  const decidedAt = readySince(view)
  if (decidedAt === undefined) return undefined
  const notInit = view.containers.filter(({ spec }) => spec.role !== 'init')
  // What ends inside the window is told a little after it.
  const window = plus(rules.crashWindow, rules.grace)
  const windows = notInit.map((container) => plus(startOf(container) ?? decidedAt, window))
  const isComplete = view.containers.every(({ events }) => events.some(({ fact }) => fact.meaning.is === 'started'))
  const waited = isComplete ? decidedAt : plus(decidedAt, rules.grace)
  return { outcome: 'ready', decidedAt, dueAt: windows.reduce(later, waited) }
}

function unknown(view: PodView, rules: SettleRules): Verdict | undefined {
  const lost = [
    ...view.gone.filter(({ fact }) => fact.kind === 'vanished'),
    ...view.phases.filter(({ fact }) => fact.phase === 'Unknown' || fact.reason === 'NodeLost'),
  ].map(({ arrival }) => arrival.at)
  return lost.length === 0 ? undefined : at('unknown', lost.reduce(earlier), rules)
}

/** Containers of a Job that are done keep its pod from Ready for good, while others work on: it waits for nothing. */
function isAtWork(view: PodView): boolean {
  const mains = view.containers.filter(({ spec }) => spec.role === 'main')
  const done = mains.filter((one) =>
    one.statuses.some(({ fact }) => fact.state === 'terminated' && isDone(fact, one, view)),
  )
  const hasStarted = ({ statuses }: ContainerView) => statuses.some(({ fact }) => fact.state !== 'waiting')
  return done.length > 0 && mains.every(hasStarted)
}

function stuck(view: PodView, rules: SettleRules): Verdict {
  const standing = finalReasons(view)
  const told = problemsOf(view)
    .filter(({ container, reason }) => standing.some((one) => one.container === container && one.reason === reason))
    .map(({ seenAt }) => plus(seenAt, rules.finalDeadline))
  const limit = told.reduce(earlier, plus(began(view), rules.deadline))
  // A pod first seen after its deadline gets the time that its Events need to come.
  const dueAt = later(limit, plus(view.arrival.at, rules.grace))
  return { outcome: 'stuck', decidedAt: dueAt, dueAt }
}

/** Reasons that containers wait for now, and that trying again cannot heal. */
export const finalReasons = (view: PodView) =>
  view.containers.flatMap(({ statuses }) => finalReason(statuses.at(-1)?.fact) ?? [])

function finalReason(status: ContainerFact | undefined): { container: string; reason: string } | undefined {
  const reason = status?.state === 'waiting' ? status.reason : undefined
  if (status === undefined || reason === undefined || ruleOf(reason).final !== true) return undefined
  return { container: status.container, reason }
}

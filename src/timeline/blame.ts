import { keyOf, type Boundary, type Edge } from './boundary.ts'
import { firstRun } from './container-evidence.ts'
import type { Problem } from './problem.ts'
import { ruleOf } from './reasons.ts'
import type { Stage, StageName } from './stage.ts'
import type { Resolution } from './resolution.ts'
import type { State, Verdict } from './verdict.ts'

/** The boundary that shows that a stage was got through. */
const END_OF_STAGE: Readonly<Partial<Record<StageName, Edge>>> = {
  schedule: 'scheduled',
  'pod setup': 'sandbox_ready',
  pull: 'pulled',
  create: 'created',
  start: 'started',
  probe: 'probe_passed',
}

const NOT_GOOD: readonly State[] = ['deleted', 'failed', 'crashed', 'stuck', 'unknown', 'starting']

/** The problem that the startup ended with: the one that says most of those it had not got over. */
export function culpritOf(resolution: Resolution, verdict: Verdict<State>, end: Boundary): Problem | undefined {
  if (!NOT_GOOD.includes(verdict.outcome)) return undefined
  const { outcome, decidedAt, goesOn } = verdict
  // A crash is explained by what follows it, the back-off; what follows a deletion explains nothing.
  const known = resolution.problems.filter(
    ({ told, seenAt }) => outcome === 'crashed' || goesOn === true || (told?.at ?? seenAt) <= decidedAt,
  )
  const open = known.filter(
    (one) => ruleOf(one.reason).weight > 0 && isOpen(one, resolution, end) && !hasHealed(one, resolution),
  )
  // What befell the whole pod, such as an eviction, ends its containers too.
  const own = open.filter(({ container }) => container === undefined || container === verdict.container)
  return heaviest(verdict.container === undefined || own.length === 0 ? open : own) ?? endOfRun(resolution, verdict)
}

/** A container that ended well, but should not have ended, crashed without a problem of its own. */
function endOfRun({ view }: Resolution, { container: name, decidedAt }: Verdict<State>): Problem | undefined {
  const crashed = view.containers.find(({ spec }) => spec.name === name)
  if (name === undefined) return undefined
  const runs = crashed?.statuses.map(({ fact }) => firstRun(fact, crashed))
  const end = runs?.find((run) => run?.finishedAt !== undefined)
  // Of a run that nobody saw only the restart is known.
  const exitCode = end?.exitCode === undefined ? {} : { exitCode: end.exitCode }
  return { reason: end?.reason ?? 'Error', container: name, stage: 'run', seenAt: decidedAt, ...exitCode }
}

/** A condition that has become True since. */
const hasHealed = ({ condition, seenAt }: Problem, { view }: Resolution): boolean =>
  condition !== undefined &&
  condition !== 'DisruptionTarget' &&
  view.conditions.some(({ fact, arrival }) => fact.type === condition && fact.status === 'True' && arrival.at > seenAt)

// The kubelet runs the post-start hook after `Started`: that boundary does not show that the hook went well.
function isOpen(
  { stage, container, reason, told, seenAt }: Problem,
  { boundaries }: Resolution,
  end: Boundary,
): boolean {
  const edge = stage === undefined ? undefined : END_OF_STAGE[stage]
  if (edge === undefined || reason === 'PostStartHookError') return true
  const reached = boundaries.get(keyOf(edge, container))
  if (reached === undefined || reached.at > end.at) return true
  // A probe that passed once can fail again.
  return stage === 'probe' && (told?.at ?? seenAt) > reached.at
}

const heaviest = (problems: readonly Problem[]): Problem | undefined =>
  problems.reduce<Problem | undefined>(
    (best, one) => (best === undefined || ruleOf(one.reason).weight >= ruleOf(best.reason).weight ? one : best),
    undefined,
  )

/** What a startup that did not come to a good end waited for, or died of. */
export interface Blame {
  /** None where nothing tells: then it is only known where it stood. */
  readonly reason?: string
  readonly message?: string
  readonly exitCode?: number
  readonly stage?: StageName
  readonly container?: string
}

/** The reason is a cause, and not a word for "not yet". */
export const tellsCause = ({ reason }: Blame): boolean => reason !== undefined && ruleOf(reason).weight > 0

/** Where no cause is told, the kubelet's word for "not yet", and the stage that had not come to its end. */
export function blameFor(
  outcome: State,
  culprit: Problem | undefined,
  problems: readonly Problem[],
  stages: readonly Stage[],
): Blame | undefined {
  if (!NOT_GOOD.includes(outcome)) return undefined
  const open = stages.find((stage) => stage.open && matches(stage, culprit)) ?? stages.find((stage) => stage.open)
  const told = withCause(withExitCode(culprit, problems), problems)
  const words = told ?? notYet(problems, open)
  const stage = told?.stage ?? open?.names.at(-1)
  const container = told === undefined ? open?.container?.spec.name : (told.container ?? open?.container?.spec.name)
  return {
    ...(words === undefined ? {} : { reason: words.reason }),
    ...(words?.message === undefined ? {} : { message: words.message }),
    ...(words?.exitCode === undefined ? {} : { exitCode: words.exitCode }),
    ...(stage === undefined ? {} : { stage }),
    ...(container === undefined ? {} : { container }),
  }
}

/** A back-off says that a container ended; how it ended is in its status. */
function withExitCode(culprit: Problem | undefined, problems: readonly Problem[]): Problem | undefined {
  const end = problems.findLast(({ container, exitCode }) => exitCode !== undefined && container === culprit?.container)
  return culprit === undefined || end?.exitCode === undefined ? culprit : { ...culprit, exitCode: end.exitCode }
}

/** The kubelet's `Error: ErrImagePull` says no more than the reason; what failed it has said before. */
function withCause(culprit: Problem | undefined, problems: readonly Problem[]): Problem | undefined {
  if (culprit === undefined || !saysNothing(culprit)) return culprit
  const { container, stage } = culprit
  const cause = problems.findLast(
    (one) => one.container === container && one.stage === stage && one.message !== undefined && !saysNothing(one),
  )
  return cause?.message === undefined ? culprit : { ...culprit, message: cause.message }
}

const saysNothing = ({ reason, message }: Problem): boolean => message === `Error: ${reason}`

const matches = ({ container, names }: Stage, culprit: Problem | undefined): boolean =>
  culprit !== undefined &&
  (culprit.container === undefined || container?.spec.name === culprit.container) &&
  (culprit.stage === undefined || names.includes(culprit.stage))

function notYet(problems: readonly Problem[], open: Stage | undefined): Problem | undefined {
  const words = problems.filter(({ reason, exitCode }) => ruleOf(reason).weight === 0 && exitCode === undefined)
  // Once a container runs, what its status said while it waited no longer holds: then the pod's conditions speak.
  const isWaiting = open?.names.includes('start') === true || open?.names.includes('pull') === true
  const ofContainer = ({ container }: Problem) => container !== undefined && container === open?.container?.spec.name
  const ofPod = ({ container }: Problem) => container === undefined
  return (isWaiting ? words.findLast(ofContainer) : words.findLast(ofPod)) ?? words.at(-1)
}

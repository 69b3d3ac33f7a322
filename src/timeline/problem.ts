import type { Nanos } from '../observe/nanos.ts'
import type { Clock, ConditionFact, ContainerFact, EventFact, Fact } from '../observe/observation.ts'
import type { ContainerView, PodView, Seen } from './pod-view.ts'
import { ruleOf, UNNAMED_REASON } from './reasons.ts'
import type { StageName } from './stage.ts'

/** Something that kept a startup from going on, as a status, a condition or an Event told it. */
export interface Problem {
  readonly reason: string
  readonly message?: string
  readonly container?: string
  readonly stage?: StageName
  /** When it came to us, on the exporter's clock. */
  readonly seenAt: Nanos
  /** When it happened, where an Event tells exactly. */
  readonly told?: { readonly at: Nanos; readonly clock: Clock }
  readonly exitCode?: number
  /** The type of the condition that tells it. */
  readonly condition?: string
  /** Told for itself, not as what a status or condition repeats. */
  readonly byEvent?: true
}

/** Every problem that the facts tell of, by arrival. */
export function problemsOf(view: PodView): readonly Problem[] {
  const problems = [
    ...view.events.flatMap((seen) => ofEvent(seen, view)),
    ...view.containers.flatMap(({ statuses }) => statuses.flatMap(ofStatus)),
    ...view.conditions.flatMap((seen) => ofCondition(seen, view)),
    ...view.phases.flatMap(ofPhase),
  ]
  return problems.sort((a, b) => (a.seenAt < b.seenAt ? -1 : a.seenAt > b.seenAt ? 1 : a.reason < b.reason ? -1 : 1))
}

const problem = (
  seen: Seen<Fact>,
  reason: string,
  rest: { message?: string | undefined; container?: string; stage?: StageName; exitCode?: number | undefined },
): Problem => {
  const stage = rest.stage ?? ruleOf(reason).stage
  return {
    reason,
    seenAt: seen.arrival.at,
    ...(stage === undefined ? {} : { stage }),
    ...(rest.message === undefined ? {} : { message: rest.message }),
    ...(rest.container === undefined ? {} : { container: rest.container }),
    ...(rest.exitCode === undefined ? {} : { exitCode: rest.exitCode }),
  }
}

function ofEvent(seen: Seen<EventFact>, view: PodView): readonly Problem[] {
  const { meaning, container, message } = seen.fact
  if (meaning.is !== 'problem') return []
  const reason = meaning.reason ?? reasonOfFailure(seen, view)
  return [
    { ...problem(seen, reason, { message, ...(container === undefined ? {} : { container }) }), ...toldBy(seen.fact) },
  ]
}

// A repeat keeps the name of the first: its own time is known to the second only, so its arrival has to do.
export const toldBy = ({ exact, clock, count }: EventFact): Pick<Problem, 'told' | 'byEvent'> =>
  exact === undefined || count > 1 ? { byEvent: true } : { byEvent: true, told: { at: exact, clock } }

/** "Error: …" of an Event says which call failed only by what came before it, or by the status that follows. */
function reasonOfFailure(seen: Seen<EventFact>, view: PodView): string {
  const container = view.containers.find(({ spec }) => spec.name === seen.fact.container)
  const waiting = container?.statuses.find(
    ({ fact, arrival }) =>
      fact.state === 'waiting' &&
      arrival.at >= seen.arrival.at &&
      ruleOf(fact.reason ?? 'ContainerCreating').weight > 0,
  )
  if (waiting?.fact.reason !== undefined && ruleOf(waiting.fact.reason).stage !== 'run') return waiting.fact.reason
  const isBefore = (one: Seen<EventFact>) => timeOf(one.fact) <= timeOf(seen.fact)
  const created = container?.events.some((one) => one.fact.meaning.is === 'created' && isBefore(one)) ?? false
  return created ? 'RunContainerError' : 'CreateContainerError'
}

const timeOf = (fact: EventFact): bigint => fact.exact ?? fact.last ?? 0n

function ofStatus(seen: Seen<ContainerFact>): readonly Problem[] {
  const { container, state, reason, message, termination, last } = seen.fact
  const problems: Problem[] = []
  if (state === 'waiting' && reason !== undefined) problems.push(waitingProblem(seen, container, reason, message))
  for (const end of [termination, last]) {
    if (end === undefined || end.exitCode === 0) continue
    problems.push(problem(seen, end.reason ?? 'Error', { message: end.message, container, exitCode: end.exitCode }))
  }
  return problems
}

// Some failures (a credential look-up, a runtime handler) put the whole error where the reason belongs: kubelet 1.33 on.
function waitingProblem(seen: Seen<Fact>, container: string, reason: string, message: string | undefined): Problem {
  const isSentence = /\s/.test(reason)
  return problem(seen, isSentence ? UNNAMED_REASON : reason, {
    message: isSentence ? (message ?? reason) : message,
    container,
  })
}

/** A condition that is not True tells why; those that the kubelet writes at the very beginning tell nothing. */
function ofCondition(seen: Seen<ConditionFact>, { pod }: PodView): readonly Problem[] {
  const { type, status, reason, message } = seen.fact
  if (type === 'DisruptionTarget' && status === 'True')
    return [{ ...problem(seen, reason ?? type, { message }), condition: type }]
  if (status === 'True' || reason === undefined || reason === 'PodFailed' || reason === 'PodCompleted') return []
  const stage: StageName | undefined =
    type === 'PodScheduled' ? 'schedule' : pod.readinessGates.includes(type) ? 'ready' : undefined
  return [{ ...problem(seen, reason, { message, ...(stage === undefined ? {} : { stage }) }), condition: type }]
}

function ofPhase(seen: Seen<Extract<Fact, { kind: 'phase' }>>): readonly Problem[] {
  const { reason, message } = seen.fact
  return reason === undefined ? [] : [problem(seen, reason, { message })]
}

/** A container that failed before its first start does not hold up those after it. */
export const failedBeforeStart = (container: ContainerView, problems: readonly Problem[]): boolean =>
  problems.some(
    ({ container: name, stage, reason }) =>
      name === container.spec.name && ruleOf(reason).weight > 0 && ['pull', 'create', 'start'].includes(stage ?? ''),
  )

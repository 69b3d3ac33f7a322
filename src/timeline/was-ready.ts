import { later, plus, seconds, type Nanos } from '../observe/nanos.ts'
import type { ConditionFact } from '../observe/observation.ts'
import { firstStart } from './container-evidence.ts'
import type { ContainerView, PodView, Seen } from './pod-view.ts'

/** Ready=False from the beginning dates from when the kubelet first saw the pod; a later date says that it was True. */
export const wasReadyOnce = (view: PodView): boolean =>
  view.conditions.some((seen) => seen.fact.type === 'Ready' && isLoss(seen, view))

/**
 * A list shows a pod that was ready before its status says so: it is not ready any more, or it is again. When it first
 * was is forgotten.
 *
 * @returns the condition as it was first seen: by its date the pod had been ready
 */
export function forgottenReady(view: PodView): Seen<ConditionFact> | undefined {
  const first = view.conditions.find(({ fact }) => fact.type === 'Ready')
  if (first?.arrival.how !== 'listed') return undefined
  const isForgotten = first.fact.status === 'True' ? isAgain(first, view) : isLoss(first, view)
  return isForgotten ? first : undefined
}

function isLoss({ fact }: Seen<ConditionFact>, { accepted }: PodView): boolean {
  const first = accepted[0]?.fact.at
  return (
    fact.status !== 'True' && fact.since !== undefined && first !== undefined && fact.since > plus(first, FIRST_STATUS)
  )
}

/** The kubelet's first status comes within a second or two of its startTime. */
const FIRST_STATUS = seconds(5)

/** Ready long after all containers run, with nothing to wait for; or a probe that had passed has failed in between. */
function isAgain({ fact: { since } }: Seen<ConditionFact>, { containers, pod }: PodView): boolean {
  const notInit = containers.filter(({ spec }) => spec.role !== 'init')
  const starts = notInit.map(firstStart).filter((start) => start !== undefined)
  const [first, ...rest] = starts
  if (since === undefined || first === undefined || starts.length < notInit.length) return false
  const isRestarted = containers.some(({ statuses }) => statuses.some(({ fact }) => fact.restarts > 0))
  if (isRestarted || pod.readinessGates.length > 0) return false
  if (notInit.some(({ spec }) => spec.probes.length > 0)) return notInit.some((one) => hasFailedAfter(one, since))
  return since > plus(rest.reduce(later, first), SLOW_STATUS)
}

/** A container without probes is ready with the status that follows its start; a busy kubelet takes seconds. */
const SLOW_STATUS = seconds(30)

/** Its readiness probe, asked from the beginning, failed first when it must have passed: before `readyAt`. */
function hasFailedAfter(container: ContainerView, readyAt: Nanos): boolean {
  const { spec, events } = container
  const start = firstStart(container)
  if (start === undefined || spec.firstAnswer === undefined || spec.probes.includes('startup')) return false
  const failures = events.flatMap(({ fact }) =>
    fact.meaning.is === 'problem' && fact.meaning.probe === 'readiness' ? (fact.exact ?? fact.first ?? []) : [],
  )
  const answered = plus(plus(start, spec.firstAnswer), FIRST_STATUS)
  return failures.length > 0 && failures.every((failure) => failure > answered && failure < readyAt)
}

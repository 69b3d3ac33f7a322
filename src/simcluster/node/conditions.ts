import type { Nanos } from '../../observe/nanos.ts'
import { isSidecar, type Condition, type ContainerStatus, type Phase, type Pod } from '../pod.ts'
import { toSecond } from '../times.ts'

export interface Judged {
  readonly pod: Pod
  readonly phase: Phase
  readonly inits: readonly ContainerStatus[]
  readonly mains: readonly ContainerStatus[]
  readonly hasNetwork: boolean
}

type Verdict = Pick<Condition, 'status'> & Partial<Pick<Condition, 'reason' | 'message'>>

const YES: Verdict = { status: 'True' }

/** The kubelet's conditions, in the order it writes them. Source: kubelet status/generate.go. */
export function verdicts(judged: Judged): readonly (readonly [type: string, Verdict])[] {
  const containers = containersReady(judged)
  return [
    ['PodReadyToStartContainers', judged.hasNetwork ? YES : { status: 'False' }],
    ['Initialized', initialized(judged)],
    ['Ready', ready(judged, containers)],
    ['ContainersReady', containers],
    ['PodScheduled', YES],
  ]
}

function initialized({ pod, phase, inits, mains }: Judged): Verdict {
  if (phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' }
  if (mains.some(({ containerID }) => containerID !== undefined)) return YES
  const incomplete = (pod.spec.initContainers ?? []).filter((container) => {
    const status = inits.find(({ name }) => name === container.name)
    return isSidecar(container) ? status?.started !== true : status?.ready !== true
  })
  if (incomplete.length === 0) return YES
  const names = incomplete.map(({ name }) => name).join(' ')
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${names}]`,
  }
}

const ENDED: Partial<Record<Phase, string>> = { Succeeded: 'PodCompleted', Failed: 'PodFailed' }

function containersReady({ pod, phase, inits, mains }: Judged): Verdict {
  const reason = ENDED[phase]
  if (reason !== undefined) return { status: 'False', reason }
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar)
  const unready = [...sidecars, ...pod.spec.containers].filter(
    ({ name }) => ![...inits, ...mains].some((status) => status.name === name && status.ready),
  )
  if (unready.length === 0) return YES
  const names = unready.map(({ name }) => name).join(' ')
  return { status: 'False', reason: 'ContainersNotReady', message: `containers with unready status: [${names}]` }
}

function ready({ pod }: Judged, containers: Verdict): Verdict {
  if (containers.status !== 'True') return containers
  const closed = (pod.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const found = pod.status.conditions?.find(({ type }) => type === conditionType)
    if (found === undefined) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`]
    return found.status === 'True'
      ? []
      : [`the status of pod readiness gate "${conditionType}" is not "True", but ${found.status}`]
  })
  return closed.length === 0 ? YES : { status: 'False', reason: 'ReadinessGatesNotReady', message: closed.join(', ') }
}

/** A condition that says what it said keeps the time it has said it since. */
export function conditionsOf(judged: Judged, old: readonly Condition[], now: Nanos): readonly Condition[] {
  const { generation } = judged.pod.metadata
  return verdicts(judged).map(([type, { status, reason, message }]) => {
    const was = old.find((one) => one.type === type)
    return {
      type,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      status,
      lastProbeTime: null,
      lastTransitionTime: was?.status === status ? was.lastTransitionTime : toSecond(now),
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
    }
  })
}

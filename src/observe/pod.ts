import { defined, has, list, shortText, text, whole } from './json.ts'
import {
  APISERVER,
  CONTROLLERS,
  nodeClock,
  SCHEDULER,
  type Clock,
  type ConditionFact,
  type Fact,
  type Notice,
} from './observation.ts'
import { readContainerStatuses } from './container-status.ts'
import { readPodSpec } from './pod-spec.ts'
import { parseTimestamp } from './timestamp.ts'

/** A pod as it was at one moment: the facts in it, or why there are none. */
export function readPod(pod: unknown, prefix?: string): { facts: readonly Fact[]; notices: readonly Notice[] } {
  const spec = readPodSpec(pod, prefix)
  if (spec === undefined) {
    return {
      facts: [],
      notices: [{ kind: 'malformed_pod', detail: 'a pod without namespace, name or creationTimestamp' }],
    }
  }
  const node = text(pod, 'spec', 'nodeName')
  const facts: readonly Fact[] = [
    spec,
    { kind: 'gates', gates: list(pod, 'spec', 'schedulingGates').flatMap((gate) => text(gate, 'name') ?? []) },
    ...(node === undefined ? [] : [{ kind: 'bound', node } as const]),
    ...readPhase(pod),
    ...readConditions(pod, node),
    ...readAcceptance(pod, node),
    ...readContainerStatuses(pod),
    ...readDeletion(pod),
  ]
  const ephemeral = list(pod, 'spec', 'ephemeralContainers').flatMap((one) => text(one, 'name') ?? [])
  return {
    facts,
    notices: ephemeral.map((name) => ({
      kind: 'ephemeral_container',
      detail: `${spec.namespace}/${spec.name}: container ${name} is no part of the startup`,
    })),
  }
}

function readPhase(pod: unknown): readonly Fact[] {
  const phase = text(pod, 'status', 'phase')
  if (phase === undefined) return []
  return [
    {
      kind: 'phase',
      phase,
      ...defined({ reason: shortText(pod, 'status', 'reason'), message: shortText(pod, 'status', 'message') }),
    },
  ]
}

function readConditions(pod: unknown, node: string | undefined): readonly ConditionFact[] {
  return list(pod, 'status', 'conditions').flatMap((condition): ConditionFact[] => {
    const type = shortText(condition, 'type')
    const status = text(condition, 'status')
    if (type === undefined || status === undefined) return []
    return [
      {
        kind: 'condition',
        type,
        status,
        clock: clockOfCondition(type, status, node),
        ...defined({
          reason: shortText(condition, 'reason'),
          message: shortText(condition, 'message'),
          since: parseTimestamp(text(condition, 'lastTransitionTime')),
        }),
      },
    ]
  })
}

/** Conditions that the kubelet writes. Others come from controllers (readiness gates, DisruptionTarget). */
const KUBELET_CONDITIONS = new Set([
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodReadyToStartContainers',
  'PodHasNetwork',
  'PodResizePending',
  'PodResizeInProgress',
  'AllContainersRestarting',
])

/** PodScheduled becomes True in the API server's handling of the binding, and False by the scheduler's patch. */
export function clockOfCondition(type: string, status: string, node: string | undefined): Clock {
  if (type === 'PodScheduled') return status === 'True' ? APISERVER : SCHEDULER
  return KUBELET_CONDITIONS.has(type) && node !== undefined ? nodeClock(node) : CONTROLLERS
}

/** `status.startTime`: when the kubelet first saw the pod. */
function readAcceptance(pod: unknown, node: string | undefined): readonly Fact[] {
  const started = parseTimestamp(text(pod, 'status', 'startTime'))
  return started === undefined || node === undefined ? [] : [{ kind: 'accepted', at: started, clock: nodeClock(node) }]
}

function readDeletion(pod: unknown): readonly Fact[] {
  if (!has(pod, 'metadata', 'deletionTimestamp')) return []
  const time = parseTimestamp(text(pod, 'metadata', 'deletionTimestamp'))
  const graceSeconds = whole(pod, 'metadata', 'deletionGracePeriodSeconds') ?? 0
  return [{ kind: 'deletion', graceSeconds, ...defined({ at: time }) }]
}

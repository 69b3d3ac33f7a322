import { seconds } from '../../observe/nanos.ts'
import { textAt, type Json } from '../api/resources.ts'
import type { Store } from '../api/store.ts'
import type { Chance } from '../chance.ts'
import type { Cancel, Clock } from '../clock.ts'
import type { About } from '../events/correlator.ts'
import { aboutPod, createRecorder } from '../events/recorder.ts'
import { asPod, isTerminal, type Condition, type Pod, type Toleration } from '../pod.ts'
import { deletePod } from '../pod-changes.ts'
import { sleep, start, type Steps } from '../steps.ts'
import { toSecond } from '../times.ts'

/** Source: Kubernetes 1.36, taint_eviction.go: its Events have no UID. */
const byName = ({ metadata: { namespace, name } }: Pod): About => ({ kind: 'Pod', namespace, name, apiVersion: 'v1' })

/** What the controllers do with a node that says nothing, and with its pods. */
export interface NodeLifecycle {
  /** Its kubelet is heard no more. */
  silent(node: string): void
  back(node: string): void
  stop(): void
}

interface Parts {
  readonly store: Store
  readonly clock: Clock
  readonly chance: Chance
}

/** So long a node may say nothing. Source: kube-controller-manager, `--node-monitor-grace-period`, since 1.32. */
const GRACE = seconds(50)
const RETURN = seconds(2)
const UNREACHABLE = 'node.kubernetes.io/unreachable'

/** Source: kube-controller-manager nodelifecycle/ and tainteviction/. */
export function startNodeLifecycle(parts: Parts): NodeLifecycle {
  const { store, clock } = parts
  const controller = createRecorder(parts, { component: 'node-controller' })
  const evictor = createRecorder(parts, { component: 'taint-eviction-controller' })
  const under = new Map<string, Cancel>()

  const podsOf = (node: string): readonly Pod[] =>
    store.list('pods').flatMap(([, pod]) => (textAt(pod, 'spec', 'nodeName') === node ? [asPod(pod)] : []))

  function* lose(node: string): Steps {
    yield* sleep(clock, GRACE)
    mark(parts, node, true)
    for (const pod of podsOf(node)) {
      if (!markNotReady(parts, pod)) continue
      controller.record({ about: aboutPod(pod), type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' })
    }
    const since = clock.now()
    const waits = podsOf(node).flatMap((pod) => {
      const wait = evictedAfter(pod)
      return wait === undefined ? [] : [{ uid: pod.metadata.uid, wait }]
    })
    for (const { uid, wait } of waits.toSorted((a, b) => a.wait - b.wait)) {
      const due = since + seconds(wait)
      if (due > clock.now()) yield* sleep(clock, seconds(Number(due - clock.now()) / 1e9))
      const pod = podsOf(node).find(({ metadata }) => metadata.uid === uid)
      if (pod === undefined || pod.metadata.deletionTimestamp !== undefined || isTerminal(pod)) continue
      const message = `Marking for deletion Pod ${pod.metadata.namespace}/${pod.metadata.name}`
      evictor.record({ about: byName(pod), type: 'Normal', reason: 'TaintManagerEviction', message })
      evict(parts, pod)
    }
  }

  function* regain(node: string): Steps {
    yield* sleep(clock, RETURN)
    mark(parts, node, false)
  }

  const instead = (node: string, steps: Steps): void => {
    under.get(node)?.()
    under.set(node, start(steps))
  }
  return {
    silent: (node) => instead(node, lose(node)),
    back: (node) => instead(node, regain(node)),
    stop() {
      for (const cancel of under.values()) cancel()
      controller.stop()
      evictor.stop()
    },
  }
}

/** After so many seconds it is evicted; undefined if it never is. */
function evictedAfter({ spec }: Pod): number | undefined {
  const fitting = (spec.tolerations ?? []).filter(
    ({ key, effect }: Toleration) => (key ?? UNREACHABLE) === UNREACHABLE && (effect ?? 'NoExecute') === 'NoExecute',
  )
  if (fitting.length === 0) return 0
  const limits = fitting.flatMap(({ tolerationSeconds }) => tolerationSeconds ?? [])
  return limits.length < fitting.length ? undefined : Math.min(...limits)
}

const UNHEARD = { status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' }
const HEARD = { status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }

function mark({ store, clock }: Parts, name: string, isLost: boolean): void {
  const node = store.get('nodes', '', name)
  if (node === undefined) return
  const now = toSecond(clock.now())
  const status = (node['status'] ?? {}) as { readonly conditions?: readonly Json[] }
  const conditions = (status.conditions ?? []).map((one) =>
    one['type'] === 'Ready' ? { ...one, lastTransitionTime: now, ...(isLost ? UNHEARD : HEARD) } : one,
  )
  const spec = (node['spec'] ?? {}) as { readonly taints?: readonly Json[] }
  const others = (spec.taints ?? []).filter(({ key }) => key !== UNREACHABLE)
  const own = ['NoSchedule', 'NoExecute'].map((effect) => ({ key: UNREACHABLE, effect, timeAdded: now }))
  const taints = isLost ? [...others, ...own] : others
  const rest = Object.fromEntries(Object.entries(spec).filter(([field]) => field !== 'taints'))
  store.put('nodes', {
    ...node,
    spec: { ...rest, ...(taints.length > 0 && { taints }) },
    status: { ...status, conditions },
  })
}

/** @returns whether it was ready */
function markNotReady({ store, clock }: Parts, pod: Pod): boolean {
  const conditions = pod.status.conditions ?? []
  if (!conditions.some(({ type, status }) => type === 'Ready' && status === 'True')) return false
  const now = toSecond(clock.now())
  const changed = conditions.map((one): Condition =>
    one.type === 'Ready' ? { ...one, status: 'False', lastTransitionTime: now } : one,
  )
  store.put('pods', { ...pod, status: { ...pod.status, conditions: changed } })
  return true
}

function evict({ store, clock }: Parts, pod: Pod): void {
  const condition: Condition = {
    type: 'DisruptionTarget',
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: toSecond(clock.now()),
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  }
  const conditions = [...(pod.status.conditions ?? []), condition]
  const stored = store.put('pods', { ...pod, status: { ...pod.status, conditions } })
  deletePod(store, stored, clock.now())
}

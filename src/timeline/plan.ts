import { keyOf, type BoundaryKey, type ContainerEdge, type Edge } from './boundary.ts'
import type { ContainerView, PodView } from './pod-view.ts'
import { failedBeforeStart, type Problem } from './problem.ts'

/** A boundary that this pod's startup has, and those that must come before it. */
export interface Step {
  readonly key: BoundaryKey
  readonly edge: Edge
  readonly container?: ContainerView
  readonly after: readonly BoundaryKey[]
}

/**
 * The boundaries of a pod's startup in their causal order.
 *
 * The kubelet works on one container after the other: init containers each to their end (a sidecar to its
 * startup probe), then the main ones, where one that fails is passed over.
 * Source: kubelet kuberuntime_manager.go, SyncPod and computePodActions, 1.30 to 1.37.
 */
export function planOf(view: PodView, problems: readonly Problem[]): readonly Step[] {
  const steps: Step[] = podSteps(view)
  let previous = keyOf('sandbox_ready')
  const finished: BoundaryKey[] = []
  for (const container of view.containers) {
    steps.push(...containerSteps(container, previous))
    const name = container.spec.name
    finished.push(keyOf(container.spec.probes.length > 0 ? 'probe_passed' : 'started', name))
    const passedOver = container.spec.role === 'main' && failedBeforeStart(container, problems)
    if (!passedOver) previous = keyOf(lastEdge(container), name)
  }
  const notInit = view.containers.flatMap(({ spec }, i) => (spec.role === 'init' ? [] : (finished[i] ?? [])))
  return [...steps, { key: keyOf('ready'), edge: 'ready', after: [previous, ...notInit] }]
}

function podSteps(view: PodView): Step[] {
  const chain: Edge[] = view.isStatic
    ? ['admitted', 'sandbox_ready']
    : ['admitted', 'persisted', ...(view.unscheduled ? [] : (['scheduled'] as const)), 'sandbox_ready']
  return chain.map((edge, i) => {
    const before = chain[i - 1]
    return { key: keyOf(edge), edge, after: before === undefined ? [] : [keyOf(before)] }
  })
}

function containerSteps(container: ContainerView, previous: BoundaryKey): Step[] {
  const { name, role, probes } = container.spec
  const step = (edge: Edge, after: BoundaryKey): Step => ({ key: keyOf(edge, name), edge, container, after: [after] })
  const started = keyOf('started', name)
  return [
    step('pull_began', previous),
    step('transfer_began', keyOf('pull_began', name)),
    step('pulled', keyOf('transfer_began', name)),
    step('created', keyOf('pulled', name)),
    step('started', keyOf('created', name)),
    ...(isStartupProbedApart(container) ? [step('startup_passed', started)] : []),
    ...(probes.length > 0 && role !== 'init' ? [step('probe_passed', started)] : []),
    step('finished', started),
  ]
}

/** What the kubelet waits for before it goes on to the next container. */
export function lastEdge(container: ContainerView): ContainerEdge {
  const { role, probes } = container.spec
  if (role === 'init') return 'finished'
  if (role === 'main' || !probes.includes('startup')) return 'started'
  return isStartupProbedApart(container) ? 'startup_passed' : 'probe_passed'
}

/** With a readiness probe too, the startup probe is passed before the container is ready. */
const isStartupProbedApart = ({ spec }: ContainerView): boolean => spec.role !== 'init' && spec.probes.length === 2

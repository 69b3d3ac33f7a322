import { isSidecar, type ContainerStatus, type Phase, type Pod } from '../pod.ts'

/** Source: kubelet_pods.go, `getPhase`. */
export function phaseOf(
  pod: Pod,
  inits: readonly ContainerStatus[],
  mains: readonly ContainerStatus[],
  isOver: boolean,
): Phase {
  const policy = pod.spec.restartPolicy ?? 'Always'
  const early = initPhase(pod, inits, mains)
  if (early !== undefined) return isOver ? 'Failed' : early
  const counts = { waiting: 0, running: 0, stopped: 0, succeeded: 0 }
  for (const { state, lastState } of mains) {
    if (state.running !== undefined) counts.running += 1
    else if (state.terminated !== undefined) {
      counts.stopped += 1
      if (state.terminated.exitCode === 0) counts.succeeded += 1
    } else if (lastState.terminated === undefined) counts.waiting += 1
    else counts.stopped += 1
  }
  if (isOver && counts.running === 0)
    return counts.stopped > counts.succeeded || counts.stopped === 0 ? 'Failed' : 'Succeeded'
  if (counts.waiting > 0) return 'Pending'
  if (counts.running > 0 || policy === 'Always') return 'Running'
  if (counts.stopped === counts.succeeded) return 'Succeeded'
  return policy === 'Never' ? 'Failed' : 'Running'
}

function initPhase(
  { spec }: Pod,
  inits: readonly ContainerStatus[],
  mains: readonly ContainerStatus[],
): Phase | undefined {
  if (mains.some(({ containerID }) => containerID !== undefined)) return undefined
  const open = (spec.initContainers ?? []).filter((container) => {
    const status = inits.find(({ name }) => name === container.name)
    if (isSidecar(container)) return status?.started !== true
    return status?.state.terminated?.exitCode !== 0
  })
  if (open.length === 0) return undefined
  const hasFailed = inits.some(({ state }) => (state.terminated?.exitCode ?? 0) !== 0)
  return hasFailed && spec.restartPolicy === 'Never' ? 'Failed' : 'Pending'
}

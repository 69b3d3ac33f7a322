import type { Luck } from '../chance.ts'
import { aboutContainer } from '../events/recorder.ts'
import { start, type Steps } from '../steps.ts'
import { allContainers, isSidecar, type Container, type ContainerStatus, type Pod, type PodStatus } from '../pod.ts'
import type { KubeletParts } from './pod-worker.ts'
import { graceOf } from './start-container.ts'

/** All that run end together, sidecars after the others; then the sandbox. */
export function* stopContainers(parts: KubeletParts, pod: Pod, luck: Luck): Steps {
  const { runtime } = parts
  const mains = pod.spec.containers
  const sidecars = allContainers(pod).filter((container) => !mains.includes(container) && isSidecar(container))
  const inits = allContainers(pod).filter((container) => !mains.includes(container) && !isSidecar(container))
  for (const group of [[...inits, ...mains], sidecars]) yield* stopTogether(parts, pod, group, luck)
  yield* runtime.stopSandbox(pod, luck)
}

function* stopTogether(
  { runtime, recorder }: KubeletParts,
  pod: Pod,
  containers: readonly Container[],
  luck: Luck,
): Steps {
  const running = containers.flatMap((container) => {
    const found = runtime.look(pod.metadata.uid).containers.findLast(({ name }) => name === container.name)
    return found?.state === 'running' ? [{ container, id: found.id }] : []
  })
  for (const { container } of running) {
    const message = `Stopping container ${container.name}`
    recorder.record({ about: aboutContainer(pod, container), type: 'Normal', reason: 'Killing', message })
  }
  yield* together(running.map(({ id }) => runtime.stop(pod, id, graceOf(pod), luck)))
}

/** Waits for all of them. */
function* together(all: readonly Steps[]): Steps {
  if (all.length === 0) return
  yield (goOn) => {
    let left = all.length
    const one = function* (steps: Steps): Steps {
      yield* steps
      left -= 1
      if (left === 0) goOn()
    }
    const stops = all.map((steps) => start(one(steps)))
    return () => {
      for (const stop of stops) stop()
    }
  }
}

const LOST = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
} as const

/** A container that never ran counts as lost once the pod has come as far as the containers. */
export function withLostContainers(status: PodStatus): PodStatus {
  const inits = status.initContainerStatuses ?? []
  if (inits.some(({ ready, started }) => !ready && started !== true)) return status
  const lost = (one: ContainerStatus): ContainerStatus =>
    one.state.terminated === undefined && one.state.running === undefined
      ? { ...one, state: { terminated: { ...LOST, startedAt: NEVER, finishedAt: NEVER, containerID: '' } } }
      : one
  return { ...status, ...(status.containerStatuses && { containerStatuses: status.containerStatuses.map(lost) }) }
}

const NEVER = null as unknown as string

import type { Json } from '../api/resources.ts'
import type { Nanos } from '../../observe/nanos.ts'
import {
  isSidecar,
  type Container,
  type ContainerState,
  type ContainerStatus,
  type Pod,
  type Terminated,
} from '../pod.ts'
import { toSecond } from '../times.ts'
import type { PodInRuntime, RunningContainer } from './pod-in-runtime.ts'

/** Why a container could not be started the last time, until it is. */
export interface WaitingReason {
  readonly reason: string
  readonly message: string
}

/** What the kubelet knows of a pod when it makes a status. */
export interface Known {
  readonly pod: Pod
  readonly seen: PodInRuntime
  readonly reasons: ReadonlyMap<string, WaitingReason>
  /** What the probes say: undefined without one. */
  readonly isReady: (container: string, id: string) => boolean | undefined
  readonly isStarted: (container: string, id: string) => boolean | undefined
  readonly old: readonly ContainerStatus[]
}

const EPOCH = '1970-01-01T00:00:00Z'

/** Whether it will be started, now that it does not run. Source: kubelet container/helpers.go. */
export function willBeStarted({ spec }: Pod, container: Container, last: RunningContainer | undefined): boolean {
  if (last === undefined || last.state === 'created') return true
  if (last.state === 'running') return false
  const policy = isSidecar(container) ? 'Always' : spec.restartPolicy
  const isInit = (spec.initContainers ?? []).includes(container) && !isSidecar(container)
  if (last.end?.code === 0) return policy === 'Always' && !isInit
  return policy !== 'Never'
}

export const lastOf = ({ containers }: PodInRuntime, name: string): RunningContainer | undefined =>
  containers.findLast((one) => one.name === name)

/** Source: kubelet_pods.go, `convertToAPIContainerStatuses`, and prober_manager.go, `UpdatePodStatus`. */
export function containerStatuses(known: Known, containers: readonly Container[]): readonly ContainerStatus[] {
  return containers.map((container) =>
    probed(known, container, withReason(known, container, plainStatus(known, container))),
  )
}

function plainStatus({ pod, seen, old }: Known, container: Container): ContainerStatus {
  const [before, last] = lastTwo(seen, container.name)
  const mounts = container.volumeMounts === undefined ? {} : { volumeMounts: container.volumeMounts }
  if (last === undefined) {
    const was = old.find(({ name }) => name === container.name)
    return {
      name: container.name,
      state: { waiting: { reason: pod.spec.initContainers === undefined ? 'ContainerCreating' : 'PodInitializing' } },
      lastState: was?.lastState ?? {},
      ready: false,
      restartCount: was?.restartCount ?? 0,
      image: container.image,
      imageID: '',
      started: false,
      ...mounts,
    }
  }
  return {
    name: container.name,
    state: stateOf(last),
    lastState: before?.state === 'exited' ? { terminated: terminatedOf(before) } : {},
    ready: false,
    restartCount: last.attempt,
    image: last.image.reference,
    imageID: last.image.id,
    containerID: `containerd://${last.id}`,
    started: false,
    ...resourcesOf(container),
    ...mounts,
    user: { linux: { uid: 0, gid: 0, supplementalGroups: [0] } },
  }
}

const lastTwo = ({ containers }: PodInRuntime, name: string): readonly (RunningContainer | undefined)[] => {
  const own = containers.filter((one) => one.name === name)
  return [own.at(-2), own.at(-1)]
}

function stateOf(container: RunningContainer): ContainerState {
  const { state, startedAt } = container
  if (state === 'running') return { running: { startedAt: timeOf(startedAt) } }
  if (state === 'exited') return { terminated: terminatedOf(container) }
  return { waiting: { reason: 'ContainerCreating' } }
}

function terminatedOf({ id, startedAt, end }: RunningContainer): Terminated {
  return {
    exitCode: end?.code ?? 0,
    reason: end?.reason ?? 'Completed',
    ...(end?.message === undefined ? {} : { message: end.message }),
    startedAt: timeOf(startedAt),
    finishedAt: timeOf(end?.at),
    containerID: `containerd://${id}`,
  }
}

const timeOf = (at: Nanos | undefined): string => (at === undefined ? EPOCH : toSecond(at))

function resourcesOf({ resources: { requests, limits } = {} }: Container): {
  readonly allocatedResources?: Readonly<Record<string, string>>
  readonly resources: Json
} {
  if (requests === undefined) return { resources: limits === undefined ? {} : { limits } }
  return { allocatedResources: requests, resources: { ...(limits === undefined ? {} : { limits }), requests } }
}

function withReason({ pod, seen, reasons }: Known, container: Container, status: ContainerStatus): ContainerStatus {
  const why = reasons.get(container.name)
  if (why === undefined || !willBeStarted(pod, container, lastOf(seen, container.name))) return status
  const { terminated } = status.state
  return {
    ...status,
    lastState: terminated === undefined ? status.lastState : { terminated },
    state: { waiting: { reason: why.reason, message: why.message } },
  }
}

function probed({ pod, isReady, isStarted }: Known, container: Container, status: ContainerStatus): ContainerStatus {
  const isInit = (pod.spec.initContainers ?? []).includes(container)
  const id = (status.containerID ?? '').replace('containerd://', '')
  const isRunning = status.state.running !== undefined
  const started = isRunning && (isStarted(container.name, id) ?? true)
  if (isInit && !isSidecar(container)) return { ...status, started, ready: status.state.terminated?.exitCode === 0 }
  return { ...status, started, ready: started && (isReady(container.name, id) ?? true) }
}

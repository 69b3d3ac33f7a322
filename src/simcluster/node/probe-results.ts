import type { Nanos } from '../../observe/nanos.ts'
import type { ContainerStatus, Pod, PodStatus } from '../pod.ts'
import { conditionsOf } from './conditions.ts'

/** A readiness probe's new result goes straight into the status. Source: status_manager.go, `SetContainerReadiness`. */
export function allReady(pod: Pod, status: PodStatus, name: string, ready: boolean, now: Nanos): PodStatus {
  const changed = withContainer(status, name, (one) => ({ ...one, ready: ready && one.state.running !== undefined }))
  const judged = conditionsOf(
    {
      pod,
      phase: status.phase ?? 'Pending',
      inits: changed.initContainerStatuses ?? [],
      mains: changed.containerStatuses ?? [],
      hasNetwork: true,
    },
    status.conditions ?? [],
    now,
  )
  const conditions = (status.conditions ?? []).map((was) =>
    was.type === 'Ready' || was.type === 'ContainersReady'
      ? (judged.find(({ type }) => type === was.type) ?? was)
      : was,
  )
  return { ...changed, conditions }
}

/** Source: status_manager.go, `SetContainerStartup`: the conditions follow with the next sync. */
export const startedInStatus = (status: PodStatus, name: string): PodStatus =>
  withContainer(status, name, (one) => ({ ...one, started: one.state.running !== undefined }))

function withContainer(status: PodStatus, name: string, to: (one: ContainerStatus) => ContainerStatus): PodStatus {
  const change = (one: ContainerStatus): ContainerStatus => (one.name === name ? to(one) : one)
  return {
    ...status,
    ...(status.initContainerStatuses && { initContainerStatuses: status.initContainerStatuses.map(change) }),
    ...(status.containerStatuses && { containerStatuses: status.containerStatuses.map(change) }),
  }
}

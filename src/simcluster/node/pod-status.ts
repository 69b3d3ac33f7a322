import type { Nanos } from '../../observe/nanos.ts'
import type { PodStatus } from '../pod.ts'
import { toSecond } from '../times.ts'
import { conditionsOf } from './conditions.ts'
import { containerStatuses, type Known } from './container-statuses.ts'
import { phaseOf } from './phase.ts'

export interface StatusParts extends Omit<Known, 'old'> {
  /** What the kubelet made last. */
  readonly last: PodStatus
  readonly hostIP: string
  readonly now: Nanos
  /** All its containers were stopped for good. */
  readonly isOver: boolean
  readonly tellsPodResources: boolean
}

/**
 * What the kubelet says of a pod. The phase it ends in is held back until nothing of it can run: see the writer.
 *
 * Source: kubelet_pods.go, `generateAPIPodStatus`.
 */
export function podStatus(parts: StatusParts): PodStatus {
  const { pod, seen, last, hostIP, now, isOver } = parts
  const initSpecs = pod.spec.initContainers ?? []
  const inits = containerStatuses({ ...parts, old: last.initContainerStatuses ?? [] }, initSpecs)
  const mains = containerStatuses({ ...parts, old: last.containerStatuses ?? [] }, pod.spec.containers)
  const phase = lasting(last) ?? phaseOf(pod, inits, mains, isOver)
  const hasNetwork = seen.sandbox?.isReady === true
  const conditions = conditionsOf({ pod, phase, inits, mains, hasNetwork }, last.conditions ?? [], now)
  const ip = pod.spec.hostNetwork === true ? hostIP : (seen.sandbox?.ip ?? last.podIP)
  return {
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    phase,
    conditions,
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(ip === undefined ? {} : { podIP: ip, podIPs: [{ ip }] }),
    startTime: last.startTime ?? toSecond(now),
    ...(initSpecs.length === 0 ? {} : { initContainerStatuses: inits }),
    containerStatuses: mains.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    ...(pod.status.qosClass === undefined ? {} : { qosClass: pod.status.qosClass }),
    ...(parts.tellsPodResources ? { resources: {} } : {}),
  }
}

/** What has ended stays so. */
const lasting = ({ phase }: PodStatus) => (phase === 'Succeeded' || phase === 'Failed' ? phase : undefined)

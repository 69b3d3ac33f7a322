import { at, flag, has, list, text, whole } from '../../observe/json.ts'
import type { Json } from './resources.ts'

/** What a pod's line in `kubectl get pods` says. Source: Kubernetes 1.36, `pkg/printers/internalversion`. */
export interface PodLine {
  readonly ready: string
  readonly status: string
  readonly restarts: number
  /** The last time that a container ended before it was started again. */
  readonly restartedAt: string | undefined
}

export function podLine(pod: Json): PodLine {
  const init = list(pod, 'status', 'initContainerStatuses')
  const main = list(pod, 'status', 'containerStatuses')
  const initial = initReason(pod, init)
  const isInitialized = initial === undefined || isTrue(pod, 'Initialized')
  const sidecars = init.filter((one) => isSidecar(pod, one))
  const counted = isInitialized ? [...sidecars, ...main] : init
  const ready = [
    ...sidecars.filter((one) => flag(one, 'started') === true),
    ...(isInitialized ? main.filter(isRunning) : []),
  ]
  const total = list(pod, 'spec', 'containers').length + list(pod, 'spec', 'initContainers').filter(restarts).length
  return {
    ready: `${ready.filter((one) => flag(one, 'ready') === true).length}/${total}`,
    status: goingReason(pod) ?? (isInitialized ? mainReason(pod, main, initial) : (initial ?? '')),
    restarts: counted.reduce<number>((sum, one) => sum + (whole(one, 'restartCount') ?? 0), 0),
    restartedAt: counted
      .flatMap((one) => text(one, 'lastState', 'terminated', 'finishedAt') ?? [])
      .toSorted()
      .at(-1),
  }
}

const restarts = (container: unknown): boolean => text(container, 'restartPolicy') === 'Always'
const isSidecar = (pod: Json, status: unknown): boolean =>
  list(pod, 'spec', 'initContainers').some((one) => restarts(one) && text(one, 'name') === text(status, 'name'))
const isRunning = (status: unknown): boolean => has(status, 'state', 'running')
const isTrue = (pod: Json, type: string): boolean =>
  list(pod, 'status', 'conditions').some((one) => text(one, 'type') === type && text(one, 'status') === 'True')

function goingReason(pod: Json): string | undefined {
  if (!has(pod, 'metadata', 'deletionTimestamp')) return undefined
  if (text(pod, 'status', 'reason') === 'NodeLost') return 'Unknown'
  return ['Succeeded', 'Failed'].includes(text(pod, 'status', 'phase') ?? '') ? undefined : 'Terminating'
}

/** Why the init containers are not done; undefined once they are. */
function initReason(pod: Json, statuses: readonly unknown[]): string | undefined {
  for (const [i, status] of statuses.entries()) {
    const ended = at(status, 'state', 'terminated')
    const waiting = text(status, 'state', 'waiting', 'reason')
    if (whole(ended, 'exitCode') === 0) continue
    if (isSidecar(pod, status) && flag(status, 'started') === true) continue
    if (ended !== undefined && ended !== null) return `Init:${endReason(ended)}`
    if (waiting !== undefined && waiting !== 'PodInitializing') return `Init:${waiting}`
    return `Init:${i}/${list(pod, 'spec', 'initContainers').length}`
  }
  return undefined
}

function endReason(ended: unknown): string {
  const signal = whole(ended, 'signal') ?? 0
  return text(ended, 'reason') ?? (signal === 0 ? `ExitCode:${whole(ended, 'exitCode') ?? 0}` : `Signal:${signal}`)
}

function mainReason(pod: Json, statuses: readonly unknown[], initial: string | undefined): string {
  const isGated = list(pod, 'status', 'conditions').some((one) => text(one, 'reason') === 'SchedulingGated')
  const general = isGated ? 'SchedulingGated' : (text(pod, 'status', 'reason') ?? text(pod, 'status', 'phase') ?? '')
  const reasons = statuses.flatMap((one) => {
    const ended = at(one, 'state', 'terminated')
    return text(one, 'state', 'waiting', 'reason') ?? (has(ended) ? endReason(ended) : [])
  })
  const reason = reasons[0] ?? initial ?? general
  if (reason !== 'Completed') return reason
  const failed = statuses
    .map((one) => at(one, 'state', 'terminated'))
    .find((ended) => (whole(ended, 'exitCode') ?? 0) !== 0)
  const isUp = statuses.some((one) => isRunning(one) && flag(one, 'ready') === true)
  if (isUp && isTrue(pod, 'Ready')) return 'Running'
  return failed === undefined ? (isUp ? 'NotReady' : reason) : endReason(failed)
}

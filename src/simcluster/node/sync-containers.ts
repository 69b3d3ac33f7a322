import { plus, type Nanos } from '../../observe/nanos.ts'
import type { Luck } from '../chance.ts'
import { aboutContainer, aboutPod } from '../events/recorder.ts'
import { latency } from '../latencies.ts'
import { isSidecar, podText, type Container, type Pod, type PodStatus } from '../pod.ts'
import { sleep, type Steps } from '../steps.ts'
import { goDuration, toSecond } from '../times.ts'
import { lastOf, willBeStarted, type WaitingReason } from './container-statuses.ts'
import type { KubeletParts } from './pod-worker.ts'
import type { PodProbes } from './prober.ts'
import type { PodInRuntime, RunningContainer } from './pod-in-runtime.ts'
import { graceOf, startContainer } from './start-container.ts'

/** What came of bringing the runtime to what the pod wants. */
export type Synced =
  | { readonly is: 'done'; readonly hasChanged: boolean }
  /** @member backOffUntil where the only thing to wait for is a container's back-off */
  | { readonly is: 'failed'; readonly backOffUntil?: Nanos }

export interface SyncParts extends KubeletParts {
  readonly probes: PodProbes
  readonly reasons: Map<string, WaitingReason>
}

/** Source: kuberuntime_manager.go, `SyncPod` and `computePodActions`. */
export function* syncContainers(parts: SyncParts, pod: Pod, luck: Luck): Steps<Synced> {
  const { pleg } = parts
  const seen = pleg.seen(pod.metadata.uid)
  if (seen.sandbox?.isReady !== true) {
    const isThere = yield* startSandbox(parts, pod, luck)
    if (!isThere) return { is: 'failed' }
    return yield* startNext(parts, pod, { ...seen, containers: [] }, luck, true)
  }
  return yield* startNext(parts, pod, seen, luck, false)
}

function* startSandbox(
  { runtime, recorder, writer, behaviour, clock }: SyncParts,
  pod: Pod,
  luck: Luck,
): Steps<boolean> {
  const answer = yield* runtime.runSandbox(pod, luck)
  if (!answer.ok) {
    const message = `Failed to create pod sandbox: ${answer.message}`
    recorder.record({ about: aboutPod(pod), type: 'Warning', reason: 'FailedCreatePodSandBox', message })
    return false
  }
  if (behaviour.tellsSandboxAtOnce) writer.change(pod, (status) => withNetwork(status, clock.now()))
  return true
}

const withNetwork = (status: PodStatus, now: Nanos): PodStatus => ({
  ...status,
  conditions: (status.conditions ?? []).map((one) =>
    one.type === 'PodReadyToStartContainers' && one.status !== 'True'
      ? { ...one, status: 'True', lastTransitionTime: toSecond(now) }
      : one,
  ),
})

function* startNext(parts: SyncParts, pod: Pod, seen: PodInRuntime, luck: Luck, isNew: boolean): Steps<Synced> {
  const stopped = yield* stopUnhealthy(parts, pod, seen, luck)
  const next = toStart(parts, pod, seen, stopped)
  let failed: Extract<Synced, { is: 'failed' }> | undefined
  for (const container of next) {
    yield* sleep(parts.clock, latency(luck, 'turn', 0, parts.node.slowness))
    const result = yield* startOne(parts, pod, container, seen, luck)
    if (result.is === 'done') continue
    failed = sooner(failed, result)
    // Init containers come one after another: the next waits for this one.
    if ((pod.spec.initContainers ?? []).includes(container)) break
  }
  return failed ?? { is: 'done', hasChanged: isNew || next.length > 0 || stopped.size > 0 }
}

type Failed = Extract<Synced, { is: 'failed' }>

/** Of several failures the earliest end of a back-off counts; without any it is the usual wait. */
function sooner(a: Failed | undefined, b: Failed): Failed {
  if (a?.backOffUntil === undefined) return b
  return b.backOffUntil === undefined || a.backOffUntil < b.backOffUntil ? a : b
}

/** Containers whose liveness or startup probe has failed for long enough. */
function* stopUnhealthy(parts: SyncParts, pod: Pod, seen: PodInRuntime, luck: Luck): Steps<ReadonlySet<string>> {
  const { recorder, runtime, probes } = parts
  const stopped = new Set<string>()
  for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
    const running = lastOf(seen, container.name)
    if (running?.state !== 'running') continue
    const failing = (['liveness', 'startup'] as const).find((kind) => probes.failed(kind, container.name, running.id))
    if (failing === undefined) continue
    const message = `Container ${container.name} failed ${failing} probe, will be restarted`
    recorder.record({ about: aboutContainer(pod, container), type: 'Normal', reason: 'Killing', message })
    yield* runtime.stop(pod, running.id, graceOf(pod), luck)
    stopped.add(container.name)
  }
  return stopped
}

/** What is to be started in one go: an init container, or all others that do not run. */
function toStart(parts: SyncParts, pod: Pod, seen: PodInRuntime, stopped: ReadonlySet<string>): readonly Container[] {
  const wants = (container: Container): boolean =>
    stopped.has(container.name)
      ? pod.spec.restartPolicy !== 'Never' || isSidecar(container)
      : willBeStarted(pod, container, lastOf(seen, container.name))
  const mains = pod.spec.containers.filter(wants)
  const inits = pod.spec.initContainers ?? []
  const hasBegun = pod.spec.containers.some(({ name }) => lastOf(seen, name) !== undefined)
  const sidecars = inits.filter((one) => isSidecar(one) && lastOf(seen, one.name) !== undefined && wants(one))
  if (hasBegun) return [...sidecars, ...mains]
  const open = inits.find((container) => !isDone(parts, container, lastOf(seen, container.name)))
  if (open === undefined) return [...sidecars, ...mains]
  return [...sidecars.filter((one) => one !== open), ...(wants(open) ? [open] : [])]
}

function isDone({ probes }: SyncParts, container: Container, last: RunningContainer | undefined): boolean {
  if (last === undefined) return false
  if (!isSidecar(container)) return last.state === 'exited' && last.end?.code === 0
  return last.state === 'running' && probes.passed('startup', container.name, last.id) !== false
}

function* startOne(parts: SyncParts, pod: Pod, container: Container, seen: PodInRuntime, luck: Luck): Steps<Synced> {
  const { clock, crashes, recorder, reasons } = parts
  const key = `${pod.metadata.uid}_${container.name}`
  const last = lastOf(seen, container.name)
  // Of one that was stopped just now only those before it are known to have ended.
  const ended = seen.containers.findLast((one) => one.name === container.name && one.state === 'exited')?.end?.at
  if (ended !== undefined && crashes.isWaiting(key, ended, clock.now())) {
    const message = `Back-off restarting failed container ${container.name} in pod ${podText(pod)}`
    recorder.record({ about: aboutContainer(pod, container), type: 'Warning', reason: 'BackOff', message })
    const wait = goDuration(crashes.of(key))
    reasons.set(container.name, {
      reason: 'CrashLoopBackOff',
      message: `back-off ${wait} restarting failed container=${container.name} pod=${podText(pod)}`,
    })
    return { is: 'failed', backOffUntil: plus(ended, crashes.of(key)) }
  }
  if (ended !== undefined) crashes.next(key, ended, clock.now())
  const attempt = last === undefined || last.state === 'created' ? (last?.attempt ?? 0) : last.attempt + 1
  const started = yield* startContainer(parts, pod, container, attempt, luck)
  if (started.ok) reasons.delete(container.name)
  else reasons.set(container.name, started.why)
  return started.ok ? { is: 'done', hasChanged: true } : { is: 'failed' }
}

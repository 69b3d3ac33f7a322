import { minus, nanos, SECOND, type Nanos } from '../../observe/nanos.ts'
import { parseTimestamp } from '../../observe/timestamp.ts'
import type { Luck } from '../chance.ts'
import type { Cancel } from '../clock.ts'
import { aboutContainer } from '../events/recorder.ts'
import { latency } from '../latencies.ts'
import { allContainers, type Container, type ContainerStatus, type Pod, type PodStatus, type Probe } from '../pod.ts'
import { sleep, start, type Steps } from '../steps.ts'
import type { Program } from '../world.ts'
import type { NodeParts } from './node-parts.ts'
import { probeOutput } from './probe-output.ts'

export type ProbeKind = 'startup' | 'readiness' | 'liveness'

const KINDS: readonly (readonly [ProbeKind, 'startupProbe' | 'readinessProbe' | 'livenessProbe', title: string])[] = [
  ['startup', 'startupProbe', 'Startup'],
  ['readiness', 'readinessProbe', 'Readiness'],
  ['liveness', 'livenessProbe', 'Liveness'],
]

/** The probes of one pod. Source: kubelet prober/. */
export interface PodProbes {
  /** Undefined for a container without such a probe. */
  passed(kind: ProbeKind, container: string, id: string): boolean | undefined
  /** It has failed for as long as it may. */
  failed(kind: ProbeKind, container: string, id: string): boolean
  /** Looks at once where a container has just become able to be ready. */
  hurry(status: PodStatus): void
  stop: Cancel
}

export interface ProbesSettings {
  readonly pod: Pod
  readonly luck: Luck
  readonly status: () => PodStatus
  /** A result that says something else than the one before. */
  readonly changed: (kind: ProbeKind, container: string, passed: boolean) => void
}

export function createPodProbes(parts: NodeParts, settings: ProbesSettings): PodProbes {
  const { clock } = parts
  const results = new Map<string, { readonly id: string; readonly passed: boolean }>()
  const stops = new Set<Cancel>()
  const keyOf = (kind: ProbeKind, container: string): string => `${kind} ${container}`

  function passed(kind: ProbeKind, container: string, id: string): boolean | undefined {
    const spec = allContainers(settings.pod).find(({ name }) => name === container)
    const field = KINDS.find(([one]) => one === kind)?.[1] ?? 'readinessProbe'
    if (spec?.[field] === undefined) return undefined
    const result = results.get(keyOf(kind, container))
    return result?.id === id ? result.passed : kind === 'liveness'
  }
  const workers = allContainers(settings.pod).flatMap((container) =>
    KINDS.flatMap(([kind, field, title]) => {
      const probe = container[field]
      if (probe === undefined) return []
      const put = (id: string, is: boolean): void => {
        const isNews = passed(kind, container.name, id) !== is || (kind === 'startup' && !is)
        results.set(keyOf(kind, container.name), { id, passed: is })
        if (isNews) settings.changed(kind, container.name, is)
      }
      const isAwaited = (id: string): boolean => kind !== 'startup' && passed('startup', container.name, id) === false
      return [
        { kind, container, worker: createWorker(parts, settings, { kind, title, container, probe, put, isAwaited }) },
      ]
    }),
  )
  for (const { worker } of workers) stops.add(start(worker.loop()))

  return {
    passed,
    failed(kind, container, id) {
      const result = results.get(keyOf(kind, container))
      return result?.id === id && !result.passed
    },
    hurry({ containerStatuses = [], initContainerStatuses = [] }) {
      for (const { kind, container, worker } of workers) {
        const status = [...containerStatuses, ...initContainerStatuses].find(({ name }) => name === container.name)
        if (kind !== 'readiness' || status?.started !== true || status.ready) continue
        const cancel = clock.after(latency(settings.luck, 'step'), () => {
          stops.delete(cancel)
          stops.add(start(worker.look()))
        })
        stops.add(cancel)
      }
    },
    stop() {
      for (const stop of stops) stop()
    },
  }
}

interface Task {
  readonly kind: ProbeKind
  readonly title: string
  readonly container: Container
  readonly probe: Probe
  readonly put: (id: string, passed: boolean) => void
  /** Another probe must pass first. */
  readonly isAwaited: (id: string) => boolean
}

function createWorker(parts: NodeParts, { pod, luck, status }: ProbesSettings, task: Task) {
  const { clock, recorder, runtime } = parts
  const { kind, title, container, probe, put, isAwaited } = task
  const period = nanos(BigInt(probe.periodSeconds ?? 10) * SECOND)
  let inARow = { id: '', passed: false, count: 0 }
  let settled = ''
  let isLooking = false

  function* look(): Steps {
    const running = runningOf(status(), container.name)
    if (running === undefined || isLooking || settled === running.id || isAwaited(running.id)) return
    const age = minus(clock.now(), running.since)
    if (age / SECOND < BigInt(probe.initialDelaySeconds ?? 0)) return
    isLooking = true
    if (probe.exec !== undefined) yield* runtime.exec(pod, container.name, luck)
    else yield* sleep(clock, latency(luck, 'netProbe', runtime.calls(), parts.node.slowness))
    isLooking = false
    const real = runtime.look(pod.metadata.uid).containers.find(({ id }) => id === running.id)
    if (real?.state !== 'running' || real.startedAt === undefined) return
    judge(running.id, passes(kind, real.program, minus(clock.now(), real.startedAt)), real.program)
  }

  function judge(id: string, isPassed: boolean, program: Program): void {
    if (!isPassed) {
      const output = program.probeOutput ?? probeOutput(probe, runtime.look(pod.metadata.uid).sandbox?.ip ?? '')
      const message = `${title} probe failed: ${output}`
      recorder.record({ about: aboutContainer(pod, container), type: 'Warning', reason: 'Unhealthy', message })
    }
    const isSame = inARow.id === id && inARow.passed === isPassed
    inARow = { id, passed: isPassed, count: isSame ? inARow.count + 1 : 1 }
    const needed = isPassed ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3)
    if (inARow.count < needed) return
    put(id, isPassed)
    // A startup probe has then had its say; a container that is to be restarted is left alone until it is another.
    if (kind === 'startup' || (kind === 'liveness' && !isPassed)) settled = id
  }

  return {
    look,
    *loop(): Steps {
      yield* sleep(clock, nanos(BigInt(Math.floor(luck.share() * Number(period)))))
      for (;;) {
        const begun = clock.now()
        yield* look()
        const over = minus(clock.now(), begun)
        // A ticker drops what it is late for.
        yield* sleep(clock, nanos(period - (over % period)))
      }
    },
  }
}

interface Running {
  readonly id: string
  /** As the status has it: cut to the second. */
  readonly since: Nanos
}

function runningOf(
  { containerStatuses = [], initContainerStatuses = [] }: PodStatus,
  name: string,
): Running | undefined {
  const status: ContainerStatus | undefined = [...containerStatuses, ...initContainerStatuses].find(
    (one) => one.name === name,
  )
  const since = parseTimestamp(status?.state.running?.startedAt)
  const id = status?.containerID?.replace('containerd://', '')
  return since === undefined || id === undefined ? undefined : { id, since }
}

function passes(kind: ProbeKind, { passesAfter, failsLiveness }: Program, age: Nanos): boolean {
  if (kind === 'liveness') return failsLiveness === undefined || age < failsLiveness
  return passesAfter !== 'never' && age >= passesAfter
}

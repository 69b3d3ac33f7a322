import { nanos, seconds, type Nanos } from '../../observe/nanos.ts'
import type { Luck } from '../chance.ts'
import { aboutContainer } from '../events/recorder.ts'
import { latency } from '../latencies.ts'
import { podText, type Container, type Pod } from '../pod.ts'
import { sleep, type Steps } from '../steps.ts'
import { PROGRAM } from '../world.ts'
import type { WaitingReason } from './container-statuses.ts'
import { missingInEnvironment } from './environment.ts'
import type { ImagePuller } from './image-puller.ts'
import type { NodeParts } from './node-parts.ts'

export type Started = { readonly ok: true } | { readonly ok: false; readonly why: WaitingReason }

/** The kubelet grants this much even where the pod grants less. */
const LEAST_GRACE = 2

export const graceOf = ({ metadata, spec }: Pod): Nanos =>
  seconds(Math.max(LEAST_GRACE, metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30))

/**
 * One container, from its image to its hook. Source: kuberuntime_container.go, `startContainer`.
 *
 * @param attempt how many there were before
 */
export function* startContainer(
  parts: NodeParts & { readonly puller: ImagePuller },
  pod: Pod,
  container: Container,
  attempt: number,
  luck: Luck,
): Steps<Started> {
  const { clock, recorder, runtime, behaviour, store, puller, node } = parts
  const say = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
    recorder.record({ about: aboutContainer(pod, container), type, reason, message })
  const pause = (name: 'step' | 'configure') => sleep(clock, latency(luck, name, 0, node.slowness))
  const fail = (reason: string, message: string): Started => ({ ok: false, why: { reason, message } })

  const ensured = yield* puller.ensure(pod, container, luck)
  if (!ensured.ok) {
    say('Warning', 'Failed', `Error: ${ensured.why.reason}`)
    return ensured
  }
  yield* pause('step')
  const missing = missingInEnvironment(store, pod, container)
  if (missing !== undefined) {
    say('Warning', 'Failed', `Error: ${missing}`)
    return fail('CreateContainerConfigError', missing)
  }
  yield* pause('configure')
  const created = yield* runtime.create(pod, container, ensured.image, attempt, luck)
  if (!created.ok) {
    say('Warning', 'Failed', `Error: ${created.message}`)
    return fail('CreateContainerError', created.message)
  }
  const id = created.value
  say('Normal', 'Created', behaviour.created(container.name))
  yield* pause('step')
  const started = yield* runtime.start(pod, id, luck)
  yield* pause('step')
  if (!started.ok) {
    say('Warning', 'Failed', `Error: ${started.message}`)
    return fail('RunContainerError', started.message)
  }
  say('Normal', 'Started', behaviour.started(container.name))
  return container.lifecycle?.postStart === undefined ? { ok: true } : yield* postStart(parts, pod, container, id, luck)
}

/** The hook runs beside the program; where it fails, the container is stopped. */
function* postStart(
  { clock, recorder, runtime }: NodeParts,
  pod: Pod,
  container: Container,
  id: string,
  luck: Luck,
): Steps<Started> {
  const running = runtime.look(pod.metadata.uid).containers.find((one) => one.id === id)
  const { takes, fails, code = 1 } = (running?.program ?? PROGRAM).postStart ?? { takes: nanos(0n), fails: false }
  const exec = (container.lifecycle?.postStart as { exec?: { command?: readonly string[] } } | undefined)?.exec
  if (exec === undefined) yield* sleep(clock, takes)
  else yield* runtime.exec(pod, container.name, luck, takes)
  if (!fails) return { ok: true }
  const about = aboutContainer(pod, container)
  recorder.record({ about, type: 'Warning', reason: 'FailedPostStartHook', message: 'PostStartHook failed' })
  recorder.record({ about, type: 'Normal', reason: 'Killing', message: 'FailedPostStartHook' })
  yield* runtime.stop(pod, id, graceOf(pod), luck)
  return {
    ok: false,
    why: { reason: 'PostStartHookError', message: hookError(pod, container, exec?.command ?? [], code) },
  }
}

/** Source: kubelet lifecycle/handlers.go, in the recordings. */
const hookError = (pod: Pod, { name }: Container, command: readonly string[], code: number): string => {
  const words = command.join(' ')
  return (
    `Exec lifecycle hook ([${words}]) for Container "${name}" in Pod "${podText(pod)}" failed - ` +
    `error: command '${words}' exited with ${code}: , message: ""`
  )
}

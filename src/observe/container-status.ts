import { at, defined, flag, has, list, shortText, text, whole } from './json.ts'
import type { ContainerFact, Termination } from './observation.ts'
import { parseTimestamp } from './timestamp.ts'

const STATES = ['waiting', 'running', 'terminated'] as const

/** The facts in `status.containerStatuses` and `status.initContainerStatuses`. An empty state means waiting. */
export function readContainerStatuses(pod: unknown): readonly ContainerFact[] {
  const node = text(pod, 'spec', 'nodeName')
  return [...list(pod, 'status', 'initContainerStatuses'), ...list(pod, 'status', 'containerStatuses')].flatMap(
    (status) => {
      const container = text(status, 'name')
      return container === undefined ? [] : [readStatus(container, status, node)]
    },
  )
}

function readStatus(container: string, status: unknown, node: string | undefined): ContainerFact {
  const state = STATES.find((name) => has(status, 'state', name)) ?? 'waiting'
  return {
    kind: 'container',
    container,
    state,
    ready: flag(status, 'ready') ?? false,
    restarts: whole(status, 'restartCount') ?? 0,
    ...defined({
      reason: shortText(status, 'state', state, 'reason'),
      message: shortText(status, 'state', state, 'message'),
      startedAt: state === 'running' ? realTime(text(status, 'state', 'running', 'startedAt')) : undefined,
      termination: readTermination(at(status, 'state', 'terminated')),
      last: readTermination(at(status, 'lastState', 'terminated')),
      started: flag(status, 'started'),
      node,
    }),
  }
}

function readTermination(terminated: unknown): Termination | undefined {
  if (terminated === undefined || terminated === null) return undefined
  return defined({
    reason: shortText(terminated, 'reason'),
    message: shortText(terminated, 'message'),
    exitCode: whole(terminated, 'exitCode'),
    startedAt: realTime(text(terminated, 'startedAt')),
    finishedAt: realTime(text(terminated, 'finishedAt')),
  })
}

// A container that never ran "started" at 1970-01-01T00:00:00Z (RunContainerError in the recordings, kubelet 1.36).
function realTime(value: string | undefined) {
  const time = parseTimestamp(value)
  return time === 0n ? undefined : time
}

import {
  running,
  setUp,
  startedBy,
  story,
  terminated,
  waiting,
  type Story,
  type StorySpec,
} from '../../support/story.ts'

/** Each pod has a UID of its own. */
let count = 0
export function pod(spec: StorySpec & { readonly name: string }): Story {
  count += 1
  return story({ uid: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`, ...spec })
}

export const traceIdOf = ({ uid }: Story): string => uid.replaceAll('-', '')

type Named = StorySpec & { readonly name: string }

/** Pulled, created, started and ready, 300 ms after its beginning. */
export const readyPod = (spec: Named): Story =>
  startedBy(setUp(pod(spec)), 'app', 100).ready(300, [running('app', 170)], { startTime: '2026-03-01T12:00:00Z' })

export const crashedPod = (spec: Named): Story =>
  startedBy(setUp(pod(spec)), 'app', 100).status(300, {
    phase: 'Running',
    containerStatuses: [terminated('app', 170, 175, 1)],
  })

export const deletedPod = (spec: Named): Story => setUp(pod(spec)).deleting(200, 1).removed(300)

/** It pulls, and does not get further. */
export const pendingPod = (spec: Named): Story =>
  setUp(pod(spec))
    .event(100, 'Pulling', 'Pulling image "registry/app:1"', { container: 'app' })
    .status(150, { containerStatuses: [waiting('app')] })

const ended = (phase: string, exitCode: number) => (spec: Named) =>
  startedBy(setUp(pod({ ...spec, spec: { restartPolicy: 'Never' } })), 'app', 100).status(300, {
    phase,
    containerStatuses: [terminated('app', 170, 2_500, exitCode)],
  })

export const completedPod = ended('Succeeded', 0)
export const failedPod = ended('Failed', 3)

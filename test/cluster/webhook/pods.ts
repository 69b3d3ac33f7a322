import { container, IMAGE, pod } from '../live/pods.ts'

type Json = Readonly<Record<string, unknown>>

/** A pod that is up within a second, on a node that has its image. */
export const running = (name: string, namespace: string, { metadata = {}, spec = {} }: Parts = {}): object =>
  pod(name, [container('app', IMAGE.busybox)], { metadata: { namespace, ...metadata }, spec })

/** A pod that nobody schedules: made, and nothing more. */
export const unscheduled = (name: string, namespace: string, { metadata = {}, spec = {} }: Parts = {}): object =>
  running(name, namespace, { metadata, spec: { schedulerName: 'nobody', ...spec } })

interface Parts {
  readonly metadata?: Json
  readonly spec?: Json
}

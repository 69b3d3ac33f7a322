import { plus, millis, type Nanos } from '../../src/observe/nanos.ts'
import type { WatchItem } from '../../src/observe/observe.ts'
import { formatTimestamp, parseTimestamp } from '../../src/observe/timestamp.ts'

/** The moment at which every story begins. */
export const EPOCH = parseTimestamp('2026-03-01T12:00:00.300Z') as Nanos
export const at = (ms: number): Nanos => plus(EPOCH, millis(ms))
const iso = (ms: number): string => formatTimestamp(at(ms))
/** As metav1.Time is written: cut to its second. */
export const second = (ms: number): string => iso(ms).replace(/(\.\d+)?Z$/, 'Z')

type Json = Readonly<Record<string, unknown>>

export interface StorySpec {
  readonly name?: string
  readonly uid?: string
  readonly namespace?: string
  /** Deep parts of the pod that differ from the plain one. */
  readonly metadata?: Json
  readonly spec?: Json
  readonly containers?: readonly Json[]
  readonly initContainers?: readonly Json[]
}

export interface EventSpec {
  readonly container?: string
  readonly init?: boolean
  readonly count?: number
  readonly lag?: number
  readonly component?: string
  readonly type?: string
  readonly uid?: string
  /** The Event's own name, where it is not made of its time. */
  readonly name?: string
  /** Told to the microsecond, as the scheduler does; then `firstTimestamp` is null. */
  readonly eventTime?: boolean
  readonly listed?: boolean
}

/** A container's status, in one word or in full. */
export const waiting = (name: string, reason = 'ContainerCreating', more: Json = {}): Json => ({
  name,
  state: { waiting: { reason, ...(more['message'] === undefined ? {} : { message: more['message'] }) } },
  ready: false,
  started: false,
  restartCount: 0,
  ...more,
})
export const running = (name: string, startedMs: number, more: Json = {}): Json => ({
  name,
  state: { running: { startedAt: second(startedMs) } },
  ready: true,
  started: true,
  restartCount: 0,
  ...more,
})
export const terminated = (
  name: string,
  startedMs: number,
  finishedMs: number,
  exitCode: number,
  more: Json = {},
): Json => ({
  name,
  state: { terminated: termination(startedMs, finishedMs, exitCode, more['reason'] as string | undefined) },
  ready: false,
  started: false,
  restartCount: 0,
  ...more,
})
export const termination = (startedMs: number, finishedMs: number, exitCode: number, reason?: string): Json => ({
  exitCode,
  reason: reason ?? (exitCode === 0 ? 'Completed' : 'Error'),
  startedAt: second(startedMs),
  finishedAt: second(finishedMs),
})

export const condition = (type: string, status: 'True' | 'False' | 'Unknown', ms: number, reason?: string): Json => ({
  type,
  status,
  lastTransitionTime: second(ms),
  ...(reason === undefined ? {} : { reason }),
})

/** One pod's life as watch items, written down step by step. Times are milliseconds after the story's beginning. */
export function story(spec: StorySpec = {}) {
  const uid = spec.uid ?? '11111111-2222-4333-8444-555555555555'
  const name = spec.name ?? 'web'
  const items: WatchItem[] = []
  let [node, status, metadata, ids]: [string | undefined, Json, Json, number] = [undefined, { phase: 'Pending' }, {}, 0]
  const pod = (): Json => ({
    metadata: {
      name,
      namespace: spec.namespace ?? 'shop',
      uid,
      creationTimestamp: second(0),
      ...spec.metadata,
      ...metadata,
    },
    spec: {
      containers: spec.containers ?? [{ name: 'app', image: 'registry/app:1' }],
      ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers }),
      restartPolicy: 'Always',
      ...spec.spec,
      ...(node === undefined ? {} : { nodeName: node }),
    },
    status,
  })
  const push = (ms: number, type: string, listed = false) =>
    items.push({ at: at(ms), watch: 'pods', type, object: pod(), listed })
  const self = {
    uid,
    items,
    added(ms = 5, listed = false) {
      push(ms, 'ADDED', listed)
      return self
    },
    bound(ms: number, to = 'node-a') {
      node = to
      status = { ...status, conditions: [condition('PodScheduled', 'True', ms)] }
      push(ms, 'MODIFIED')
      return self
    },
    /** Bound already when it is written. */
    onNode(to = 'node-a') {
      node = to
      return self
    },
    status(ms: number, change: Json, listed = false) {
      status = { ...status, ...change }
      push(ms, listed ? 'ADDED' : 'MODIFIED', listed)
      return self
    },
    ready(ms: number, containerStatuses: readonly Json[], more: Json = {}) {
      return self.status(ms, {
        phase: 'Running',
        conditions: [condition('Ready', 'True', ms)],
        containerStatuses,
        ...more,
      })
    },
    deleting(ms: number, graceSeconds = 30) {
      metadata = { deletionTimestamp: second(ms + graceSeconds * 1_000), deletionGracePeriodSeconds: graceSeconds }
      push(ms, 'MODIFIED')
      return self
    },
    removed(ms: number) {
      push(ms, 'DELETED')
      return self
    },
    event(ms: number, reason: string, message: string, more: EventSpec = {}) {
      ids += 1
      items.push({
        at: at(ms + (more.lag ?? 4)),
        watch: 'events',
        type: 'ADDED',
        listed: more.listed ?? false,
        object: event(ms, reason, message, more),
      })
      return self
    },
  }
  function event(ms: number, reason: string, message: string, more: EventSpec): Json {
    const component = more.component ?? 'kubelet'
    const field =
      more.container === undefined
        ? {}
        : { fieldPath: `spec.${more.init === true ? 'initContainers' : 'containers'}{${more.container}}` }
    return {
      metadata: {
        name: more.name ?? `${name}.${(at(ms) + BigInt(ids)).toString(16)}`,
        namespace: spec.namespace ?? 'shop',
      },
      involvedObject: { kind: 'Pod', name, uid: more.uid ?? uid, ...field },
      reason,
      message,
      type: more.type ?? 'Normal',
      count: more.count ?? 1,
      firstTimestamp: more.eventTime === true ? null : second(ms),
      lastTimestamp: more.eventTime === true ? null : second(ms),
      eventTime: more.eventTime === true ? iso(ms) : null,
      source: component === 'kubelet' ? { component, host: node ?? 'node-a' } : { component },
    }
  }
  return self
}

export type Story = ReturnType<typeof story>

/** Scheduled at 20 ms, sandbox ready at 100 ms. */
export const setUp = (one: Story): Story =>
  one
    .added(5)
    .bound(20)
    .event(21, 'Scheduled', 'Successfully assigned shop/web to node-a', { component: 'default-scheduler' })

/** The Events of a container that is pulled in 50 ms, created in 10 and started in 10. */
export const startedBy = (one: Story, container: string, from: number, init = false): Story =>
  one
    .event(from, 'Pulling', 'Pulling image "registry/app:1"', { container, init })
    .event(
      from + 50,
      'Pulled',
      'Successfully pulled image "registry/app:1" in 50ms (50ms including waiting). Image size: 7 bytes.',
      { container, init },
    )
    .event(from + 60, 'Created', 'Container created', { container, init })
    .event(from + 70, 'Started', 'Container started', { container, init })

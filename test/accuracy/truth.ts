import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { list, text } from '../../src/observe/json.ts'
import { nanos, type Nanos } from '../../src/observe/nanos.ts'
import type { PodUid } from '../../src/observe/observation.ts'
import type { WatchItem } from '../../src/observe/observe.ts'
import { APISERVER, nodeClock, SCHEDULER, WEBHOOK, type Clock } from '../../src/observe/observation.ts'
import { keyOf, type BoundaryKey } from '../../src/timeline/boundary.ts'
import { RECORDINGS } from '../support/recordings.ts'

const TRUTH = z.array(
  z.object({
    pod: z.string(),
    uid: z.string(),
    spans: z.array(z.object({ span: z.string(), start_us: z.number(), end_us: z.number(), error: z.boolean() })),
  }),
)

/** A call of a component, from its own tracing. */
export type Call = z.infer<typeof TRUTH>[number]['spans'][number]

/** What really happened: between a call's start and its end. For calls whose end is the moment itself, both are its end. */
export interface True {
  readonly from: Nanos
  readonly to: Nanos
  /** The clock of the component that measured it. */
  readonly clock: Clock
}

export type Truths = ReadonlyMap<PodUid, ReadonlyMap<BoundaryKey, True>>

/** The truth beside a recording: the components' own spans, matched to containers by order (they carry no names). */
export function readTruths(name: string, items: readonly WatchItem[]): Truths {
  const file = new URL(`${name}.truth.json`, RECORDINGS)
  if (!existsSync(file)) return new Map()
  const pods = TRUTH.parse(JSON.parse(readFileSync(file, 'utf8')))
  return new Map(pods.map(({ uid, spans }) => [uid as PodUid, truthsOf(uid, spans, items)]))
}

/** @param items of the watches: they tell which containers and probes there are, and what came when */
export function truthsOf(
  uid: string,
  calls: readonly Call[],
  items: readonly WatchItem[],
): ReadonlyMap<BoundaryKey, True> {
  const truths = new Map<BoundaryKey, True>()
  const of = (span: string) => calls.filter((call) => call.span === span && !call.error)
  const pods = items.filter(({ watch, object }) => watch === 'pods' && text(object, 'metadata', 'uid') === uid)
  const node = nodeClock(
    pods.map(({ object }) => text(object, 'spec', 'nodeName') ?? '').find((one) => one !== '') ?? '',
  )
  const during = (call: Call | undefined, clock: Clock): True | undefined =>
    call && { from: us(call.start_us), to: us(call.end_us), clock }
  const end = (call: Call | undefined): True | undefined =>
    call && { from: us(call.end_us), to: us(call.end_us), clock: node }
  const start = (call: Call | undefined): True | undefined =>
    call && { from: us(call.start_us), to: us(call.start_us), clock: node }
  const put = (key: BoundaryKey, truth: True | undefined) => truth && truths.set(key, truth)

  put(keyOf('admitted'), during(of('Call mutating webhook')[0], WEBHOOK))
  put(keyOf('persisted'), during(of('Create etcd3')[0], APISERVER))
  put(keyOf('scheduled'), during(of('binding')[0], SCHEDULER))
  put(keyOf('sandbox_ready'), end(of('RunPodSandbox')[0]))
  const containers = containersOf(pods)
  containers.forEach((container, i) => {
    put(keyOf('created', container.name), end(of('CreateContainer')[i]))
    const started = calls.filter(({ span }) => span === 'StartContainer')[i]
    if (started?.error === false) put(keyOf('started', container.name), end(started))
    const passed = container.probe && before(of('ExecSync'), arrivalOf(pods, container.name, container.probe))
    put(keyOf('probe_passed', container.name), end(passed))
  })
  pulledContainers(uid, items).forEach((container, i) => {
    put(keyOf('transfer_began', container), start(of('PullImage')[i]))
    put(keyOf('pulled', container), end(of('PullImage')[i]))
  })
  put(keyOf('ready'), during(begunBefore(of('status'), readyArrival(pods)), node))
  return truths
}

const us = (microseconds: number): Nanos => nanos(BigInt(microseconds) * 1_000n)

interface Probed {
  readonly name: string
  readonly probe: 'ready' | 'started' | undefined
}

function containersOf(pods: readonly WatchItem[]): readonly Probed[] {
  const spec = pods[0]?.object
  return [...list(spec, 'spec', 'initContainers'), ...list(spec, 'spec', 'containers')].map((container) => {
    const has = (probe: string) => typeof container === 'object' && container !== null && probe in container
    return {
      name: text(container, 'name') ?? '',
      probe: has('readinessProbe') ? 'ready' : has('startupProbe') ? 'started' : undefined,
    }
  })
}

/** Containers whose image was really pulled, in the order of their first `Pulled`. */
function pulledContainers(uid: string, items: readonly WatchItem[]): readonly string[] {
  const events = items.filter(
    ({ watch, object }) =>
      watch === 'events' && text(object, 'involvedObject', 'uid') === uid && text(object, 'reason') === 'Pulled',
  )
  const pulled = events.filter(({ object }) => text(object, 'message')?.startsWith('Successfully') === true)
  return pulled.flatMap(({ object }) => /\{(.+)\}/.exec(text(object, 'involvedObject', 'fieldPath') ?? '')?.[1] ?? [])
}

const statuses = (object: unknown) => [
  ...list(object, 'status', 'initContainerStatuses'),
  ...list(object, 'status', 'containerStatuses'),
]

const arrivalOf = (pods: readonly WatchItem[], container: string, bit: 'ready' | 'started'): Nanos | undefined =>
  pods.find(({ object }) =>
    statuses(object).some((one) => text(one, 'name') === container && (one as Record<string, unknown>)[bit] === true),
  )?.at

const readyArrival = (pods: readonly WatchItem[]): Nanos | undefined =>
  pods.find(({ object }) =>
    list(object, 'status', 'conditions').some((one) => text(one, 'type') === 'Ready' && text(one, 'status') === 'True'),
  )?.at

const before = (calls: readonly Call[], at: Nanos | undefined) =>
  at === undefined ? undefined : calls.findLast(({ end_us }) => us(end_us) <= at)

const begunBefore = (calls: readonly Call[], at: Nanos | undefined) =>
  at === undefined ? undefined : calls.findLast(({ start_us }) => us(start_us) <= at)

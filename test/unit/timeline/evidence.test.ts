import { expect } from 'chai'
import { describe, it } from 'mocha'
import { formatTimestamp } from '../../../src/observe/timestamp.ts'
import { keyOf, type Edge } from '../../../src/timeline/boundary.ts'
import { resolutionOf, rowOf, type BoundaryRow } from '../../support/facts.ts'
import { at, condition, running, setUp, startedBy, story, terminated, type Story } from '../../support/story.ts'

const NODE = 'node/node-a'
const PULLED = 'Successfully pulled image "registry/app:1" in 50ms (80ms including waiting). Image size: 7 bytes.'
const stamp = {
  annotations: {
    'podstart.dev/traceparent': '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
    'podstart.dev/admitted-at': formatTimestamp(at(-10)),
  },
}
const started = (one: Story = story()) => startedBy(setUp(one), 'app', 100)
const full = () => started(story({ metadata: stamp })).ready(190, [running('app', 170)])

/** Told by the scheduler to the microsecond. */
const byEventTime = () =>
  story()
    .added(5)
    .event(16, 'Scheduled', 'Successfully assigned shop/web to node-a', {
      component: 'default-scheduler',
      eventTime: true,
      lag: 2,
    })
    .bound(20)

/** Event names that carry no time. */
const unnamed = (() => {
  const more = (n: number) => ({ container: 'app', name: `web.5f7c2b1e-4a8d-11e7-9f5e-fa163e0c9a1${n}` })
  return setUp(story())
    .event(1_000, 'Pulling', 'Pulling image "registry/app:1"', more(1))
    .event(4_000, 'Pulled', PULLED, more(2))
    .event(5_100, 'Created', 'Container created', more(3))
    .event(7_000, 'Started', 'Container started', more(4))
})()

const CONDITIONS = [
  condition('PodScheduled', 'True', 1_020),
  condition('PodReadyToStartContainers', 'True', 2_100),
  condition('Ready', 'True', 7_100),
]
/** Everything at once, from a list, long after. */
const listed = (conditions: readonly object[] = CONDITIONS, statuses = [running('app', 6_170)]) =>
  story().onNode().status(20_500, { phase: 'Running', conditions, containerStatuses: statuses }, true)
const timeless = (type: string) => ({ type, status: 'True' })

const probed = (failures = true) => {
  const one = started(story({ containers: [{ name: 'app', readinessProbe: {} }] })).status(190, {
    containerStatuses: [running('app', 170, { ready: false })],
  })
  if (failures) one.event(3_000, 'Unhealthy', 'Readiness probe failed: not yet', { container: 'app', type: 'Warning' })
  return one.ready(4_190, [running('app', 170)])
}

interface Case {
  readonly name: string
  readonly of: Story
  readonly edge: Edge
  readonly container?: string
  readonly row: BoundaryRow | undefined
}

const exactly = (ms: number, from: number, source = 'event_name', clock = NODE): BoundaryRow => ({
  at: ms,
  bounds: [from, ms],
  source,
  clock,
})
const arrival = (ms: number, from: number) => exactly(ms, from, 'watch_arrival', 'exporter')

const OF_POD: readonly Omit<Case, 'container'>[] = [
  {
    name: 'the stamp, a millisecond to each side',
    of: full(),
    edge: 'admitted',
    row: { at: -10, bounds: [-11, -9], source: 'stamp', clock: 'webhook' },
  },
  {
    name: 'without a stamp, creation: not after the ADDED, not before its second, which may be half a second off',
    of: started(),
    edge: 'admitted',
    row: arrival(5, -800),
  },
  { name: 'the arrival of a live ADDED, after the stamp', of: full(), edge: 'persisted', row: arrival(5, -11) },
  {
    name: 'creationTimestamp, where the pod was first seen in a list',
    of: listed(),
    edge: 'persisted',
    row: { at: 200, bounds: [-800, 3_200], source: 'creation_timestamp', clock: 'apiserver' },
  },
  {
    name: 'a microsecond `eventTime`',
    of: byEventTime(),
    edge: 'scheduled',
    row: exactly(16, 13, 'event_time', 'scheduler'),
  },
  {
    name: 'the arrival of nodeName, where `Scheduled` was written after it',
    of: started(),
    edge: 'scheduled',
    row: arrival(20, 14),
  },
  {
    name: 'the PodScheduled condition, from a list',
    of: listed(),
    edge: 'scheduled',
    row: { at: 1_200, bounds: [200, 3_200], source: 'condition', clock: 'apiserver' },
  },
  { name: 'no word of it but a list', of: listed([]), edge: 'scheduled', row: undefined },
  {
    name: 'the first `Pulling`, up to 50 ms after the sandbox',
    of: full(),
    edge: 'sandbox_ready',
    row: exactly(100, 50),
  },
  {
    name: 'the arrival of PodReadyToStartContainers',
    of: setUp(story()).status(110, { conditions: [condition('PodReadyToStartContainers', 'True', 100)] }),
    edge: 'sandbox_ready',
    row: arrival(110, 14),
  },
  {
    name: 'its condition, from a list: not after its second, with no lower bound of its own',
    of: listed(),
    edge: 'sandbox_ready',
    row: { at: 2_200, bounds: [200, 3_200], source: 'condition', clock: NODE },
  },
  { name: 'the arrival of Ready', of: full(), edge: 'ready', row: arrival(190, 168) },
  {
    name: 'the Ready condition, from a list',
    of: listed(),
    edge: 'ready',
    row: { at: 7_200, bounds: [6_200, 9_200], source: 'condition', clock: NODE },
  },
  { name: 'a Ready without its time, from a list', of: listed([timeless('Ready')]), edge: 'ready', row: undefined },
]

const OF_CONTAINER: readonly Case[] = [
  { name: 'the name of `Pulling`', of: full(), edge: 'pull_began', row: exactly(100, 98) },
  {
    name: 'what `Pulled` says that the transfer took',
    of: full(),
    edge: 'transfer_began',
    row: { at: 100, bounds: [98, 110], source: 'event_message', clock: NODE },
  },
  { name: 'the name of `Pulled`, told up to 50 ms after it', of: full(), edge: 'pulled', row: exactly(150, 100) },
  { name: 'the name of `Created`, half its lag', of: full(), edge: 'created', row: exactly(160, 158) },
  { name: 'the name of `Started`, half its lag', of: full(), edge: 'started', row: exactly(170, 168) },
  {
    name: 'an Event’s second, where its name has no time',
    of: unnamed,
    edge: 'pulled',
    row: { at: 3_852, bounds: [3_150, 4_004], source: 'event_timestamp', clock: NODE },
  },
  {
    name: 'the arrival of a running status',
    of: setUp(story()).status(190, { containerStatuses: [running('app', 170)] }),
    edge: 'started',
    row: arrival(190, 14),
  },
  {
    name: '`startedAt`, where the status came long after it',
    of: setUp(story()).status(9_190, { containerStatuses: [running('app', 6_170)] }),
    edge: 'started',
    row: { at: 6_200, bounds: [5_200, 8_200], source: 'container_status', clock: NODE },
  },
  {
    name: '`startedAt`, from a list',
    of: listed(),
    edge: 'started',
    row: { at: 6_200, bounds: [5_200, 8_200], source: 'container_status', clock: NODE },
  },
  {
    name: 'running, and no word since when, from a list',
    of: listed([], [{ name: 'app', state: { running: {} } }]),
    edge: 'started',
    row: undefined,
  },
  { name: 'the arrival of the ready bit', of: probed(false), edge: 'probe_passed', row: arrival(4_190, 168) },
  { name: 'the ready bit, after the last failure', of: probed(), edge: 'probe_passed', row: arrival(4_190, 3_000) },
  {
    name: '`finishedAt` of an init container',
    of: startedBy(
      setUp(story({ initContainers: [{ name: 'app' }], containers: [{ name: 'main' }] })),
      'app',
      100,
      true,
    ).status(4_000, { initContainerStatuses: [terminated('app', 170, 3_800, 0)] }),
    edge: 'finished',
    row: { at: 3_850, bounds: [3_700, 4_000], source: 'container_status', clock: NODE },
  },
]

describe('the evidence for a boundary of the pod', () => {
  for (const { name, of, edge, row } of OF_POD) {
    it(`${edge}: ${name}`, () => {
      const boundary = resolutionOf(of).boundaries.get(keyOf(edge))
      expect(boundary && rowOf(boundary)).to.deep.equal(row)
    })
  }
})

describe('the evidence for a boundary of a container', () => {
  for (const { name, of, edge, row } of OF_CONTAINER) {
    it(`${edge}: ${name}`, () => {
      const boundary = resolutionOf(of).boundaries.get(keyOf(edge, 'app'))
      expect(boundary && rowOf(boundary)).to.deep.equal(row)
    })
  }
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { clockOfEvent, readEvent } from '../../../src/observe/event.ts'
import type { EventFact } from '../../../src/observe/observation.ts'
import { parseTimestamp } from '../../../src/observe/timestamp.ts'

type Json = Readonly<Record<string, unknown>>

const time = (text: string) => parseTimestamp(text)
const NAMED = time('2026-03-01T12:00:00.421576123Z')
const HEX = NAMED?.toString(16) ?? ''
const FIRST = '2026-03-01T12:00:00Z'
const LAST = '2026-03-01T12:00:07Z'

const POD = { kind: 'Pod', namespace: 'shop', name: 'web', uid: 'uid-1' }

/** An Event as the kubelet writes it. */
const kubelet = (more: Json = {}, pod: Json = {}): Json => ({
  metadata: { name: `web.${HEX}`, namespace: 'shop' },
  involvedObject: { ...POD, fieldPath: 'spec.containers{app}', ...pod },
  reason: 'Created',
  message: 'Container created',
  source: { component: 'kubelet', host: 'node-1' },
  firstTimestamp: FIRST,
  lastTimestamp: FIRST,
  count: 1,
  type: 'Normal',
  eventTime: null,
  reportingComponent: 'kubelet',
  reportingInstance: 'node-1',
  ...more,
})

/** An Event as the scheduler writes it. */
const scheduler = (more: Json = {}): Json => ({
  metadata: { name: `web.${HEX}`, namespace: 'shop' },
  involvedObject: POD,
  reason: 'Scheduled',
  message: 'Successfully assigned shop/web to node-1',
  source: {},
  firstTimestamp: null,
  lastTimestamp: null,
  eventTime: '2026-03-01T12:00:00.421576Z',
  action: 'Binding',
  reportingComponent: 'default-scheduler',
  reportingInstance: 'default-scheduler-vm',
  type: 'Normal',
  ...more,
})

const CREATED = {
  kind: 'event',
  id: `web.${HEX}`,
  namespace: 'shop',
  reason: 'Created',
  type: 'Normal',
  message: 'Container created',
  container: 'app',
  clock: 'node/node-1',
  exact: NAMED,
  exactSource: 'event_name',
  first: time(FIRST),
  last: time(FIRST),
  count: 1,
  meaning: { is: 'created' },
}
const SCHEDULED = {
  kind: 'event',
  id: `web.${HEX}`,
  namespace: 'shop',
  reason: 'Scheduled',
  type: 'Normal',
  message: 'Successfully assigned shop/web to node-1',
  clock: 'scheduler',
  exact: time('2026-03-01T12:00:00.421576Z'),
  exactSource: 'event_time',
  first: time('2026-03-01T12:00:00.421576Z'),
  last: time('2026-03-01T12:00:00.421576Z'),
  count: 1,
  meaning: { is: 'scheduled' },
}

/** Without the keys. */
function without(fact: object, ...keys: readonly (keyof EventFact)[]): Json {
  return Object.fromEntries(Object.entries(fact).filter(([key]) => !keys.includes(key as keyof EventFact)))
}

interface Read {
  readonly name: string
  readonly event: unknown
  readonly fact: Json
  readonly notices?: readonly Json[]
}

const READ: readonly Read[] = [
  { name: "the kubelet's: exact by its name, on the node's clock", event: kubelet(), fact: CREATED },
  { name: "the scheduler's: exact by its eventTime", event: scheduler(), fact: SCHEDULED },
  {
    name: 'of a pod with dots in its name',
    event: kubelet({ metadata: { name: `a.b.18ba80f6bc4a4d7c.${HEX}`, namespace: 'shop' } }),
    fact: { ...CREATED, id: `a.b.18ba80f6bc4a4d7c.${HEX}` },
  },
  {
    name: 'with a UUID for its suffix: not exact',
    event: kubelet({ metadata: { name: 'web.5f7c2b1e-4a8d-11e7-9f5e-fa163e0c9a11', namespace: 'shop' } }),
    fact: { ...without(CREATED, 'exact', 'exactSource'), id: 'web.5f7c2b1e-4a8d-11e7-9f5e-fa163e0c9a11' },
  },
  {
    name: 'with a name that disagrees with its time: not exact',
    event: kubelet({ firstTimestamp: LAST, lastTimestamp: LAST }),
    fact: { ...without(CREATED, 'exact', 'exactSource'), first: time(LAST), last: time(LAST) },
  },
  {
    name: 'without any time',
    event: kubelet({ firstTimestamp: null, lastTimestamp: null }),
    fact: without(CREATED, 'exact', 'exactSource', 'first', 'last'),
  },
  {
    name: 'of an aggregate: its name and first time are those of another message',
    event: kubelet({ message: '(combined from similar events): Container created' }),
    fact: {
      ...without(CREATED, 'exact', 'exactSource', 'first'),
      message: '(combined from similar events): Container created',
    },
  },
  {
    name: 'repeated: its name keeps the first time',
    event: kubelet({ count: 3, lastTimestamp: LAST }),
    fact: { ...CREATED, count: 3, last: time(LAST) },
  },
  {
    name: 'repeated in a series',
    event: scheduler({ series: { count: 4, lastObservedTime: '2026-03-01T12:00:07.5Z' } }),
    fact: { ...SCHEDULED, count: 4, last: time('2026-03-01T12:00:07.5Z') },
  },
  {
    name: 'of an init container',
    event: kubelet({}, { fieldPath: 'spec.initContainers{migrate}' }),
    fact: { ...CREATED, container: 'migrate' },
  },
  {
    name: 'of the pod, not of a container',
    event: kubelet({ reason: 'SandboxChanged', message: 'Pod sandbox changed' }, { fieldPath: undefined }),
    fact: {
      ...without(CREATED, 'container'),
      reason: 'SandboxChanged',
      message: 'Pod sandbox changed',
      meaning: { is: 'remark' },
    },
  },
  {
    name: 'with a field path of another form',
    event: kubelet({}, { fieldPath: 'spec.volumes{data}' }),
    fact: without(CREATED, 'container'),
  },
  {
    name: 'without type, message and count',
    event: kubelet({ reason: 'Killing', type: undefined, message: undefined, count: undefined }),
    fact: { ...CREATED, reason: 'Killing', message: '', meaning: { is: 'remark' } },
  },
  {
    name: 'with a message of pages, read in full and kept short',
    event: kubelet({ message: `Container created${'.'.repeat(2000)}` }),
    fact: {
      ...CREATED,
      message: `Container created${'.'.repeat(1024 - 17)}…`,
      meaning: { is: 'unknown', what: 'text' },
    },
    notices: [{ kind: 'unknown_event_text', detail: `Created: Container created${'.'.repeat(1024 - 17)}…` }],
  },
  {
    name: 'with a reason that nobody knows',
    event: kubelet({ reason: 'Teleported', message: 'Beamed up' }),
    fact: { ...CREATED, reason: 'Teleported', message: 'Beamed up', meaning: { is: 'unknown', what: 'reason' } },
    notices: [{ kind: 'unknown_event_reason', detail: 'Teleported: Beamed up' }],
  },
  {
    name: 'that an image is there, in words that nobody knows',
    event: kubelet({ reason: 'Pulled', message: 'Image ready' }),
    fact: { ...CREATED, reason: 'Pulled', message: 'Image ready', meaning: { is: 'pulled' } },
    notices: [{ kind: 'unknown_event_text', detail: 'Pulled: Image ready' }],
  },
]

const malformed = (name: string) => ({
  kind: 'malformed_event',
  detail: `${name} without a name, a reason or a pod`,
})

const SKIPPED: ReadonlyArray<readonly [name: string, event: unknown, notice: Json]> = [
  [
    'of an ephemeral container',
    kubelet({}, { fieldPath: 'spec.ephemeralContainers{debug}' }),
    { kind: 'ephemeral_container', detail: 'Created of container debug' },
  ],
  ['about a Job', kubelet({}, { kind: 'Job' }), { kind: 'event_not_about_a_pod', detail: 'about a Job' }],
  ['without a UID', kubelet({}, { uid: undefined }), { kind: 'event_without_uid', detail: 'Created of pod shop/web' }],
  ['about nothing', { ...kubelet(), involvedObject: {} }, malformed(`web.${HEX}`)],
  ['without a kind', kubelet({}, { kind: undefined }), malformed(`web.${HEX}`)],
  ['without a reason', kubelet({ reason: '' }), malformed(`web.${HEX}`)],
  ['without a name', kubelet({ metadata: {} }), malformed('an Event')],
  ['that is no object', 'Event', malformed('an Event')],
  ['that is null', null, malformed('an Event')],
]

describe('readEvent', () => {
  for (const { name, event, fact, notices = [] } of READ) {
    it(`reads an Event ${name}`, () => {
      expect(readEvent(event)).to.deep.equal({ is: 'read', uid: 'uid-1', fact, notices })
    })
  }
  for (const [name, event, notice] of SKIPPED) {
    it(`skips an Event ${name}`, () => {
      expect(readEvent(event)).to.deep.equal({ is: 'skipped', notice })
    })
  }
})

describe('clockOfEvent', () => {
  const cases: ReadonlyArray<readonly [name: string, event: unknown, clock: string]> = [
    ['the kubelet, by its source', { source: { component: 'kubelet', host: 'n' } }, 'node/n'],
    ['the kubelet, by its reporter', { reportingComponent: 'kubelet', reportingInstance: 'n' }, 'node/n'],
    ['a kubelet of no node', { reportingComponent: 'kubelet' }, 'controllers'],
    ['the scheduler', { reportingComponent: 'default-scheduler' }, 'scheduler'],
    ['a second scheduler that binds', { reportingComponent: 'packer', action: 'Binding' }, 'scheduler'],
    [
      'a second scheduler that does not find a node',
      { reportingComponent: 'packer', action: 'Scheduling' },
      'scheduler',
    ],
    ['a controller', { source: { component: 'attachdetach-controller' } }, 'controllers'],
    ['nobody', {}, 'controllers'],
  ]
  for (const [name, event, clock] of cases) {
    it(`${name}: ${clock}`, () => {
      expect(clockOfEvent(event)).to.equal(clock)
    })
  }
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { clockOfCondition, readPod } from '../../../src/observe/pod.ts'
import { parseTimestamp } from '../../../src/observe/timestamp.ts'

type Json = Readonly<Record<string, unknown>>

const CREATED = '2026-03-01T12:00:00Z'
const LATER = '2026-03-01T12:00:05Z'
const later = parseTimestamp(LATER)

const pod = (status: Json = {}, spec: Json = {}, metadata: Json = {}): Json => ({
  metadata: { namespace: 'shop', name: 'web', uid: 'uid-1', creationTimestamp: CREATED, ...metadata },
  spec: { containers: [{ name: 'app' }], ...spec },
  status,
})
const onNode = (status: Json) => pod(status, { nodeName: 'node-1' })

const POD = {
  kind: 'pod',
  namespace: 'shop',
  name: 'web',
  createdAt: parseTimestamp(CREATED),
  restartPolicy: 'Always',
  workload: { name: '(bare)' },
  readinessGates: [],
  containers: [{ name: 'app', role: 'main', probes: [] }],
}
const OPEN = { kind: 'gates', gates: [] }
const BOUND = { kind: 'bound', node: 'node-1' }

interface Case {
  readonly name: string
  readonly pod: unknown
  readonly facts: readonly Json[]
}

const CASES: readonly Case[] = [
  { name: 'a pod just written', pod: pod(), facts: [POD, OPEN] },
  {
    name: 'scheduling gates',
    pod: pod({}, { schedulingGates: [{ name: 'quota' }, {}, { name: 'topology' }] }),
    facts: [POD, { kind: 'gates', gates: ['quota', 'topology'] }],
  },
  { name: 'its node', pod: onNode({}), facts: [POD, OPEN, BOUND] },
  { name: 'its phase', pod: pod({ phase: 'Pending' }), facts: [POD, OPEN, { kind: 'phase', phase: 'Pending' }] },
  {
    name: 'its phase, with reason and message',
    pod: pod({ phase: 'Failed', reason: 'Evicted', message: 'x'.repeat(2000) }),
    facts: [POD, OPEN, { kind: 'phase', phase: 'Failed', reason: 'Evicted', message: `${'x'.repeat(1024)}…` }],
  },
  {
    name: 'a condition that the API server wrote',
    pod: onNode({ conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: LATER }] }),
    facts: [
      POD,
      OPEN,
      BOUND,
      { kind: 'condition', type: 'PodScheduled', status: 'True', since: later, clock: 'apiserver' },
    ],
  },
  {
    name: 'a condition that the scheduler wrote',
    pod: pod({
      conditions: [
        { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/2', lastTransitionTime: LATER },
      ],
    }),
    facts: [
      POD,
      OPEN,
      {
        kind: 'condition',
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message: '0/2',
        since: later,
        clock: 'scheduler',
      },
    ],
  },
  {
    name: 'conditions without a time, and none without type or status',
    pod: onNode({
      conditions: [
        { type: 'Ready', status: 'True', lastTransitionTime: null },
        { type: 'Ready' },
        { status: 'True' },
        null,
      ],
    }),
    facts: [POD, OPEN, BOUND, { kind: 'condition', type: 'Ready', status: 'True', clock: 'node/node-1' }],
  },
  {
    name: 'when the kubelet first saw it',
    pod: onNode({ startTime: LATER }),
    facts: [POD, OPEN, BOUND, { kind: 'accepted', at: later, clock: 'node/node-1' }],
  },
  { name: 'no start time without a node', pod: pod({ startTime: LATER }), facts: [POD, OPEN] },
  {
    name: 'its containers',
    pod: onNode({ containerStatuses: [{ name: 'app', state: {} }] }),
    facts: [
      POD,
      OPEN,
      BOUND,
      { kind: 'container', container: 'app', state: 'waiting', ready: false, restarts: 0, node: 'node-1' },
    ],
  },
  {
    name: 'its deletion',
    pod: pod({}, {}, { deletionTimestamp: LATER, deletionGracePeriodSeconds: 30 }),
    facts: [POD, OPEN, { kind: 'deletion', at: later, graceSeconds: 30 }],
  },
  {
    name: 'its deletion, without a grace period',
    pod: pod({}, {}, { deletionTimestamp: LATER }),
    facts: [POD, OPEN, { kind: 'deletion', at: later, graceSeconds: 0 }],
  },
  {
    name: 'its deletion at a time that cannot be read',
    pod: pod({}, {}, { deletionTimestamp: 'soon' }),
    facts: [POD, OPEN, { kind: 'deletion', graceSeconds: 0 }],
  },
  { name: 'no deletion in a null', pod: pod({}, {}, { deletionTimestamp: null }), facts: [POD, OPEN] },
]

const malformed = { kind: 'malformed_pod', detail: 'a pod without namespace, name or creationTimestamp' }

describe('readPod', () => {
  for (const { name, pod, facts } of CASES) {
    it(`reads ${name}`, () => {
      expect(readPod(pod)).to.deep.equal({ facts, notices: [] })
    })
  }
  it('reads the stamp under the prefix that it is told', () => {
    const annotations = { 'example.org/traceparent': 'p', 'example.org/admitted-at': '1' }
    expect(readPod(pod({}, {}, { annotations }), 'example.org').facts).to.deep.equal([
      { ...POD, stamp: { traceparent: 'p', admittedAt: '1' } },
      OPEN,
    ])
  })
  it('counts ephemeral containers, and leaves them out', () => {
    expect(readPod(pod({}, { ephemeralContainers: [{ name: 'debug' }, {}, { name: 'shell' }] }))).to.deep.equal({
      facts: [POD, OPEN],
      notices: [
        { kind: 'ephemeral_container', detail: 'shop/web: container debug is no part of the startup' },
        { kind: 'ephemeral_container', detail: 'shop/web: container shell is no part of the startup' },
      ],
    })
  })
  for (const [name, object] of [
    ['a pod without a name', pod({}, {}, { name: undefined })],
    ['an empty object', {}],
    ['null', null],
    ['a text', 'pod'],
  ] as const) {
    it(`counts ${name} as malformed`, () => {
      expect(readPod(object)).to.deep.equal({ facts: [], notices: [malformed] })
    })
  }
})

describe('clockOfCondition', () => {
  const cases: ReadonlyArray<readonly [type: string, status: string, node: string | undefined, clock: string]> = [
    ['PodScheduled', 'True', 'n', 'apiserver'],
    ['PodScheduled', 'False', undefined, 'scheduler'],
    ['Initialized', 'True', 'n', 'node/n'],
    ['PodReadyToStartContainers', 'True', 'n', 'node/n'],
    ['PodHasNetwork', 'True', 'n', 'node/n'],
    ['ContainersReady', 'False', 'n', 'node/n'],
    ['Ready', 'True', 'n', 'node/n'],
    ['PodResizePending', 'True', 'n', 'node/n'],
    ['PodResizeInProgress', 'True', 'n', 'node/n'],
    ['AllContainersRestarting', 'True', 'n', 'node/n'],
    ['Ready', 'False', undefined, 'controllers'],
    ['DisruptionTarget', 'True', 'n', 'controllers'],
    ['example.com/gate', 'True', 'n', 'controllers'],
  ]
  for (const [type, status, node, clock] of cases) {
    it(`${type}=${status} ${node === undefined ? 'without a node' : 'on a node'}: ${clock}`, () => {
      expect(clockOfCondition(type, status, node)).to.equal(clock)
    })
  }
})

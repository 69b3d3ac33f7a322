import { expect } from 'chai'
import { describe, it } from 'mocha'
import {
  at,
  condition,
  EPOCH,
  running,
  second,
  setUp,
  startedBy,
  story,
  termination,
  type Story,
} from '../../support/story.ts'
import { stagesIn, startups } from '../../support/tell.ts'
import { formatTimestamp } from '../../../src/observe/timestamp.ts'

const POD = ['schedule', 'pod setup']
const APP = ['pull app', 'create app', 'start app']
const ready = (one: Story) => one.ready(190, [running('app', 170)])
const plain = (one: Story = story()) => ready(startedBy(setUp(one), 'app', 100))

const stamp = {
  annotations: {
    'podstart.dev/traceparent': '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
    'podstart.dev/admitted-at': formatTimestamp(at(-10)),
  },
}

/** The kubelet's Events name the static pod; the mirror comes when the container runs already. */
const STATIC = '0a1b2c3d4e5f60718293a4b5c6d7e8f9'
const mirror = () =>
  story({
    name: 'etcd-node-a',
    metadata: { annotations: { 'kubernetes.io/config.mirror': STATIC }, creationTimestamp: second(3_000) },
  }).onNode()
const staticEvents = (one: Story) =>
  one
    .event(1_100, 'Pulled', 'Container image "registry/app:1" already present on machine', cached)
    .event(1_110, 'Created', 'Container created', cached)
    .event(1_200, 'Started', 'Container started', cached)
const cached = { container: 'app', uid: STATIC }
const mirrored = (one: Story) => one.added(3_005).ready(3_200, [running('app', 1_200)], { startTime: second(800) })

const gated = () =>
  startedBy(setUp(story({ spec: { readinessGates: [{ conditionType: 'example.com/lb' }] } })), 'app', 100)
    .status(190, {
      phase: 'Running',
      conditions: [condition('Ready', 'False', 190, 'ReadinessGatesNotReady')],
      containerStatuses: [running('app', 170)],
    })
    .ready(5_190, [running('app', 170)])

const restarted = () =>
  startedBy(setUp(story({ containers: [{ name: 'app', startupProbe: {} }] })), 'app', 100)
    .status(190, { containerStatuses: [running('app', 170, { ready: false, started: false })] })
    .status(40_000, { containerStatuses: [again({ ready: false, started: false })] })
    .ready(60_000, [again()])
const again = (more = {}) =>
  running('app', 39_500, { restartCount: 1, lastState: { terminated: termination(170, 39_000, 1) }, ...more })

const withEphemeral = () =>
  plain(story({ spec: { ephemeralContainers: [{ name: 'debug' }] } })).status(195, {
    ephemeralContainerStatuses: [running('debug', 195)],
  })

interface Case {
  readonly name: string
  readonly of: Story
  readonly stages: readonly string[]
}

const CASES: readonly Case[] = [
  { name: 'without a stamp: from the etcd write on', of: plain(), stages: [...POD, ...APP, 'ready'] },
  {
    name: 'with a stamp: from admission on',
    of: plain(story({ metadata: stamp })),
    stages: ['etcd write', ...POD, ...APP, 'ready'],
  },
  {
    name: 'created with nodeName: never scheduled',
    of: ready(startedBy(story().onNode().added(5), 'app', 100)),
    stages: ['pod setup', ...APP, 'ready'],
  },
  {
    name: 'a static pod: from when the kubelet saw it, before its mirror was created',
    of: staticEvents(mirrored(mirror())),
    stages: ['pod setup', ...APP, 'ready'],
  },
  {
    name: 'a static pod whose Events come before its mirror',
    of: mirrored(staticEvents(mirror())),
    stages: ['pod setup', ...APP, 'ready'],
  },
  {
    name: 'a static pod of which no status says when the kubelet saw it: from its mirror on',
    of: staticEvents(mirror())
      .added(3_005)
      .ready(3_200, [running('app', 1_200)]),
    stages: ['ready'],
  },
  { name: 'ephemeral containers are no part of it', of: withEphemeral(), stages: [...POD, ...APP, 'ready'] },
  { name: 'readiness gates are waited for in `ready`', of: gated(), stages: [...POD, ...APP, 'ready'] },
  {
    name: 'a restart before Ready: up to the end of the first run',
    of: restarted(),
    stages: [...POD, ...APP, 'run app'],
  },
  {
    name: 'dots, and what looks like a time, in the pod’s name',
    of: plain(story({ name: `a.b.${(EPOCH + 1n).toString(16)}` })),
    stages: [...POD, ...APP, 'ready'],
  },
  {
    name: 'a name made from generateName',
    of: plain(story({ name: 'web-x7k2p', metadata: { generateName: 'web-' } })),
    stages: [...POD, ...APP, 'ready'],
  },
  {
    name: 'a pod that asks for no container',
    of: setUp(story({ containers: [] })),
    stages: ['schedule', 'pod setup !'],
  },
]

describe('the stages of a pod', () => {
  for (const { name, of, stages } of CASES) {
    it(name, () => {
      expect(startups(of).map(stagesIn)).to.deep.equal([stages])
    })
  }
})

describe('a stage at its place', () => {
  it('a static pod’s begin with `startTime`, not with the mirror', () => {
    const [first] = startups(mirrored(staticEvents(mirror())))
    expect(first?.start.source).to.equal('start_time')
    expect(first?.stages[0]?.from).to.equal(first?.start)
  })
  it('a crash ends the startup at the end of the first run', () => {
    const [first] = startups(restarted())
    expect(first?.outcome).to.equal('crashed')
    expect(first?.end.source).to.equal('container_status')
    expect(first?.stages.at(-1)?.to).to.equal(first?.end)
  })
})

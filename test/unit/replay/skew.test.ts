import { expect } from 'chai'
import { describe, it } from 'mocha'
import { millis, nanos, seconds } from '../../../src/observe/nanos.ts'
import {
  APISERVER,
  CONTROLLERS,
  EXPORTER,
  nodeClock,
  SCHEDULER,
  WEBHOOK,
  type Clock,
} from '../../../src/observe/observation.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { nodesWithout, parseSkew, skewed } from '../../../src/replay/skew.ts'
import { at } from '../../support/story.ts'

describe('parseSkew', () => {
  const CASES: readonly [value: string, skew: readonly (readonly [Clock, bigint])[] | undefined][] = [
    ['node-1=+2s', [[nodeClock('node-1'), seconds(2)]]],
    ['node-1=2s', [[nodeClock('node-1'), seconds(2)]]],
    ['node-1=-1m0.5s', [[nodeClock('node-1'), seconds(-60.5)]]],
    ['ip-10-0-0-1.ec2.internal=+1ms', [[nodeClock('ip-10-0-0-1.ec2.internal'), millis(1)]]],
    [
      'webhook=1s,apiserver=2s, scheduler=-3s ,controllers=4s,exporter=+5s',
      [
        [WEBHOOK, seconds(1)],
        [APISERVER, seconds(2)],
        [SCHEDULER, seconds(-3)],
        [CONTROLLERS, seconds(4)],
        [EXPORTER, seconds(5)],
      ],
    ],
    ['nonsense', undefined],
    ['', undefined],
    ['node-1', undefined],
    ['node-1=', undefined],
    ['node-1=2', undefined],
    ['node-1=+-2s', undefined],
    ['=2s', undefined],
    ['node-1=2s,', undefined],
    ['node-1=2s scheduler=1s', undefined],
  ]
  for (const [value, skew] of CASES) {
    it(`"${value}"`, () => {
      expect(parseSkew(value)).to.deep.equal(skew === undefined ? undefined : new Map(skew))
    })
  }
})

/** The seconds past noon of each clock's times, so that the whole object can be compared. */
interface Times {
  readonly webhook?: string
  readonly apiserver?: string
  readonly scheduler?: string
  readonly node?: string
  readonly controllers?: string
}

const podWith = ({ webhook = '00', apiserver = '00', scheduler = '00', node = '00', controllers = '00' }: Times) => ({
  metadata: {
    name: 'web',
    creationTimestamp: `2026-03-01T12:00:${apiserver}Z`,
    deletionTimestamp: `2026-03-01T12:00:${apiserver}Z`,
    annotations: { 'podstart.dev/admitted-at': `2026-03-01T12:00:${webhook}Z`, note: '2026-03-01T12:00:00Z' },
    labels: { n: '7' },
  },
  spec: { nodeName: 'node-1', priority: 0, containers: [{ name: 'app', args: ['2026-03-01T12:00:00Z'] }] },
  status: {
    startTime: `2026-03-01T12:00:${node}Z`,
    conditions: [
      // Written with the binding, by the API server; what stands in its way is the scheduler's to say.
      { type: 'PodScheduled', status: 'True', lastTransitionTime: `2026-03-01T12:00:${apiserver}Z` },
      { type: 'PodScheduled', status: 'False', lastTransitionTime: `2026-03-01T12:00:${scheduler}Z` },
      { type: 'Ready', status: 'True', lastTransitionTime: `2026-03-01T12:00:${node}Z`, lastProbeTime: null },
      { type: 'example.com/load-balancer', status: 'True', lastTransitionTime: `2026-03-01T12:00:${controllers}Z` },
    ],
    containerStatuses: [
      {
        name: 'app',
        ready: true,
        state: { running: { startedAt: `2026-03-01T12:00:${node}Z` } },
        lastState: {
          terminated: { startedAt: '1970-01-01T00:00:00Z', finishedAt: `2026-03-01T12:00:${node}Z`, exitCode: 1 },
        },
      },
    ],
  },
})

const item = (watch: WatchItem['watch'], object: unknown, arrival = at(0)): WatchItem => ({
  at: arrival,
  watch,
  type: 'MODIFIED',
  object,
  listed: false,
})
const by = (clock: Clock, amount = seconds(2)) => new Map([[clock, amount]])

describe('skewed, a pod', () => {
  const CASES: readonly [clock: Clock, moved: Times][] = [
    [WEBHOOK, { webhook: '02' }],
    [APISERVER, { apiserver: '02' }],
    [SCHEDULER, { scheduler: '02' }],
    [nodeClock('node-1'), { node: '02' }],
    [nodeClock('node-2'), {}],
    [CONTROLLERS, { controllers: '02' }],
  ]
  for (const [clock, moved] of CASES) {
    it(`${clock}: only its own times move, and 1970 means never`, () => {
      expect(skewed(item('pods', podWith({})), by(clock))).to.deep.equal(item('pods', podWith(moved)))
    })
  }
  it('exporter: only the arrival moves', () => {
    expect(skewed(item('pods', podWith({})), by(EXPORTER))).to.deep.equal(item('pods', podWith({}), at(2_000)))
  })
  it('several clocks, each by its own', () => {
    const skew = new Map([...by(WEBHOOK, seconds(7)), ...by(nodeClock('node-1'), seconds(-2))])
    const before = podWith({ webhook: '10', apiserver: '10', scheduler: '10', node: '10' })
    const after = podWith({ webhook: '17', apiserver: '10', scheduler: '10', node: '08' })
    expect(skewed(item('pods', before), skew)).to.deep.equal(item('pods', after))
  })
  it('less than a second leaves a fraction', () => {
    const after = podWith({ apiserver: '00.25' })
    expect(skewed(item('pods', podWith({})), by(APISERVER, millis(250)))).to.deep.equal(item('pods', after))
  })
  it('webhook: the annotation has the prefix that podstart was given', () => {
    const pod = (time: string) => ({ metadata: { annotations: { 'pods.example/admitted-at': time } } })
    expect(skewed(item('pods', pod('2026-03-01T12:00:00.5Z')), by(WEBHOOK), 'pods.example')).to.deep.equal(
      item('pods', pod('2026-03-01T12:00:02.5Z')),
    )
  })
  it('leaves what is no pod as it is', () => {
    const odd = { metadata: null, status: [1, 'x', { startTime: 7 }] }
    expect(skewed(item('pods', odd), by(nodeClock('node-1')))).to.deep.equal(item('pods', odd))
  })
})

const HEX = 0x18c0_1234_5678_9abcn

const eventWith = (source: object, second: string, hex: bigint, created = '00') => ({
  metadata: { name: `web.${hex.toString(16)}`, namespace: 'shop', creationTimestamp: `2026-03-01T12:00:${created}Z` },
  involvedObject: { kind: 'Pod', name: 'web.18c0123456789abc', uid: 'u' },
  reason: 'Started',
  message: '2026-03-01T12:00:00Z',
  firstTimestamp: `2026-03-01T12:00:${second}Z`,
  lastTimestamp: `2026-03-01T12:00:${second}Z`,
  eventTime: null,
  series: { count: 2, lastObservedTime: `2026-03-01T12:00:${second}.5Z` },
  ...source,
})
const KUBELET = { source: { component: 'kubelet', host: 'node-1' } }
const BY_SCHEDULER = { reportingComponent: 'default-scheduler' }
const BY_CONTROLLER = { source: { component: 'taint-eviction-controller' } }

describe('skewed, an Event', () => {
  const CASES: readonly [clock: Clock, source: object, moves: boolean][] = [
    [nodeClock('node-1'), KUBELET, true],
    [nodeClock('node-2'), KUBELET, false],
    [SCHEDULER, KUBELET, false],
    [SCHEDULER, BY_SCHEDULER, true],
    [CONTROLLERS, BY_CONTROLLER, true],
    [nodeClock('node-1'), BY_CONTROLLER, false],
  ]
  for (const [clock, source, moves] of CASES) {
    it(`${clock}, an Event by ${JSON.stringify(source)}: ${moves ? 'its times and its name move' : 'as it was'}`, () => {
      const after = moves ? eventWith(source, '02', HEX + seconds(2)) : eventWith(source, '00', HEX)
      expect(skewed(item('events', eventWith(source, '00', HEX)), by(clock))).to.deep.equal(item('events', after))
    })
  }
  it('apiserver: only when it was created moves', () => {
    const after = eventWith(KUBELET, '00', HEX, '02')
    expect(skewed(item('events', eventWith(KUBELET, '00', HEX)), by(APISERVER))).to.deep.equal(item('events', after))
  })
  it('exporter: only the arrival moves', () => {
    const event = eventWith(KUBELET, '00', HEX)
    expect(skewed(item('events', event), by(EXPORTER, nanos(1n)))).to.deep.equal(
      item('events', event, nanos(at(0) + 1n)),
    )
  })
  const NAMES: readonly [name: string, moved: string][] = [
    ['web.18c0123456789abc', 'web.18c01233df4306bc'],
    ['web.with.dots.18c0123456789abc', 'web.with.dots.18c01233df4306bc'],
    ['web.123', 'web.123'],
    ['web', 'web'],
  ]
  for (const [name, moved] of NAMES) {
    it(`a slow node's Event ${name}: ${moved}`, () => {
      const named = (one: string) => ({ ...eventWith(KUBELET, '00', HEX), metadata: { name: one } })
      const { object } = skewed(item('events', named(name)), by(nodeClock('node-1'), seconds(-2)))
      expect((object as ReturnType<typeof named>).metadata).to.deep.equal({ name: moved })
    })
  }
  it('a name keeps its leading zero when another clock is set off', () => {
    const event = { ...eventWith(KUBELET, '00', HEX), metadata: { name: 'web.0123456789abcdef' } }
    expect(skewed(item('events', event), by(SCHEDULER))).to.deep.equal(item('events', event))
  })
})

describe('nodesWithout', () => {
  const items = [
    item('pods', { spec: { nodeName: 'node-1' } }),
    item('events', eventWith({ source: { component: 'kubelet', host: 'node-2' } }, '00', HEX)),
  ]
  const CASES: readonly [skew: string, nodes: readonly string[]][] = [
    ['node-1=1s,node-2=1s,apiserver=1s,controllers=1s,exporter=1s,webhook=1s,scheduler=1s', []],
    ['apiservr=1s,node-3=1s', ['apiservr', 'node-3']],
  ]
  for (const [skew, nodes] of CASES) {
    it(`${skew}: ${nodes.length === 0 ? 'all are there' : nodes.join(', ')}`, () => {
      expect(nodesWithout(parseSkew(skew) ?? new Map(), items)).to.deep.equal(nodes)
    })
  }
})

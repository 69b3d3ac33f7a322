import { expect } from 'chai'
import { describe, it } from 'mocha'
import { formatTimestamp } from '../../../src/observe/timestamp.ts'
import type { SpanRecord } from '../../../src/telemetry/span-record.ts'
import { spansOf, type SpanSettings } from '../../../src/telemetry/spans.ts'
import { derivedSpanId } from '../../../src/trace/ids.ts'
import { msOf } from '../../support/facts.ts'
import { disorderIn } from '../../support/order.ts'
import { at, condition, running, setUp, startedBy, story, waiting, type Story } from '../../support/story.ts'
import { startups } from '../../support/tell.ts'

const UID = '11111111-2222-4333-8444-555555555555'
const TRACE = '0123456789abcdef0123456789abcdef'
const ROOT = '89abcdef01234567'
const stamp = {
  annotations: {
    'podstart.dev/traceparent': `00-${TRACE}-${ROOT}-01`,
    'podstart.dev/admitted-at': formatTimestamp(at(-10)),
  },
}
const traces = (one: Story, settings: SpanSettings = { mode: 'link' }) =>
  startups(one).map((startup) => spansOf(startup, settings))

/** Stamped, created with nodeName, and running in one status. */
const small = () =>
  story({ metadata: { ...stamp, ownerReferences: [{ kind: 'DaemonSet', name: 'agent', controller: true }] } })
    .onNode()
    .added(5)
    .status(30, { containerStatuses: [waiting('app')] })
    .ready(190, [running('app', 170)])

const id = (...parts: readonly string[]) => derivedSpanId(UID, 'pod startup', ...parts)
const us = (ms: number, micros = 0) => at(ms) - BigInt(micros) * 1_000n

const WHERE = {
  'k8s.namespace.name': 'shop',
  'k8s.pod.name': 'web',
  'k8s.pod.uid': UID,
  'k8s.node.name': 'node-a',
  'podstart.workload': 'agent',
  'k8s.daemonset.name': 'agent',
}
const APP = {
  'k8s.container.name': 'app',
  'podstart.container.role': 'main',
  'container.image.name': 'registry/app',
  'container.image.tags': ['1'],
}
const bounds = (from: readonly [string, number], to: readonly [string, number]) => ({
  'podstart.start.source': from[0],
  'podstart.start.uncertainty_ms': from[1],
  'podstart.end.source': to[0],
  'podstart.end.uncertainty_ms': to[1],
})
const bare = { events: [], droppedEvents: 0, links: [], traceId: TRACE, sampled: true }
const child = { ...bare, parentSpanId: ROOT }
const ADMITTED = ['stamp', 2] as const
const WRITTEN = ['watch_arrival', 16] as const
const READY = ['watch_arrival', 201] as const
const MERGED = 'pod setup+pull+create+start'

const SMALL: readonly object[] = [
  {
    ...bare,
    spanId: ROOT,
    service: 'pods/agent',
    name: 'pod startup',
    start: us(-10),
    end: us(190),
    attributes: {
      ...WHERE,
      'podstart.outcome': 'ready',
      'podstart.summary': `ready after 200 ms; ${MERGED} app took 185 ms (93 %)`,
      'podstart.critical_path': `${MERGED} app 93 %, etcd write 8 %`,
      'podstart.stamp': 'trusted',
      ...bounds(ADMITTED, READY),
    },
    events: [{ name: 'ContainerCreating', at: us(30), attributes: { 'podstart.reason': 'ContainerCreating' } }],
  },
  {
    ...child,
    spanId: id('etcd write', ''),
    service: 'k8s/kube-apiserver',
    name: 'etcd write',
    start: us(-10),
    end: us(5, 1),
    attributes: { ...WHERE, 'podstart.stages': ['etcd write'], ...bounds(ADMITTED, WRITTEN) },
  },
  {
    ...child,
    spanId: id('container', 'app'),
    service: 'k8s/kubelet',
    name: 'container app',
    start: us(5),
    end: us(190, 2),
    attributes: { ...WHERE, ...APP, ...bounds(WRITTEN, READY) },
  },
  {
    ...child,
    parentSpanId: id('container', 'app'),
    spanId: id('pod setup', 'app'),
    service: 'k8s/kubelet',
    name: MERGED,
    start: us(5),
    end: us(190, 2),
    attributes: {
      ...WHERE,
      ...APP,
      'podstart.stages': ['pod setup', 'pull', 'create', 'start'],
      ...bounds(WRITTEN, READY),
    },
  },
  {
    ...child,
    spanId: id('ready', ''),
    service: 'k8s/kubelet',
    name: 'ready',
    start: us(190, 1),
    end: us(190),
    attributes: { ...WHERE, 'podstart.stages': ['ready'], ...bounds(READY, READY) },
  },
]

describe('the spans of a small startup', () => {
  const [spans = []] = traces(small())
  for (const [i, expected] of SMALL.entries()) {
    it((expected as SpanRecord).name, () => {
      expect(spans[i]).to.deep.equal(expected)
    })
  }
  it('and no others', () => {
    expect(spans.map(({ name }) => name)).to.deep.equal(SMALL.map((one) => (one as SpanRecord).name))
  })
  it('are the same when it is replayed', () => {
    expect(traces(small())).to.deep.equal([spans])
  })
  it('have one service for all roots where that is asked for', () => {
    const [[root] = []] = traces(small(), { mode: 'link', rootService: 'pods' })
    expect(root?.service).to.equal('pods')
  })
  it('have the service that the pod names for itself', () => {
    const named = story({ metadata: { annotations: { 'resource.opentelemetry.io/service.name': 'checkout' } } })
    const [[root] = []] = traces(setUp(named).ready(190, [running('app', 170)]))
    expect(root?.service).to.equal('pods/checkout')
  })
})

describe('the ids of a trace', () => {
  const rootOf = (one: Story) => traces(one).map(([root]) => [root?.traceId, root?.spanId])
  it('are those of the stamp', () => {
    expect(rootOf(small())).to.deep.equal([[TRACE, ROOT]])
  })
  it('are made of the UID where there is no stamp', () => {
    expect(rootOf(setUp(story()).ready(190, [running('app', 170)]))).to.deep.equal([
      ['11111111222243338444555555555555', derivedSpanId(UID, 'pod startup')],
    ])
  })
})

/** A span as a row: what it hangs on, who did it, and how it went. */
const rowsOf = (spans: readonly SpanRecord[]): readonly string[] =>
  spans.map(({ name, parentSpanId, service, error, start, end, attributes }) => {
    const parent = spans.find(({ spanId }) => spanId === parentSpanId)?.name
    const told = attributes['error.type'] === undefined ? '' : ` (${String(attributes['error.type'])})`
    return [
      parent === undefined ? name : `${parent} > ${name}`,
      service,
      `${Math.round(msOf(start))}-${Math.round(msOf(end))}`,
      ...(error === undefined ? [] : [`ERROR ${error}${told}`]),
    ].join(' | ')
  })

const stuck = () =>
  setUp(story())
    .event(100, 'Pulling', 'Pulling image "registry/app:1"', { container: 'app' })
    .event(150, 'Failed', 'Error: ErrImagePull', { container: 'app', type: 'Warning' })
    .status(200, { containerStatuses: [waiting('app', 'ErrImagePull')] })

describe('the spans of a startup that did not come to a good end', () => {
  it('say so from the root down to the stage', () => {
    expect(traces(stuck()).map(rowsOf)).to.deep.equal([
      [
        'pod startup | pods/(bare) | 5-600005 | ERROR ErrImagePull (ErrImagePull)',
        'pod startup > schedule | k8s/kube-scheduler | 5-20',
        'pod startup > pod setup | k8s/kubelet | 20-100',
        'pod startup > container app | k8s/kubelet | 100-600005 | ERROR ErrImagePull (ErrImagePull)',
        'container app > pull | k8s/kubelet | 100-600005 | ERROR ErrImagePull (ErrImagePull)',
      ],
    ])
  })
  it('name the outcome where no reason is told', () => {
    expect(traces(story().added(5).status(10, { phase: 'Failed' })).map(rowsOf)).to.deep.equal([
      [
        'pod startup | pods/(bare) | 5-10 | ERROR failed (failed)',
        'pod startup > schedule | k8s/kube-scheduler | 5-10 | ERROR failed (failed)',
      ],
    ])
  })
  it('are no errors where somebody deleted it', () => {
    expect(traces(stuck().deleting(900)).map(rowsOf)).to.deep.equal([
      [
        'pod startup | pods/(bare) | 5-900',
        'pod startup > schedule | k8s/kube-scheduler | 5-20',
        'pod startup > pod setup | k8s/kubelet | 20-100',
        'pod startup > container app | k8s/kubelet | 100-900',
        'container app > pull | k8s/kubelet | 100-900',
      ],
    ])
  })
})

describe('a startup that went on after it was stuck', () => {
  const [first = [], second = []] = traces(startedBy(stuck(), 'app', 700_000).ready(700_190, [running('app', 700_170)]))
  it('has a second trace', () => {
    expect(rowsOf(second)).to.deep.equal([
      'pod startup resumed | pods/(bare) | 600005-700190',
      'pod startup resumed > container app | k8s/kubelet | 600005-700070',
      'container app > pull | k8s/kubelet | 600005-700050',
      'container app > create | k8s/kubelet | 700050-700060',
      'container app > start | k8s/kubelet | 700060-700070',
      'pod startup resumed > ready | k8s/kubelet | 700070-700190',
    ])
  })
  it('has a link to the first', () => {
    const [root] = first
    expect(second[0]?.links).to.deep.equal([{ traceId: root?.traceId, spanId: root?.spanId, sampled: true }])
  })
  it('has no id in common with the first', () => {
    const ids = [...first, ...second].map(({ spanId }) => spanId)
    expect(new Set(ids).size).to.equal(ids.length)
    expect(second[0]?.traceId).not.to.equal(first[0]?.traceId)
  })
  it('is in order', () => {
    expect([...disorderIn(first), ...disorderIn(second)]).to.deep.equal([])
  })
})

describe('readiness gates', () => {
  it('are named by the span that waits for them', () => {
    const gated = story({ spec: { readinessGates: [{ conditionType: 'example.com/lb' }] } })
    const [spans = []] = traces(
      setUp(gated).ready(190, [running('app', 170)], { conditions: [condition('Ready', 'True', 190)] }),
    )
    const named = spans.filter(({ attributes }) => attributes['podstart.readiness_gates'] !== undefined)
    expect(named.map(({ name, attributes }) => [name, attributes['podstart.readiness_gates']])).to.deep.equal([
      ['ready', ['example.com/lb']],
    ])
  })
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { waterfall, type WaterfallStyle } from '../../../src/cli/waterfall.ts'
import type { SpanRecord } from '../../../src/telemetry/span-record.ts'
import type { SpanId, TraceId } from '../../../src/trace/traceparent.ts'
import { at } from '../../support/story.ts'

const plain: WaterfallStyle['paint'] = (_, text) => text
const marked: WaterfallStyle['paint'] = (style, text) => (style === 'plain' ? text : `<${style}>${text}</>`)

/** A span from one millisecond to another, a child of the span of that name. */
function span(name: string, from: number, to: number, parent?: string, more: Partial<SpanRecord> = {}): SpanRecord {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c' as TraceId,
    spanId: name as SpanId,
    ...(parent === undefined ? {} : { parentSpanId: parent as SpanId }),
    sampled: true,
    service: 'pods/web',
    name,
    start: at(from),
    end: at(to),
    attributes: {},
    events: [],
    droppedEvents: 0,
    links: [],
    ...more,
  }
}

const ROOT = {
  'k8s.namespace.name': 'shop',
  'k8s.pod.name': 'web-1',
  'k8s.node.name': 'node-a',
  'podstart.outcome': 'ready',
  'podstart.summary': 'ready after 1 s; pull app took 600 ms (60 %)',
  'podstart.critical_path': 'pull app 60 %, start app 30 %',
}
const stage = { attributes: { 'podstart.stages': 'pull' } }
const problem = (ms: number, name: string, message?: string) => ({
  name,
  at: at(ms),
  attributes: message === undefined ? {} : { 'podstart.message': message },
})

const READY = [
  span('pod startup', 0, 1_000, undefined, { attributes: ROOT, events: [problem(5, 'Initialized')] }),
  span('schedule', 0, 1, 'pod startup', {
    attributes: { 'podstart.start.uncertainty_ms': 2, 'podstart.end.uncertainty_ms': 3 },
  }),
  // Behind what came after it: the tree is in order of time.
  span('ready', 990, 1_000, 'pod startup'),
  span('container application', 100, 990, 'pod startup'),
  span('pull', 100, 700, 'container application', stage),
  span('start', 700, 990, 'container application'),
]

const STUCK = [
  span('pod startup', 0, 600_000, undefined, {
    attributes: {
      'k8s.namespace.name': 'shop',
      'k8s.pod.name': 'web-1',
      'podstart.outcome': 'stuck',
      'podstart.summary':
        'not ready after 10 min: pull of container app, ErrImagePull: no such\nhost \u001b[31mregistry',
    },
    error: 'ErrImagePull',
  }),
  span('pull', 300_000, 600_000, 'pod startup', {
    ...stage,
    error: 'ErrImagePull',
    events: [
      problem(1, 'ErrImagePull', 'no such\nhost \u001b[31mregistry'),
      problem(2, 'ErrImagePull', 'no such\nhost \u001b[31mregistry'),
      problem(3, 'BackOff', 'Back-off pulling image "registry.example.com/team/application:v1.2.3"'),
      problem(4, 'Failed', 'a'),
      problem(5, 'Failed', 'b'),
      problem(6, 'Failed', 'c'),
    ],
  }),
]

const DELETED = [
  span('pod startup', 0, 10, undefined, {
    attributes: { ...ROOT, 'podstart.outcome': 'deleted', 'podstart.summary': 'deleted after 10 ms' },
  }),
]

interface Case {
  readonly title: string
  readonly spans: readonly SpanRecord[]
  readonly width: number
  readonly paint: WaterfallStyle['paint']
  readonly lines: readonly string[]
}

const CASES: readonly Case[] = [
  {
    title: 'in 80 columns',
    spans: READY,
    width: 80,
    paint: plain,
    lines: [
      'pods/web: pod startup  shop/web-1 on node-a',
      'ready after 1 s; pull app took 600 ms (60 %)',
      'trace 0af7651916cd43dd8448eb211c80319c  critical path: pull app 60 %, start app 30 %',
      'pod startup               ██████████████████████████████████████████         1 s',
      '├─ schedule               ▏                                           1 ms ±5 ms',
      '├─ container application      ██████████████████████████████████████      890 ms',
      '│  ├─ pull                    █████████████████████████                   600 ms',
      '│  └─ start                                            █████████████      290 ms',
      '└─ ready                                                           ▏       10 ms',
    ],
  },
  {
    title: 'in 40 columns, with names cut off',
    spans: READY,
    width: 40,
    paint: plain,
    lines: [
      'pods/web: pod startup  shop/web-1 on node-a',
      'ready after 1 s; pull app took 600 ms (…',
      'trace 0af7651916cd43dd8448eb211c80319c  critical path: pull app 60 %, start app 30 %',
      'pod startup       ██████████         1 s',
      '├─ schedule       ▏           1 ms ±5 ms',
      '├─ container ap…   █████████      890 ms',
      '│  ├─ pull         ██████         600 ms',
      '│  └─ start              ███      290 ms',
      '└─ ready                   ▏       10 ms',
    ],
  },
  {
    title: 'in 30 columns, without bars',
    spans: READY,
    width: 30,
    paint: plain,
    lines: [
      'pods/web: pod startup  shop/web-1 on node-a',
      'ready after 1 s; pull app too…',
      'trace 0af7651916cd43dd8448eb211c80319c  critical path: pull app 60 %, start app 30 %',
      'pod startup                1 s',
      '├─ schedule         1 ms ±5 ms',
      '├─ container appl…      890 ms',
      '│  ├─ pull              600 ms',
      '│  └─ start             290 ms',
      '└─ ready                 10 ms',
    ],
  },
  {
    title: 'in 12 columns',
    spans: STUCK,
    width: 12,
    paint: plain,
    lines: [
      'pods/web: pod startup  shop/web-1',
      'not ready a…',
      'trace 0af7651916cd43dd8448eb211c80319c',
      'p…  10 min 0 s',
      '└…   5 min 0 s',
      '  ! ErrImag…',
      '  ! BackOff…',
      '  ! Failed:…',
      '  ! … and 2…',
    ],
  },
  {
    title: 'in colours',
    spans: READY,
    width: 60,
    paint: marked,
    lines: [
      '<bold>pods/web: pod startup</>  shop/web-1 on node-a',
      '<green>ready after 1 s; pull app took 600 ms (60 %)</>',
      '<dim>trace 0af7651916cd43dd8448eb211c80319c  critical path: pull app 60 %, start app 30 %</>',
      'pod startup               <dim>██████████████████████</>         1 s',
      '├─ schedule               <dim>▏</>                       1 ms ±5 ms',
      '├─ container application    <dim>████████████████████</>      890 ms',
      '│  ├─ pull                  <cyan>█████████████</>             600 ms',
      '│  └─ start                              <dim>███████</>      290 ms',
      '└─ ready                                       <dim>▏</>       10 ms',
    ],
  },
  {
    title: 'with its problems in red, the first few of them, without escape codes',
    spans: STUCK,
    width: 80,
    paint: marked,
    lines: [
      '<bold>pods/web: pod startup</>  shop/web-1',
      '<red>not ready after 10 min: pull of container app, ErrImagePull: no such host [31mr…</>',
      '<dim>trace 0af7651916cd43dd8448eb211c80319c</>',
      'pod startup  <red>███████████████████████████████████████████████████████</>  10 min 0 s',
      '└─ pull                                  <red>███████████████████████████</>   5 min 0 s',
      '             <dim>! ErrImagePull: no such host [31mregistry</>',
      '             <dim>! BackOff: Back-off pulling image "registry.example.com/team/appli…</>',
      '             <dim>! Failed: a</>',
      '             <dim>! … and 2 more</>',
    ],
  },
  {
    title: 'neither good nor bad in yellow',
    spans: DELETED,
    width: 60,
    paint: marked,
    lines: [
      '<bold>pods/web: pod startup</>  shop/web-1 on node-a',
      '<yellow>deleted after 10 ms</>',
      '<dim>trace 0af7651916cd43dd8448eb211c80319c  critical path: pull app 60 %, start app 30 %</>',
      'pod startup  <dim>████████████████████████████████████████</>  10 ms',
    ],
  },
]

describe('waterfall', () => {
  for (const { title, spans, width, paint, lines } of CASES) {
    it(title, () => {
      expect(waterfall(spans, { width, paint })).to.deep.equal(lines)
    })
  }
  for (const width of [1, 8, 15, 20, 27, 36, 60]) {
    it(`in ${width} columns no line of a span is longer than that, or than its time`, () => {
      const tree = waterfall(READY, { width, paint: plain }).slice(3)
      expect(tree.filter((line) => line.length > Math.max(width, 'p…  1 ms ±5 ms'.length))).to.deep.equal([])
    })
  }
  it('of no spans is nothing', () => {
    expect(waterfall([], { width: 80, paint: plain })).to.deep.equal([])
  })
})

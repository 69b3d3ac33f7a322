import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readPodSpec } from '../../../src/observe/pod-spec.ts'
import { seconds } from '../../../src/observe/nanos.ts'
import { parseTimestamp } from '../../../src/observe/timestamp.ts'

type Json = Readonly<Record<string, unknown>>

const CREATED = '2026-03-01T12:00:00Z'
const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const OTHER = '00-1bf7651916cd43dd8448eb211c80319c-c7ad6b7169203331-00'

const pod = (metadata: Json = {}, spec: Json = {}): Json => ({
  metadata: { namespace: 'shop', name: 'web', uid: 'uid-1', creationTimestamp: CREATED, ...metadata },
  spec: { containers: [{ name: 'app', image: 'r/app:1' }], ...spec },
})
const annotated = (annotations: Json) => pod({ annotations })

const FACT = {
  kind: 'pod',
  namespace: 'shop',
  name: 'web',
  createdAt: parseTimestamp(CREATED),
  restartPolicy: 'Always',
  workload: { name: '(bare)' },
  readinessGates: [],
  containers: [{ name: 'app', role: 'main', image: 'r/app:1', probes: [] }],
}

const CASES: ReadonlyArray<readonly [name: string, pod: unknown, fact: Json | undefined]> = [
  ['a plain pod, with restartPolicy Always', pod(), FACT],
  ['another restartPolicy', pod({}, { restartPolicy: 'Never' }), { ...FACT, restartPolicy: 'Never' }],
  ['a pod named by generateName', pod({ name: 'web-x7k2q', generateName: 'web-' }), { ...FACT, name: 'web-x7k2q' }],
  [
    'our stamp',
    annotated({ 'podstart.dev/traceparent': PARENT, 'podstart.dev/admitted-at': '1772366400000000123' }),
    { ...FACT, stamp: { traceparent: PARENT, admittedAt: '1772366400000000123' } },
  ],
  [
    'our stamp, with the context that it was made in',
    annotated({
      'podstart.dev/traceparent': PARENT,
      'podstart.dev/admitted-at': '1',
      'podstart.dev/context': `${OTHER} a=b`,
    }),
    { ...FACT, stamp: { traceparent: PARENT, admittedAt: '1', context: `${OTHER} a=b` } },
  ],
  ['a stamp without its time, which is none', annotated({ 'podstart.dev/traceparent': PARENT }), FACT],
  ['a stamp without its parent, which is none', annotated({ 'podstart.dev/admitted-at': '1' }), FACT],
  [
    'a stamp under the prefix of another installation, which is none',
    annotated({ 'example.org/traceparent': PARENT, 'example.org/admitted-at': '1' }),
    FACT,
  ],
  [
    'the context that others left',
    annotated({ 'opentelemetry.io/traceparent': OTHER }),
    { ...FACT, foreignContext: OTHER },
  ],
  [
    'one that is sampled before one that is not',
    annotated({ 'tracing.k8s.io/traceparent': OTHER, traceparent: PARENT }),
    { ...FACT, foreignContext: PARENT },
  ],
  ['no context in what is none', annotated({ traceparent: 'hello' }), FACT],
  ['the mirror of a static pod', annotated({ 'kubernetes.io/config.mirror': 'a1b2' }), { ...FACT, mirrorOf: 'a1b2' }],
  [
    'the name of its service',
    annotated({ 'resource.opentelemetry.io/service.name': 'checkout' }),
    { ...FACT, serviceName: 'checkout' },
  ],
  ['annotations that are no texts', annotated({ traceparent: 1, 'kubernetes.io/config.mirror': null }), FACT],
  [
    'readiness gates',
    pod({}, { readinessGates: [{ conditionType: 'lb' }, {}, { conditionType: 'mesh' }] }),
    { ...FACT, readinessGates: ['lb', 'mesh'] },
  ],
  [
    'init containers and sidecars, in the order in which they are started',
    pod({}, { initContainers: [{ name: 'migrate' }, { name: 'proxy', restartPolicy: 'Always' }, { name: 'late' }] }),
    {
      ...FACT,
      containers: [
        { name: 'migrate', role: 'init', probes: [] },
        { name: 'proxy', role: 'sidecar', probes: [] },
        { name: 'late', role: 'init', probes: [] },
        ...FACT.containers,
      ],
    },
  ],
  [
    'a restartPolicy of a main container, which makes no sidecar',
    pod({}, { containers: [{ name: 'app', restartPolicy: 'Always' }] }),
    { ...FACT, containers: [{ name: 'app', role: 'main', probes: [], restartPolicy: 'Always' }] },
  ],
  [
    'probes that hold up readiness',
    pod(
      {},
      {
        containers: [
          { name: 'both', readinessProbe: {}, livenessProbe: {}, startupProbe: {} },
          { name: 'slow', readinessProbe: { initialDelaySeconds: 60, periodSeconds: 5, timeoutSeconds: 2 } },
          { name: 'alive', livenessProbe: {} },
          { name: 'null', readinessProbe: null },
        ],
      },
    ),
    {
      ...FACT,
      containers: [
        { name: 'both', role: 'main', probes: ['startup', 'readiness'], firstAnswer: seconds(11) },
        { name: 'slow', role: 'main', probes: ['readiness'], firstAnswer: seconds(67) },
        { name: 'alive', role: 'main', probes: [] },
        { name: 'null', role: 'main', probes: [] },
      ],
    },
  ],
  ['no container without a name', pod({}, { containers: [{ image: 'x' }, null] }), { ...FACT, containers: [] }],
  ['no ephemeral container', pod({}, { ephemeralContainers: [{ name: 'debug' }] }), FACT],
  ['no pod without a namespace', pod({ namespace: '' }), undefined],
  ['no pod without a name', pod({ name: undefined, generateName: 'web-' }), undefined],
  ['no pod without a creationTimestamp', pod({ creationTimestamp: null }), undefined],
  ['no pod in what is none', 'pod', undefined],
]

describe('readPodSpec', () => {
  for (const [name, object, fact] of CASES) {
    it(`reads ${name}`, () => {
      expect(readPodSpec(object)).to.deep.equal(fact)
    })
  }
  it('reads the stamp under the prefix that it is told, and no other', () => {
    const annotations = {
      'podstart.dev/traceparent': OTHER,
      'podstart.dev/admitted-at': '2',
      'example.org/traceparent': PARENT,
      'example.org/admitted-at': '1',
    }
    expect(readPodSpec(annotated(annotations), 'example.org')?.stamp).to.deep.equal({
      traceparent: PARENT,
      admittedAt: '1',
    })
  })
})

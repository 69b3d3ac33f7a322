import { expect } from 'chai'
import { describe, it } from 'mocha'
import { redacted } from '../../../src/replay/redact.ts'
import { readItems, recordingNames } from '../../support/recordings.ts'
import { tracesIn } from '../../support/traces.ts'

type Json = Readonly<Record<string, unknown>>

const SECRET = 'hunter2'

const pod = (spec: Json, annotations: Json = {}): Json => ({
  kind: 'Pod',
  metadata: { name: 'web', uid: 'u', annotations },
  spec,
})
const container = (more: Json): Json => ({ name: 'app', image: 'registry/app:1', ...more })
const withContainer = (more: Json): Json => pod({ containers: [container(more)] })
const withVolume = (more: Json): Json => pod({ containers: [], volumes: [{ name: 'data', ...more }] })
const withAnnotation = (key: string): Json => pod({ containers: [] }, { [key]: `{"password":"${SECRET}"}` })
const BARE = pod({ containers: [{ name: 'app', image: 'registry/app:1' }] })

const HEADERS = [{ name: 'Authorization', value: `Bearer ${SECRET}` }]
const EXEC = { exec: { command: ['mysqladmin', `-p${SECRET}`, 'ping'] } }
const httpGet = (more: Json): Json => ({ httpGet: { path: '/healthz', port: 8080, ...more } })

/** A pod with a secret in it, and what is left. */
const CASES: readonly (readonly [where: string, object: Json, left: Json])[] = [
  ['env value', withContainer({ env: [{ name: 'PASSWORD', value: SECRET }] }), BARE],
  [
    'env valueFrom',
    withContainer({ env: [{ name: 'P', valueFrom: { secretKeyRef: { name: SECRET, key: 'key' } } }] }),
    BARE,
  ],
  ['envFrom', withContainer({ envFrom: [{ prefix: 'P_', secretRef: { name: SECRET } }] }), BARE],
  ['args', withContainer({ args: ['--password', SECRET] }), BARE],
  ['command', withContainer({ command: ['serve', `--password=${SECRET}`] }), BARE],
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe): (typeof CASES)[number][] => [
    [`${probe}: exec`, withContainer({ [probe]: { ...EXEC, periodSeconds: 5 } }), withContainer({ [probe]: {} })],
    [
      `${probe}: httpHeaders`,
      withContainer({ [probe]: { ...httpGet({ httpHeaders: HEADERS }), periodSeconds: 5 } }),
      withContainer({ [probe]: {} }),
    ],
  ]),
  ...['postStart', 'preStop'].flatMap((hook): (typeof CASES)[number][] => [
    [`${hook}: exec`, withContainer({ lifecycle: { [hook]: EXEC } }), BARE],
    [
      `${hook}: httpHeaders`,
      withContainer({ lifecycle: { [hook]: httpGet({ httpHeaders: HEADERS }), stopSignal: 'SIGTERM' } }),
      BARE,
    ],
  ]),
  ...['initContainers', 'ephemeralContainers'].map((list): (typeof CASES)[number] => [
    list,
    pod({
      containers: [],
      [list]: [
        container({ env: [{ name: 'P', value: SECRET }], args: [SECRET], command: [SECRET], readinessProbe: EXEC }),
        container({ restartPolicy: 'Always', startupProbe: httpGet({ httpHeaders: HEADERS }) }),
      ],
    }),
    pod({
      containers: [],
      [list]: [container({ readinessProbe: {} }), container({ restartPolicy: 'Always', startupProbe: {} })],
    }),
  ]),
  [
    'last-applied-configuration',
    withAnnotation('kubectl.kubernetes.io/last-applied-configuration'),
    pod({ containers: [] }),
  ],
  ['annotations of others', withAnnotation('vault.hashicorp.com/agent-inject-template'), pod({ containers: [] })],
  ['annotations without a domain', withAnnotation('password'), pod({ containers: [] })],
  ['annotations named almost like ours', withAnnotation('podstart.dev/traceparent-of'), pod({ containers: [] })],
  [
    'a volume’s options',
    withVolume({ csi: { driver: 'd', volumeAttributes: { secretKey: SECRET } } }),
    pod({ containers: [] }),
  ],
  [
    'a flex volume’s options',
    withVolume({ flexVolume: { driver: 'd', options: { password: SECRET } } }),
    pod({ containers: [] }),
  ],
  [
    'host aliases',
    pod({ containers: [], hostAliases: [{ ip: '10.0.0.1', hostnames: [SECRET] }] }),
    pod({ containers: [] }),
  ],
  ['a mount’s expression', withContainer({ volumeMounts: [{ name: 'v', subPathExpr: SECRET }] }), BARE],
  ['a context of somebody else', withAnnotation('example.org/baggage'), pod({ containers: [] })],
  [
    'a volume’s address',
    withVolume({ iscsi: { targetPortal: SECRET, chapAuthSession: true } }),
    pod({ containers: [] }),
  ],
]

describe('a secret does not come into a recording', () => {
  for (const [where, object, left] of CASES) {
    it(where, () => {
      expect(redacted(object)).to.deep.equal(left)
    })
  }
  it('a probe’s path with a key in its query', () => {
    const object = withContainer({ readinessProbe: httpGet({ path: `/healthz?key=${SECRET}` }) })
    expect(JSON.stringify(redacted(object))).not.to.include(SECRET)
  })
  it('whoever last managed a field', () => {
    const object = { kind: 'Pod', metadata: { name: 'web', managedFields: [{ fieldsV1: { [SECRET]: {} } }] } }
    expect(redacted(object)).to.deep.equal({ kind: 'Pod', metadata: { name: 'web' } })
  })
  it('the annotations of an Event', () => {
    const object = { kind: 'Event', metadata: { name: 'e', annotations: { note: SECRET } }, reason: 'Pulled' }
    expect(redacted(object)).to.deep.equal({
      kind: 'Event',
      metadata: { name: 'e', annotations: {} },
      reason: 'Pulled',
    })
  })
})

describe('a recording keeps', () => {
  const KEPT = [
    'podstart.dev/traceparent',
    'podstart.dev/tracestate',
    'podstart.dev/admitted-at',
    'podstart.dev/context',
    'podstart.dev/blind-since',
    'example.org/traceparent',
    'example.org/admitted-at',
    'example.org/context',
    'tracing.k8s.io/traceparent',
    'traces.opentelemetry.io/traceparent',
    'traceparent',
    'k8s.io/initial-events-end',
    'kubernetes.io/config.mirror',
    'resource.opentelemetry.io/service.name',
  ]
  for (const key of KEPT) {
    it(`the annotation ${key}`, () => {
      expect(redacted(pod({}, { [key]: 'value' }))).to.deep.equal(pod({}, { [key]: 'value' }))
    })
  }
  const SAME: readonly (readonly [title: string, object: unknown])[] = [
    ['a pod without secrets', BARE],
    ['an ERROR’s status', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' }],
    ['an Event', { kind: 'Event', involvedObject: { uid: 'u' }, message: 'Pulling image "registry/app:1"' }],
    ['what is no object', 'text'],
    ['nothing', null],
    ['parts that are not what they should be', { metadata: null, spec: { containers: 'none' } }],
    ['containers that are none', { spec: { containers: [null, 7], initContainers: {} } }],
    ['a probe that is none', withContainer({ readinessProbe: null })],
  ]
  for (const [title, object] of SAME) {
    it(`${title} as it is`, () => {
      expect(redacted(object)).to.deep.equal(object)
    })
  }
  it('nothing of the object itself: it is not changed', () => {
    const object = withContainer({ env: [{ name: 'P', value: SECRET }], readinessProbe: EXEC })
    const before = structuredClone(object)
    redacted(object)
    expect(object).to.deep.equal(before)
  })
})

describe('a redacted recording', () => {
  for (const name of recordingNames) {
    const items = readItems(name)
    const bare = items.map((item) => ({ ...item, object: redacted(item.object) }))
    it(`${name}: replays to the same traces`, () => {
      expect(tracesIn(bare)).to.deep.equal(tracesIn(items))
    })
    it(`${name}: has nothing more to hide`, () => {
      expect(bare.map(({ object }) => redacted(object))).to.deep.equal(bare.map(({ object }) => object))
    })
  }
})

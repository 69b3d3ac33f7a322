import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readReview, type NewContainer, type NewPod, type Review } from '../../../src/admission/review.ts'
import { newPod } from './given.ts'

type Json = Readonly<Record<string, unknown>>

const PODS = { group: '', version: 'v1', resource: 'pods' }
const object = (metadata: Json = {}, spec: Json = {}): Json => ({
  metadata: { name: 'web', namespace: 'shop', creationTimestamp: null, ...metadata },
  spec: { containers: [{ name: 'app', image: 'r/app:1' }], ...spec },
})
const request = (different: Json = {}): Json => ({
  uid: 'u-1',
  kind: { group: '', version: 'v1', kind: 'Pod' },
  resource: PODS,
  namespace: 'shop',
  operation: 'CREATE',
  object: object(),
  oldObject: null,
  dryRun: false,
  ...different,
})
const review = (different: Json = {}): Json => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: request(different),
})

type Row = readonly [name: string, body: unknown, review: Review]

const NO_REVIEW: Review = { is: 'no review', why: 'expected an AdmissionReview of admission.k8s.io/v1' }
const NO_UID: Review = { is: 'no review', why: 'expected request.uid' }

const NONE: readonly Row[] = [
  ['v1beta1', { ...review(), apiVersion: 'admission.k8s.io/v1beta1' }, NO_REVIEW],
  ['no version', { ...review(), apiVersion: undefined }, NO_REVIEW],
  ['another kind', { ...review(), kind: 'ConversionReview' }, NO_REVIEW],
  ['no kind', { ...review(), kind: null }, NO_REVIEW],
  ['a request alone', request(), NO_REVIEW],
  ['a list', [review()], NO_REVIEW],
  ['a text', JSON.stringify(review()), NO_REVIEW],
  ['null', null, NO_REVIEW],
  ['nothing', undefined, NO_REVIEW],
  ['an empty object', {}, NO_REVIEW],
  ['no request', { ...review(), request: undefined }, NO_UID],
  ['the request null', { ...review(), request: null }, NO_UID],
  ['the request a list', { ...review(), request: [request()] }, NO_UID],
  ['no uid', review({ uid: undefined }), NO_UID],
  ['an empty uid', review({ uid: '' }), NO_UID],
  ['a uid that is no text', review({ uid: 1 }), NO_UID],
]

const other = (what: string): Review => ({ is: 'other', uid: 'u-1', what })

const OTHERS: readonly Row[] = [
  ['an update', review({ operation: 'UPDATE' }), other('UPDATE v1/pods')],
  ['a deletion', review({ operation: 'DELETE', object: null }), other('DELETE v1/pods')],
  ['a connection', review({ operation: 'CONNECT', subResource: 'exec' }), other('CONNECT v1/pods/exec')],
  ['a binding', review({ subResource: 'binding' }), other('CREATE v1/pods/binding')],
  [
    'another resource',
    review({ resource: { group: 'apps', version: 'v1', resource: 'deployments' } }),
    other('CREATE apps/v1/deployments'),
  ],
  [
    'pods of another group',
    review({ resource: { ...PODS, group: 'example.org' } }),
    other('CREATE example.org/v1/pods'),
  ],
  ['pods of another version', review({ resource: { ...PODS, version: 'v2' } }), other('CREATE v2/pods')],
  ['no resource', review({ resource: null }), other('CREATE ')],
  ['no operation', review({ operation: undefined }), other('? v1/pods')],
  ['an operation in lower case', review({ operation: 'create' }), other('create v1/pods')],
]

const malformed = (why: string): Review => ({ is: 'malformed', uid: 'u-1', why })
const NO_MAP = malformed('expected object.metadata.annotations to be a map')
const NO_TEXT = malformed('expected the values of annotations to be texts')

const MALFORMED: readonly Row[] = [
  ...[undefined, null, 'pod', 7, [], [object()], {}, { metadata: null }, { metadata: 'x' }, { metadata: [] }].map(
    (one): Row => [`the object ${JSON.stringify(one)}`, review({ object: one }), malformed('expected object.metadata')],
  ),
  ...[[], ['a'], 'a', '', 0, true].map((one): Row => [
    `annotations ${JSON.stringify(one)}`,
    review({ object: object({ annotations: one }) }),
    NO_MAP,
  ]),
  ...[null, 1, false, {}, ['a']].map((one): Row => [
    `an annotation ${JSON.stringify(one)}`,
    review({ object: object({ annotations: { a: 'b', c: one } }) }),
    NO_TEXT,
  ]),
]

const created = (pod: Partial<NewPod> = {}, dryRun = false): Review => ({
  is: 'pod created',
  uid: 'u-1',
  dryRun,
  pod: newPod(pod),
})
const ODD = JSON.parse('{"__proto__":"x","constructor":"y","a/b~c":"z","ü":""}') as Record<string, string>
const withEnv = (env: unknown, envFrom?: unknown): Json =>
  review({ object: object({}, { containers: [{ name: 'app', env, envFrom }] }) })
const container = (env: NewContainer['env'], envFromPrefixes: readonly string[] = []) =>
  created({ containers: [{ path: '/spec/containers/0', env, envFromPrefixes }] })

const CREATED: readonly Row[] = [
  ['a pod', review(), created()],
  ['a dry run', review({ dryRun: true }), created({}, true)],
  ['a dry run that is no flag', review({ dryRun: 'true' }), created()],
  ['no word of a dry run', review({ dryRun: undefined }), created()],
  ['an empty subresource', review({ subResource: '' }), created()],
  ['no group', review({ resource: { version: 'v1', resource: 'pods' } }), created()],
  ['generateName', review({ object: object({ name: undefined, generateName: 'web-' }) }), created()],
  ['no namespace in the pod', review({ object: object({ namespace: '' }) }), created()],
  ['the request’s namespace before the pod’s', review({ object: object({ namespace: 'other' }) }), created()],
  ['no namespace in the request', review({ namespace: '' }), created()],
  [
    'no namespace at all',
    review({ namespace: undefined, object: object({ namespace: null }) }),
    created({ namespace: '' }),
  ],
  ['annotations', review({ object: object({ annotations: { a: 'b' } }) }), created({ annotations: { a: 'b' } })],
  ['no annotations', review({ object: object({ annotations: undefined }) }), created()],
  ['annotations null', review({ object: object({ annotations: null }) }), created()],
  ['an empty map of annotations', review({ object: object({ annotations: {} }) }), created({ annotations: {} })],
  ['annotations with odd names', review({ object: object({ annotations: ODD }) }), created({ annotations: ODD })],
  ['labels', review({ object: object({ labels: { app: 'web', n: 1 } }) }), created({ labels: { app: 'web' } })],
  ['labels null', review({ object: object({ labels: null }) }), created()],
  ['no spec', review({ object: { metadata: {} } }), created({ containers: [] })],
  ['containers null', review({ object: object({}, { containers: null }) }), created({ containers: [] })],
  [
    'init containers before containers, each with its place',
    review({ object: object({}, { initContainers: [{}, {}], containers: [{}, {}], ephemeralContainers: [{}] }) }),
    created({
      containers: ['initContainers/0', 'initContainers/1', 'containers/0', 'containers/1'].map((path) => ({
        path: `/spec/${path}`,
        env: undefined,
        envFromPrefixes: [],
      })),
    }),
  ],
  [
    'containers that are none, between those that are',
    review({ object: object({}, { containers: [null, 'x', [], {}] }) }),
    created({ containers: [{ path: '/spec/containers/3', env: undefined, envFromPrefixes: [] }] }),
  ],
  ['no variables', withEnv(undefined), container(undefined)],
  ['variables null', withEnv(null), container(undefined)],
  ['no variable in the list', withEnv([]), container([])],
  [
    'variables by value and by reference',
    withEnv([
      { name: 'A', value: '1' },
      { name: 'TRACEPARENT', valueFrom: { fieldRef: {} } },
    ]),
    container([
      { path: '/spec/containers/0/env/0', name: 'A', value: '1' },
      { path: '/spec/containers/0/env/1', name: 'TRACEPARENT', value: undefined },
    ]),
  ],
  [
    'variables without a name: the others keep their places',
    withEnv([null, {}, { name: 1 }, { name: 'A', value: '' }]),
    container([{ path: '/spec/containers/0/env/3', name: 'A', value: undefined }]),
  ],
  ['variables that are no list', withEnv({ name: 'A' }), created({ containers: [] })],
  [
    'sources of variables, with and without a prefix',
    withEnv(undefined, [{ configMapRef: {} }, { prefix: 'APP_', secretRef: {} }, { prefix: '' }]),
    container(undefined, ['', 'APP_', '']),
  ],
  ['sources of variables that are none', withEnv([], [null, 'x', { prefix: 1 }]), container([], ['', '', ''])],
  ['sources of variables null', withEnv([], null), container([])],
]

const TABLES: Readonly<Record<string, readonly Row[]>> = {
  'no review': NONE,
  'something else than a new pod': OTHERS,
  malformed: MALFORMED,
  'a new pod': CREATED,
}

describe('readReview', () => {
  for (const [title, rows] of Object.entries(TABLES)) {
    describe(title, () => {
      for (const [name, body, wanted] of rows) {
        it(name, () => {
          expect(readReview(body)).to.deep.equal(wanted)
        })
      }
    })
  }
})

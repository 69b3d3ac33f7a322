import fc from 'fast-check'
import type { AdmissionRules } from '../../src/admission/decide.ts'
import type { TraceHeaders } from '../../src/admission/found-context.ts'
import type { Fresh } from '../../src/admission/stamp.ts'
import { nanos } from '../../src/observe/nanos.ts'
import type { SpanId, TraceId } from '../../src/trace/traceparent.ts'

/** What the tests look at; there is more in it. */
export interface Pod {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> | null }
  readonly spec: { readonly containers: readonly Container[]; readonly initContainers?: readonly Container[] }
}
interface Container {
  readonly env?: readonly { readonly name: string }[] | null
  readonly envFrom?: readonly { readonly prefix?: string }[]
}

/** A call of the webhook, and all that its answer is made of. */
export interface Call {
  readonly pod: Pod
  readonly headers: TraceHeaders
  readonly fresh: Fresh
  readonly rules: AdmissionRules
  /** Whole seconds from admission to `creationTimestamp`. */
  readonly lag: number
}

export const reviewOf = (object: unknown) => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: 'u-1',
    resource: { group: '', version: 'v1', resource: 'pods' },
    namespace: 'shop',
    operation: 'CREATE',
    object,
  },
})

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''))
    .filter((digits) => !/^0+$/.test(digits))
export const traceIds = hex(32).map((id) => id as TraceId)
const spanIds = hex(16).map((id) => id as SpanId)

const parents = fc
  .tuple(fc.constantFrom('00', '00', 'cc'), traceIds, spanIds, fc.constantFrom('00', '01', '03'))
  .map((fields) => fields.join('-'))
const states = fc.constantFrom('a=1', 'a=1, b= 2 ', 'a=1,a=1', '', 'x@y=z,\tq=1', `k=${'v'.repeat(256)}`)
const contexts = fc.tuple(parents, states).map(([parent, state]) => `${parent} ${state}`)

const PREFIXES = ['podstart.dev', 'example.org']
const OWN = PREFIXES.flatMap((prefix) =>
  ['traceparent', 'tracestate', 'admitted-at', 'context'].map((key) => `${prefix}/${key}`),
)
const FOREIGN = ['tracing.k8s.io/traceparent', 'opentelemetry.io/traceparent', 'traceparent']
const MIRROR = 'kubernetes.io/config.mirror'
const ODD = ['__proto__', 'constructor', 'a/b~c', '~1', '/', '', 'ü', '😀/😀', 'toString', 'length', '-', '0']

const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }))
const values = fc.oneof({ weight: 3, arbitrary: texts }, contexts, parents)
const keys = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...OWN) },
  fc.constantFrom(...FOREIGN),
  fc.constantFrom(...ODD, MIRROR),
  texts,
)
const LIMIT = 262_144
/** So much that a stamp just fits, or just does not. */
const filling = fc.integer({ min: LIMIT - 1_000, max: LIMIT }).map((bytes) => ({ filling: 'x'.repeat(bytes) }))
const few = fc.array(fc.tuple(keys, values), { maxLength: 8 }).map((entries) => Object.fromEntries(entries))
const annotations = fc.oneof(fc.constantFrom(undefined, null, {}), { weight: 9, arbitrary: few })
const manyAnnotations = fc.tuple(few, filling).map(([some, more]) => ({ ...some, ...more }))
const labels = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom(undefined, null, {}, { 'podstart.dev/trace': 'true', app: 'web' }),
  },
  fc.constant({ 'podstart.dev/trace': 'false' }),
  fc.array(fc.tuple(texts, texts), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
)

/** Fields that nobody knows. */
const unknown = fc.dictionary(
  texts.map((key) => `x-${key}`),
  fc.jsonValue({ maxDepth: 2 }),
  { maxKeys: 3 },
)
const more = <T>(known: fc.Arbitrary<T>) => fc.tuple(unknown, known).map(([odd, one]) => ({ ...odd, ...one }))

const NAMES = ['TRACEPARENT', 'traceparent', 'TRACE', 'PATH', 'TRACEPARENT_2']
const variables = more(
  fc.oneof(
    fc.record({ name: fc.constantFrom(...NAMES), value: texts }),
    fc.record({ name: fc.constantFrom(...NAMES), valueFrom: fc.jsonValue({ maxDepth: 1 }) }),
  ),
)
const sources = more(
  fc.record({ prefix: fc.constantFrom('', 'T', 'TRACE', 'TRACEPARENT', 'APP_') }, { requiredKeys: [] }),
)
const containers = more(
  fc.record(
    {
      name: texts,
      env: fc.oneof(fc.constant(null), fc.array(variables, { maxLength: 4 })),
      envFrom: fc.array(sources, { maxLength: 2 }),
    },
    { requiredKeys: ['name'] },
  ),
)

const podsWith = (annotations: fc.Arbitrary<unknown>) =>
  more(
    fc.record({
      metadata: more(fc.record({ annotations, labels, generateName: texts })),
      spec: more(
        fc.record(
          {
            containers: fc.array(containers, { maxLength: 3 }),
            initContainers: fc.array(containers, { maxLength: 2 }),
          },
          { requiredKeys: ['containers'] },
        ),
      ),
    }),
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<Pod>

/** Most doubles between 0 and 1 are next to nothing: those alone would sample no trace. */
export const ratios = fc.oneof(
  fc.integer({ min: 0, max: 1_000 }).map((thousandths) => thousandths / 1_000),
  fc.double({ min: 0, max: 1, noNaN: true }),
)

const rules = fc.record({
  prefix: fc.constantFrom(...PREFIXES),
  ratio: ratios,
  ratioByNamespace: fc.oneof(
    { weight: 9, arbitrary: fc.constant(new Map<string, number>()) },
    ratios.map((ratio) => new Map([['shop', ratio]])),
  ),
  mode: fc.constantFrom('link', 'parent'),
  excluded: fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, fc.constant(['kube-system', 'shop'])),
  inject: fc.boolean(),
})

const callsWith = (pod: fc.Arbitrary<Pod>): fc.Arbitrary<Call> =>
  fc.record({
    pod,
    headers: fc.record(
      { traceparent: fc.oneof(parents, texts), tracestate: fc.oneof(states, texts) },
      { requiredKeys: [] },
    ),
    fresh: fc.record({
      traceId: traceIds,
      spanId: spanIds,
      now: fc.bigInt({ min: 0n, max: 4_000_000_000n * 1_000_000_000n }).map(nanos),
    }),
    rules,
    lag: fc.integer({ min: 0, max: 29 }),
  })

export const calls = callsWith(podsWith(annotations))
/** With pods that have almost as many annotations as they may. */
export const fullCalls = callsWith(podsWith(manyAnnotations))

import type { AdmissionRules, Answerable, Patience } from '../../../src/admission/decide.ts'
import type { NewPod } from '../../../src/admission/review.ts'
import type { Fresh } from '../../../src/admission/stamp.ts'
import type { Nanos } from '../../../src/observe/nanos.ts'
import { parseTimestamp } from '../../../src/observe/timestamp.ts'
import type { SpanId, TraceContext, TraceId } from '../../../src/trace/traceparent.ts'

/** What the webhook makes anew; the trace is sampled at each ratio over 1/2. */
export const FRESH: Fresh = {
  traceId: '0123456789abcdef0180000000000000' as TraceId,
  spanId: '89abcdef01234567' as SpanId,
  now: parseTimestamp('2026-03-01T12:00:00.123456789Z') as Nanos,
}

export const ADMITTED_AT = '2026-03-01T12:00:00.123456Z'
export const OWN = `00-${FRESH.traceId}-${FRESH.spanId}-01`

export const RULES: AdmissionRules = {
  prefix: 'podstart.dev',
  ratio: 1,
  ratioByNamespace: new Map(),
  mode: 'link',
  excluded: ['kube-system', 'kube-node-lease'],
  inject: false,
}

/** The stamp as annotations, under the default prefix. */
export const STAMP = { 'podstart.dev/traceparent': OWN, 'podstart.dev/admitted-at': ADMITTED_AT }

/** A context whose ids are made of one digit. */
export const found = (digit: string, sampled = true): TraceContext => ({
  traceId: digit.repeat(32) as TraceId,
  spanId: digit.repeat(16) as SpanId,
  sampled,
})
export const parentOf = (digit: string, flags = '01'): string => `00-${digit.repeat(32)}-${digit.repeat(16)}-${flags}`

/** A pod without annotations. */
export const newPod = (different: Partial<NewPod> = {}): NewPod => ({
  namespace: 'shop',
  annotations: undefined,
  labels: {},
  containers: [{ path: '/spec/containers/0', env: undefined, envFromPrefixes: [] }],
  ...different,
})

export const created = (pod: Partial<NewPod> = {}): Answerable => ({
  is: 'pod created',
  uid: 'u-1',
  dryRun: false,
  pod: newPod(pod),
})

export const AT_ONCE: Patience = { waited: 0, timeout: 2_000 }

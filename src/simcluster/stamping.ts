import { decide, type AdmissionRules } from '../admission/decide.ts'
import { readReview } from '../admission/review.ts'
import { DEFAULT_PREFIX } from '../observe/annotation-keys.ts'
import type { Nanos } from '../observe/nanos.ts'
import type { SpanId, TraceId } from '../trace/traceparent.ts'
import type { Json } from './api/resources.ts'
import type { Luck } from './chance.ts'

const RULES: AdmissionRules = {
  prefix: DEFAULT_PREFIX,
  ratio: 1,
  ratioByNamespace: new Map(),
  mode: 'link',
  excluded: [],
  inject: false,
}

/** What podstart's webhook makes of a pod; without a network. */
export function stamped(pod: Json, now: Nanos, luck: Luck): Json {
  const review = readReview({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: 'simulated',
      operation: 'CREATE',
      resource: { group: '', version: 'v1', resource: 'pods' },
      object: pod,
    },
  })
  if (review.is !== 'pod created') return pod
  const fresh = { traceId: luck.hex(32) as TraceId, spanId: luck.hex(16) as SpanId, now }
  const decision = decide(review, {}, { waited: 0, timeout: 1_000 }, fresh, RULES)
  if (decision.is !== 'stamped') return pod
  return decision.patch.reduce<Json>((patched, step) => {
    const keys = step.path
      .slice(1)
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    return step.op === 'add' ? withValue(patched, keys, step.value) : patched
  }, pod)
}

/** Of an `add` into objects: the stamp adds nothing to lists. */
function withValue(object: Json, [key = '', ...rest]: readonly string[], value: unknown): Json {
  return { ...object, [key]: rest.length === 0 ? value : withValue((object[key] ?? {}) as Json, rest, value) }
}

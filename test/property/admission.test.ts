import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { applyPatch } from 'rfc6902'
import { annotationBytes, MOST_ANNOTATION_BYTES } from '../../src/admission/annotation-bytes.ts'
import { decide, type Decision } from '../../src/admission/decide.ts'
import { findContext } from '../../src/admission/found-context.ts'
import { allow } from '../../src/admission/response.ts'
import { readReview } from '../../src/admission/review.ts'
import { readPodSpec } from '../../src/observe/pod-spec.ts'
import { formatTimestamp } from '../../src/observe/timestamp.ts'
import { nanos } from '../../src/observe/nanos.ts'
import { readStamp } from '../../src/timeline/stamp.ts'
import { isSampledAt, thresholdOf } from '../../src/trace/ratio.ts'
import { formatTraceparent, type SpanId, type TraceId } from '../../src/trace/traceparent.ts'
import { calls, fullCalls, ratios, reviewOf, traceIds, type Call, type Pod } from './admission-calls.ts'
import { RUNS } from './runs.ts'

const AT_ONCE = { waited: 0, timeout: 2_000 }

/** What the API server does with the answer. */
function patched(text: string, decision: Decision): unknown {
  const { patch } = allow('u-1', decision.is === 'stamped' ? decision.patch : []).response
  const object = JSON.parse(text).request.object
  const operations = patch === undefined ? [] : JSON.parse(Buffer.from(patch, 'base64').toString())
  expect(applyPatch(object, operations).filter((error) => error !== null)).to.deep.equal([])
  return object
}

function answered({ pod, headers, fresh, rules }: Call) {
  const text = JSON.stringify(reviewOf(pod))
  const review = readReview(JSON.parse(text))
  if (review.is !== 'pod created') throw new Error(`expected a pod, got ${JSON.stringify(review)}`)
  const decision = decide(review, headers, AT_ONCE, fresh, rules)
  return { before: JSON.parse(text).request.object as Pod, decision, after: patched(text, decision) as Pod }
}

const KEYS = ['traceparent', 'tracestate', 'admitted-at', 'context']
const ownKeys = (prefix: string) => KEYS.map((key) => `${prefix}/${key}`)
const without = (map: Readonly<Record<string, string>> | null | undefined, keys: readonly string[]) =>
  Object.fromEntries(Object.entries(map ?? {}).filter(([key]) => !keys.includes(key)))

/** The container as it should be, told in other words than the code's. */
function injected(container: Pod['spec']['containers'][number], value: string) {
  const { env, envFrom } = container
  const isThere = env?.some(({ name }) => name === 'TRACEPARENT') === true
  const mayBeThere = envFrom?.some(({ prefix = '' }) => prefix === 'TRACEPARENT'.slice(0, prefix.length)) === true
  return isThere || mayBeThere ? container : { ...container, env: [...(env ?? []), { name: 'TRACEPARENT', value }] }
}

/** The pod with its stamp taken from `after`, and all else from `before`. */
function expected(before: Pod, after: Pod, { rules }: Call, decision: Decision): unknown {
  if (decision.is === 'skipped') return before
  const own = ownKeys(rules.prefix)
  const stamp = Object.entries(after.metadata.annotations ?? {}).filter(([key]) => own.includes(key))
  const inject = <T extends Pod['spec']['containers']>(containers: T) =>
    containers.map((one) => (rules.inject ? injected(one, formatTraceparent(decision.context)) : one))
  const { initContainers } = before.spec
  return {
    ...before,
    metadata: {
      ...before.metadata,
      annotations: Object.fromEntries([...Object.entries(without(before.metadata.annotations, own)), ...stamp]),
    },
    spec: {
      ...before.spec,
      containers: inject(before.spec.containers),
      ...(initContainers && { initContainers: inject(initContainers) }),
    },
  }
}

const always = (check: (call: Call) => void, some = calls, times = 10): void =>
  fc.assert(fc.property(some, check), { numRuns: RUNS * times })

/** None for a trace that is its parent's, or that nothing was chosen for. */
function chosenAt({ fresh, rules }: Call, decision: Decision): bigint | undefined {
  const ratio = rules.ratioByNamespace.get('shop') ?? rules.ratio
  const isOwn = decision.is === 'stamped' && decision.context.traceId === fresh.traceId
  return isOwn && decision.context.sampled && thresholdOf(ratio) > 0n ? thresholdOf(ratio) : undefined
}

describe('any pod that is admitted', () => {
  it('has its stamp, and is otherwise as it was', () => {
    always((call) => {
      const { before, decision, after } = answered(call)
      expect(after).to.deep.equal(expected(before, after, call, decision))
    })
  })
  it('is read by the exporter with the same ids', () => {
    always((call) => {
      const { before, decision, after } = answered(call)
      fc.pre(decision.is === 'stamped')
      const { prefix } = call.rules
      const createdAt = formatTimestamp(nanos((call.fresh.now / 1_000_000_000n + BigInt(call.lag)) * 1_000_000_000n))
      const metadata = { ...after.metadata, namespace: 'shop', name: 'web', creationTimestamp: createdAt }
      const fact = readPodSpec({ ...after, metadata }, prefix)
      const found = findContext(call.headers, before.metadata.annotations ?? {})
      const threshold = chosenAt(call, decision)
      expect(fact && readStamp(fact)).to.deep.equal({
        trusted: true,
        context: decision.is === 'stamped' && decision.context,
        ...(threshold !== undefined && { threshold }),
        admittedAt: nanos(call.fresh.now - (call.fresh.now % 1_000n)),
        ...(found !== undefined && { found }),
      })
    })
  })
  it('has annotations within the limit, and a stamp wherever it fits', () => {
    const check = (call: Call) => {
      const { before, decision, after } = answered(call)
      const rest = annotationBytes(without(before.metadata.annotations, ownKeys(call.rules.prefix)))
      if (decision.is === 'stamped')
        expect(annotationBytes(after.metadata.annotations ?? {})).to.be.at.most(MOST_ANNOTATION_BYTES)
      // No stamp is longer than its keys, two traceparents, a time and a tracestate.
      else if (decision.reason === 'annotation_limit') expect(rest).to.be.above(MOST_ANNOTATION_BYTES - 800)
      else expect(decision.reason).to.be.oneOf(['mirror_pod', 'excluded', 'opted_out'])
    }
    always(check)
    always(check, fullCalls, 4)
  })
  it('has nothing left of the first stamp when it is stamped again', () => {
    const other = { traceId: 'f'.repeat(32) as TraceId, spanId: 'f'.repeat(16) as SpanId }
    always((call) => {
      const { decision, after } = answered(call)
      fc.pre(decision.is === 'stamped')
      const fresh = { ...call.fresh, ...other }
      expect(answered({ ...call, fresh, pod: after }).after).to.deep.equal(answered({ ...call, fresh }).after)
    })
  })
})

/** The keys that lead to something. */
type Place = readonly string[]

/** All places in a value but its own. */
function placesIn(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => [[key], ...placesIn(one).map((place) => [key, ...place])])
}

/** Also where a key is `__proto__`, which JSON may have and libraries for patches pass over. */
function withReplaced(value: unknown, [key, ...rest]: Place, by: unknown): unknown {
  if (key === undefined) return by
  const entries = Object.entries(value as object).map(([name, one]: [string, unknown]) => [
    name,
    name === key ? withReplaced(one, rest, by) : one,
  ])
  return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries)
}

const anything = fc.jsonValue({ maxDepth: 4 })
/** A call with one to three places in it replaced by anything. */
const damaged = fc
  .tuple(calls, fc.array(fc.tuple(fc.nat(), anything), { minLength: 1, maxLength: 3 }))
  .map(([call, damages]) => {
    const whole: unknown = JSON.parse(JSON.stringify(reviewOf(call.pod)))
    const body = damages.reduce((value, [where, by]) => {
      const places = placesIn(value)
      return withReplaced(value, places[where % places.length] ?? [], by)
    }, whole)
    return { call, body }
  })

const survives = ({ headers, fresh, rules }: Call, body: unknown): void => {
  const review = readReview(body)
  if (review.is === 'no review') return
  const uid = (body as { request: { uid: unknown } }).request.uid
  const decision = decide(review, headers, AT_ONCE, fresh, rules)
  const { response } = allow(review.uid, decision.is === 'stamped' ? decision.patch : [])
  expect([response.uid, response.allowed]).to.deep.equal([uid, true])
  // A patch that does not fit would be an error of ours, which no failurePolicy ignores.
  patched(JSON.stringify(body), decision)
}

describe('any body of a call', () => {
  it('is no review, or is answered', () => {
    fc.assert(fc.property(calls, anything, survives), { numRuns: RUNS * 20 })
  })
  it('that was a review is none now, or is answered with a patch that fits', () => {
    fc.assert(
      fc.property(damaged, ({ call, body }) => survives({ ...call, rules: { ...call.rules, inject: true } }, body)),
      { numRuns: RUNS * 20 },
    )
  })
})

describe('the sampling ratio', () => {
  it('samples at a higher one all that it samples at a lower one', () => {
    fc.assert(
      fc.property(traceIds, ratios, ratios, (id, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a]
        expect(!isSampledAt(id, low) || isSampledAt(id, high)).to.equal(true)
      }),
      { numRuns: RUNS * 40 },
    )
  })
  it('samples all at 1, and none at 0', () => {
    fc.assert(
      fc.property(traceIds, (id) => {
        expect([isSampledAt(id, 1), isSampledAt(id, 0)]).to.deep.equal([true, false])
      }),
      { numRuns: RUNS * 20 },
    )
  })
  it('looks at the last 56 bits alone', () => {
    fc.assert(
      fc.property(traceIds, traceIds, ratios, (id, other, ratio) => {
        const alike = `${other.slice(0, 18)}${id.slice(18)}` as typeof id
        expect(isSampledAt(alike, ratio)).to.equal(isSampledAt(id, ratio))
      }),
      { numRuns: RUNS * 20 },
    )
  })
})

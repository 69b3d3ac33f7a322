import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { AdmissionRules, Answerable } from '../../../src/admission/decide.ts'
import type { Fresh } from '../../../src/admission/stamp.ts'
import { nanos } from '../../../src/observe/nanos.ts'
import { review } from '../../../src/webhook/reviewer.ts'
import type { SpanId, TraceId } from '../../../src/trace/traceparent.ts'

const RULES: AdmissionRules = {
  prefix: 'podstart.dev',
  ratio: 1,
  ratioByNamespace: new Map(),
  mode: 'link',
  excluded: [],
  inject: false,
}
const FRESH: Fresh = {
  traceId: 'a'.repeat(32) as TraceId,
  spanId: 'b'.repeat(16) as SpanId,
  now: nanos(1_785_585_600_123_456_789n),
}
const PATIENT = { waited: 0, timeout: 2_000 }
const POD: Answerable = {
  is: 'pod created',
  uid: 'u-1',
  dryRun: false,
  pod: { namespace: 'shop', annotations: undefined, labels: {}, containers: [] },
}
const ALLOWED = {
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  response: { uid: 'u-1', allowed: true },
}

describe('a review is answered', () => {
  it('with the patch of its stamp', () => {
    const { response, verdict } = review(POD, {}, PATIENT, () => FRESH, RULES)
    const patch = [
      {
        op: 'add',
        path: '/metadata/annotations',
        value: {
          'podstart.dev/traceparent': `00-${FRESH.traceId}-${FRESH.spanId}-01`,
          'podstart.dev/admitted-at': '2026-08-01T12:00:00.123456Z',
        },
      },
    ]
    expect(verdict).to.deep.equal({
      is: 'stamped',
      context: { traceId: FRESH.traceId, spanId: FRESH.spanId, sampled: true },
      patch,
    })
    expect(response).to.deep.equal({
      ...ALLOWED,
      response: {
        ...ALLOWED.response,
        patchType: 'JSONPatch',
        patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
      },
    })
  })

  const LATE = { waited: 1_201, timeout: 2_000 }
  const SKIPPED: readonly (readonly [title: string, asked: Answerable, patience: typeof PATIENT, verdict: object])[] = [
    ['late', POD, LATE, { is: 'skipped', reason: 'late', detail: 'waited 1201 ms of 2000 ms' }],
    [
      'no pod',
      { is: 'other', uid: 'u-1', what: 'UPDATE v1/pods' },
      PATIENT,
      { is: 'skipped', reason: 'not_a_pod', detail: 'UPDATE v1/pods' },
    ],
    [
      'malformed',
      { is: 'malformed', uid: 'u-1', why: 'expected object.metadata' },
      PATIENT,
      { is: 'skipped', reason: 'malformed', detail: 'expected object.metadata' },
    ],
  ]
  for (const [title, asked, patience, verdict] of SKIPPED) {
    it(`without a patch: ${title}`, () => {
      expect(review(asked, {}, patience, () => FRESH, RULES)).to.deep.equal({ verdict, response: ALLOWED })
    })
  }

  const FAILURES: readonly (readonly [title: string, thrown: unknown, detail: RegExp])[] = [
    ['an error', new Error('no entropy'), /^Error: no entropy\n {4}at .+reviewer\.test\.ts/],
    ['an error without a stack', Object.assign(new Error('no entropy'), { stack: undefined }), /^no entropy$/],
    ['something that is no error', 'no entropy', /^no entropy$/],
    ['an error as long as a book', 'x'.repeat(100_000), /^x{2000}…$/],
  ]
  for (const [title, thrown, detail] of FAILURES) {
    it(`without a patch when all goes wrong: ${title}`, () => {
      const fresh = (): Fresh => {
        throw thrown
      }
      const { response, verdict } = review(POD, {}, PATIENT, fresh, RULES)
      expect(response).to.deep.equal(ALLOWED)
      expect(verdict).to.include({ is: 'failed', reason: 'internal_error' })
      expect(verdict).to.have.property('detail').that.matches(detail)
    })
  }
})

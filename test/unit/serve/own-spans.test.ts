import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Answerable } from '../../../src/admission/decide.ts'
import type { Sent } from '../../../src/deliver/sender.ts'
import type { ReviewEnd, TracedVerdict } from '../../../src/serve/own-tracing.ts'
import { BATCH, CALLER, SENT, shown, STAMPED, traced, type OwnSpan } from '../../support/own-tracing.ts'

const POD: Answerable = {
  is: 'pod created',
  uid: 'u-1',
  dryRun: false,
  pod: { namespace: 'shop', annotations: undefined, labels: {}, containers: [] },
}
const OTHER: Answerable = { is: 'other', uid: 'u-2', what: 'UPDATE v1/pods' }

const answered = (verdict: TracedVerdict, asked: Answerable = POD): ReviewEnd => ({ is: 'answered', asked, verdict })

const REVIEW = {
  'http.request.method': 'POST',
  'http.route': '/mutate',
  'url.path': '/mutate',
  'url.scheme': 'https',
}
const ANSWERED = { ...REVIEW, 'http.response.status_code': 200 }
const ABOUT_POD = {
  ...ANSWERED,
  'k8s.namespace.name': 'shop',
  'podstart.admission.uid': 'u-1',
  'podstart.admission.dry_run': false,
}

describe('a review’s span', () => {
  const CASES: readonly (readonly [title: string, end: ReviewEnd, span: Pick<OwnSpan, 'attributes' | 'status'>])[] = [
    [
      'stamped',
      answered(STAMPED),
      {
        attributes: {
          ...ABOUT_POD,
          'podstart.admission.decision': 'stamped',
          'podstart.admission.reason': 'stamped',
        },
        status: 'UNSET',
      },
    ],
    [
      'stamped in a dry run',
      answered(STAMPED, { ...POD, dryRun: true }),
      {
        attributes: {
          ...ABOUT_POD,
          'podstart.admission.dry_run': true,
          'podstart.admission.decision': 'stamped',
          'podstart.admission.reason': 'stamped',
        },
        status: 'UNSET',
      },
    ],
    [
      'skipped',
      answered({ is: 'skipped', reason: 'opted_out' }),
      {
        attributes: {
          ...ABOUT_POD,
          'podstart.admission.decision': 'skipped',
          'podstart.admission.reason': 'opted_out',
        },
        status: 'UNSET',
      },
    ],
    [
      'of somebody who is not the API server: in lines that end somewhere',
      answered(
        { is: 'skipped', reason: 'opted_out' },
        { ...POD, uid: 'x'.repeat(1_000), pod: { ...POD.pod, namespace: 'y'.repeat(1_000) } },
      ),
      {
        attributes: {
          ...ABOUT_POD,
          'k8s.namespace.name': `${'y'.repeat(300)}…`,
          'podstart.admission.uid': `${'x'.repeat(300)}…`,
          'podstart.admission.decision': 'skipped',
          'podstart.admission.reason': 'opted_out',
        },
        status: 'UNSET',
      },
    ],
    [
      'skipped, with what there is to say, which is no error',
      answered({ is: 'skipped', reason: 'not_a_pod', detail: 'UPDATE\nv1/pods' }, OTHER),
      {
        attributes: {
          ...ANSWERED,
          'podstart.admission.uid': 'u-2',
          'podstart.admission.decision': 'skipped',
          'podstart.admission.reason': 'not_a_pod',
          'podstart.admission.detail': 'UPDATE v1/pods',
        },
        status: 'UNSET',
      },
    ],
    [
      'failed, which is one',
      answered({ is: 'failed', reason: 'internal_error', detail: 'TypeError: boom\n  at decide' }),
      {
        attributes: {
          ...ABOUT_POD,
          'podstart.admission.decision': 'failed',
          'podstart.admission.reason': 'internal_error',
          'error.type': 'internal_error',
        },
        status: 'ERROR: TypeError: boom at decide',
      },
    ],
    [
      'refused: the caller’s fault',
      { is: 'refused', reason: 'too_large', status: 413 },
      {
        attributes: {
          ...REVIEW,
          'http.response.status_code': 413,
          'podstart.admission.decision': 'refused',
          'podstart.admission.reason': 'too_large',
        },
        status: 'UNSET',
      },
    ],
    [
      'refused: ours',
      { is: 'refused', reason: 'internal_error', status: 500 },
      {
        attributes: {
          ...REVIEW,
          'http.response.status_code': 500,
          'podstart.admission.decision': 'refused',
          'podstart.admission.reason': 'internal_error',
          'error.type': 'internal_error',
        },
        status: 'ERROR: HTTP 500',
      },
    ],
    [
      'refused, when nobody waits any more',
      { is: 'refused', reason: 'aborted' },
      {
        attributes: { ...REVIEW, 'podstart.admission.decision': 'refused', 'podstart.admission.reason': 'aborted' },
        status: 'UNSET',
      },
    ],
  ]
  for (const [title, end, span] of CASES) {
    it(title, async () => {
      const spans = await traced((tracing) => tracing.review({ traceparent: `00-${CALLER}-01` }).end(end))
      expect(spans.map(shown)).to.deep.equal([{ name: 'POST /mutate', kind: 'SERVER', parent: CALLER, ...span }])
    })
  }
})

describe('a batch’s span', () => {
  const about = { 'podstart.batch.spans': 12, 'podstart.batch.traces': 2 }
  const THERE = { ...about, 'server.address': 'collector', 'server.port': 4318 }
  const failed = { is: 'failed', why: 'away', isRefusal: false, isPassing: false, warnings: [] } as const
  const failedBy = (type: string) => ({
    attributes: { ...THERE, 'podstart.batch.outcome': 'failed', 'error.type': type },
    status: 'ERROR: away',
  })
  const CASES: readonly (readonly [title: string, sent: Sent, span: Pick<OwnSpan, 'attributes' | 'status'>])[] = [
    ['sent', SENT, { attributes: { ...THERE, 'podstart.batch.outcome': 'sent' }, status: 'UNSET' }],
    [
      'sent but for some spans, which are lost',
      { is: 'partly sent', refused: 3, warnings: ['3 spans refused: too old', 'and more'] },
      {
        attributes: {
          ...THERE,
          'podstart.batch.outcome': 'partly sent',
          'podstart.batch.refused_spans': 3,
          'error.type': 'partly_refused',
        },
        status: 'ERROR: 3 spans refused: too old; and more',
      },
    ],
    ['refused', { ...failed, isRefusal: true }, failedBy('refused')],
    ['not taken now', { ...failed, isPassing: true }, failedBy('unavailable')],
    ['not taken', failed, failedBy('failed')],
    [
      'interrupted',
      { is: 'interrupted' },
      {
        attributes: { ...THERE, 'podstart.batch.outcome': 'interrupted', 'error.type': 'interrupted' },
        status: 'ERROR: the end came first',
      },
    ],
  ]
  for (const [title, sent, span] of CASES) {
    it(title, async () => {
      const spans = await traced((tracing) => tracing.batch(BATCH).end(sent))
      expect(spans.map(shown)).to.deep.equal([{ name: 'export batch', kind: 'CLIENT', ...span }])
    })
  }
  const URLS: readonly (readonly [url: string, address: string, port: number])[] = [
    ['https://user:secret@collector/v1/traces?key=secret', 'collector', 443],
    ['http://collector/v1/traces', 'collector', 80],
    ['http://[::1]:4318/v1/traces', '[::1]', 4318],
  ]
  for (const [url, address, port] of URLS) {
    it(`to ${url}: shows no more than where`, async () => {
      const spans = await traced((tracing) => tracing.batch({ ...BATCH, url }).end(SENT))
      expect(spans.map(({ attributes }) => attributes)).to.deep.equal([
        { ...about, 'server.address': address, 'server.port': port, 'podstart.batch.outcome': 'sent' },
      ])
    })
  }
})

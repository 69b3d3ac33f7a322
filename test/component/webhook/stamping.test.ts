import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { call, keptConnection, type Answer } from './client.ts'
import { startWebhook, type Options, type Webhook } from './process.ts'
import { annotationsIn, masked, outcomeOf, POD, readAnswer, review, REQUEST } from './reviews.ts'

const SAMPLED = '00-11112222333344445555666677778888-1234567812345678-01'
const UNSAMPLED = '00-11112222333344445555666677778888-1234567812345678-00'
const STAMP = { 'podstart.dev/traceparent': '00-TRACE-SPAN-01', 'podstart.dev/admitted-at': 'TIME' }

/** The length is told as it is if it is right, and the date if it is one. */
const wholeOf = ({ status, headers, body }: Answer) => {
  const { date, 'content-length': length, ...others } = headers
  const isWhole = Number(length) === Buffer.byteLength(body) && !Number.isNaN(Date.parse(String(date)))
  return { status, headers: others, isWhole, body: masked(readAnswer(body)) }
}

const TOLD: Options = {
  flags: ['--sampling-ratio', '0', '--context', 'parent', '--inject-traceparent', 'on'],
  env: {
    PODSTART_SAMPLING_RATIO_BY_NAMESPACE: 'all=1,most=0.9999999999999999',
    PODSTART_ANNOTATION_PREFIX: 'trace.example.org',
    PODSTART_EXCLUDE_NAMESPACES: 'infra, build',
  },
}

describe('podstart webhook', () => {
  let webhook: Webhook
  let told: Webhook
  before(async () => {
    ;[webhook, told] = await Promise.all([startWebhook(), startWebhook(TOLD)])
  })
  after(() => Promise.all([webhook.remove(), told.remove()]))

  it('answers a review with a stamp, and says nothing else', async () => {
    const agent = keptConnection()
    expect(wholeOf(await call(webhook, { agent }))).to.deep.equal({
      status: 200,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        connection: 'keep-alive',
        // Longer than the 90 s for which the API server keeps an idle connection.
        'keep-alive': 'timeout=120',
      },
      isWhole: true,
      body: {
        apiVersion: 'admission.k8s.io/v1',
        kind: 'AdmissionReview',
        response: {
          uid: REQUEST.uid,
          allowed: true,
          patchType: 'JSONPatch',
          patch: [{ op: 'add', path: '/metadata/annotations', value: STAMP }],
        },
      },
    })
    agent.destroy()
  })
  it('says when it was, by the wall clock', async () => {
    const before = Date.now()
    const { body } = await call(webhook)
    const at = String(annotationsIn(body)['podstart.dev/admitted-at'])
    expect([Date.parse(at) >= before, Date.parse(at) <= Date.now()], at).to.deep.equal([true, true])
  })
  it('gives each pod an id of its own', async () => {
    const bodies = await Promise.all(Array.from({ length: 20 }, async () => (await call(webhook)).body))
    const ids = bodies.map((body) => annotationsIn(body)['podstart.dev/traceparent'])
    expect(new Set(ids).size).to.equal(20)
  })
  it('notes the context of the call', async () => {
    const headers = { traceparent: UNSAMPLED, tracestate: 'a=1, b=2' }
    const { body } = await call(webhook, { headers })
    expect(masked(annotationsIn(body), UNSAMPLED)).to.deep.equal({
      ...STAMP,
      'podstart.dev/context': `${UNSAMPLED} a=1,b=2`,
    })
  })
  it('takes two contexts in one call for none', async () => {
    const { body } = await call(webhook, { headers: { traceparent: [SAMPLED, UNSAMPLED] } })
    expect(masked(annotationsIn(body))).to.deep.equal(STAMP)
  })
  it('leaves the annotations that are there', async () => {
    const object = { ...POD, metadata: { annotations: { 'a/b': '1' } } }
    const { body } = await call(webhook, { body: review({ object }) })
    expect(masked(readAnswer(body))).to.deep.nested.include({
      'response.patch': [
        { op: 'add', path: '/metadata/annotations/podstart.dev~1traceparent', value: '00-TRACE-SPAN-01' },
        { op: 'add', path: '/metadata/annotations/podstart.dev~1admitted-at', value: 'TIME' },
      ],
    })
  })

  const DECISIONS: readonly (readonly [title: string, request: object, counted: string])[] = [
    ['a stamp', {}, 'decision="stamped",reason="stamped"'],
    ['a stamp of a dry run', { dryRun: true }, 'decision="stamped",reason="stamped"'],
    ['a pod of kube-system', { namespace: 'kube-system' }, 'decision="skipped",reason="excluded"'],
    ['an update', { operation: 'UPDATE' }, 'decision="skipped",reason="not_a_pod"'],
    ['a pod without metadata', { object: {} }, 'decision="skipped",reason="malformed"'],
  ]
  for (const [title, request, counted] of DECISIONS) {
    it(`counts ${title}`, async () => {
      const metrics = await webhook.counted(async () => {
        const answer = await call(webhook, { body: review(request) })
        expect(outcomeOf(answer)).to.equal(counted.includes('skipped') ? 'unstamped' : 'stamped')
      })
      expect(metrics).to.deep.equal({ [`reviews_total{${counted}}`]: 1, review_duration_seconds_count: 1 })
    })
  }
  it('has nothing to say of what goes well', () => {
    const levels = webhook.said().filter(({ msg }) => !/first of its kind/.test(msg))
    expect(levels.map(({ level }) => level)).to.deep.equal(['info', 'info', 'info'])
  })

  describe('told how to stamp', () => {
    const KEY = 'trace.example.org/traceparent'

    it('samples nothing at a ratio of 0, under a prefix of its own', async () => {
      const { body } = await call(told)
      expect(masked(annotationsIn(body))).to.deep.equal({
        [KEY]: '00-TRACE-SPAN-00',
        'trace.example.org/admitted-at': 'TIME',
      })
    })
    const RATIOS: readonly (readonly [namespace: string, state: object])[] = [
      ['all', {}],
      // One of 7 * 10^15 would not be.
      ['most', { 'trace.example.org/tracestate': 'ot=th:00000000000008' }],
    ]
    for (const [namespace, state] of RATIOS) {
      it(`samples by the ratio of the namespace ${namespace}, and says so where something is left out`, async () => {
        const { body } = await call(told, { body: review({ namespace }) })
        expect(masked(annotationsIn(body))).to.deep.equal({
          [KEY]: '00-TRACE-SPAN-01',
          ...state,
          'trace.example.org/admitted-at': 'TIME',
        })
      })
    }
    it('goes on with a sampled trace', async () => {
      const { body } = await call(told, { headers: { traceparent: SAMPLED } })
      expect(annotationsIn(body)[KEY]).to.match(
        /^00-11112222333344445555666677778888-(?!1234567812345678)[0-9a-f]{16}-01$/,
      )
    })
    it('begins its own where the one that is found is not sampled', async () => {
      const { body } = await call(told, { headers: { traceparent: UNSAMPLED } })
      expect(annotationsIn(body)[KEY]).to.match(/^00-(?!11112222)[0-9a-f]{32}-[0-9a-f]{16}-00$/)
    })
    it('gives the containers the same', async () => {
      const { body } = await call(told)
      const variable = { name: 'TRACEPARENT', value: annotationsIn(body)[KEY] }
      expect(readAnswer(body)).to.have.deep.nested.property('response.patch[1]', {
        op: 'add',
        path: '/spec/containers/0/env',
        value: [variable],
      })
    })
    it('leaves the namespaces alone that it was told, and no others', async () => {
      const metrics = await told.counted(async () => {
        for (const namespace of ['infra', 'build', 'kube-system']) await call(told, { body: review({ namespace }) })
      })
      expect(metrics).to.deep.equal({
        'reviews_total{decision="stamped",reason="stamped"}': 1,
        'reviews_total{decision="skipped",reason="excluded"}': 2,
        review_duration_seconds_count: 3,
      })
    })
  })
})

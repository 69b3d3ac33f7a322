import { gzipSync } from 'node:zlib'
import { request } from 'node:https'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { answerTo, call, keptConnection, newConnections, openRaw, rawPost, type Call } from './client.ts'
import { startWebhook, type Samples, type Webhook } from './process.ts'
import { outcomeOf, review, reviewOf } from './reviews.ts'

const LIMIT = 8 * 1024 * 1024
const NESTED = '['.repeat(100_000) + ']'.repeat(100_000)
const NO_REVIEW = 'expected an AdmissionReview of admission.k8s.io/v1\n'
const STAMPED: Samples = {
  'reviews_total{decision="stamped",reason="stamped"}': 1,
  review_duration_seconds_count: 1,
}
const refused = (reason: string): Samples => ({ [`requests_refused_total{reason="${reason}"}`]: 1 })

describe('podstart webhook, given', () => {
  let webhook: Webhook
  before(async () => {
    webhook = await startWebhook()
  })
  after(() => webhook.remove())

  describe('what is no review:', () => {
    afterEach(async () => {
      // Whatever it was, the next one is served.
      expect(outcomeOf(await call(webhook))).to.equal('stamped')
    })

    const REFUSED: readonly (readonly [title: string, sent: Call, status: number, text: string, reason: string])[] = [
      ['nothing', { body: '' }, 400, NO_REVIEW, 'not_a_review'],
      ['no JSON', { body: 'kind: AdmissionReview' }, 400, 'the body is no JSON\n', 'not_json'],
      ['half of a JSON', { body: review().slice(0, -1) }, 400, 'the body is no JSON\n', 'not_json'],
      ['JSON of another kind', { body: '{"kind":"Pod"}' }, 400, NO_REVIEW, 'not_a_review'],
      ['a list', { body: `[${review()}]` }, 400, NO_REVIEW, 'not_a_review'],
      ['null', { body: 'null' }, 400, NO_REVIEW, 'not_a_review'],
      [
        'a review of v1beta1',
        { body: review({}, { apiVersion: 'admission.k8s.io/v1beta1' }) },
        400,
        NO_REVIEW,
        'not_a_review',
      ],
      [
        'a review without a request',
        { body: review({}, { request: null }) },
        400,
        'expected request.uid\n',
        'not_a_review',
      ],
      ['a review without a uid', { body: review({ uid: '' }) }, 400, 'expected request.uid\n', 'not_a_review'],
      ['100,000 brackets', { body: NESTED }, 400, NO_REVIEW, 'not_a_review'],
      [
        'a body of 8 MiB and a byte',
        { body: reviewOf(LIMIT + 1) },
        413,
        'the body is larger than 8 MiB\n',
        'too_large',
      ],
      [
        'a body that is compressed',
        { body: gzipSync(review()), headers: { 'content-encoding': 'gzip' } },
        400,
        'the body is no JSON\n',
        'not_json',
      ],
      [
        'a body in another script',
        { headers: { 'content-type': 'application/json; charset=latin1' } },
        400,
        'the body is no JSON\n',
        'not_json',
      ],
      ['GET', { method: 'GET', body: '' }, 404, 'not found: POST /mutate\n', 'not_found'],
      ['PUT', { method: 'PUT' }, 404, 'not found: POST /mutate\n', 'not_found'],
      ['another path', { path: '/validate' }, 404, 'not found: POST /mutate\n', 'not_found'],
      ['a path that cannot be decoded', { path: '/%zz' }, 404, 'not found: POST /mutate\n', 'not_found'],
      ['the root', { path: '/' }, 404, 'not found: POST /mutate\n', 'not_found'],
      ['what a proxy is asked', { path: 'http://[/mutate' }, 404, 'not found: POST /mutate\n', 'not_found'],
    ]
    for (const [title, sent, status, text, reason] of REFUSED) {
      it(`${title}: ${String(status)}`, async () => {
        const agent = keptConnection()
        let found: unknown
        const counted = await webhook.counted(async () => {
          const { headers, ...answer } = await call(webhook, { agent, ...sent })
          found = { ...answer, type: headers['content-type'] }
        })
        agent.destroy()
        expect(found).to.deep.equal({ status, body: text, type: 'text/plain; charset=utf-8' })
        expect(counted).to.deep.equal(refused(reason))
      })
    }
  })

  describe('a review', () => {
    const ANSWERED: readonly (readonly [title: string, sent: Call])[] = [
      ['of exactly 8 MiB', { body: reviewOf(LIMIT) }],
      ['with 100,000 brackets in its pod', { body: review().replace('"dryRun"', `"odd":${NESTED},"dryRun"`) }],
      ['as text', { headers: { 'content-type': 'text/plain' } }],
      ['as a type that is none', { headers: { 'content-type': ';;;' } }],
      ['with a query that is none', { path: '/mutate?timeout=%zz&timeout=2s&x[y]=1' }],
      ['with blanks around it', { body: `\n \t${review()}\n` }],
      ['in Unicode', { body: review({ object: { metadata: { annotations: { a: '\u{1F600}\u0000\u2028' } } } }) }],
    ]
    for (const [title, sent] of ANSWERED) {
      it(`${title}, stamps it`, async () => {
        let outcome: string | undefined
        const counted = await webhook.counted(async () => {
          outcome = outcomeOf(await call(webhook, sent))
        })
        expect([outcome, counted]).to.deep.equal(['stamped', STAMPED])
      })
    }
    const streamed = (headers: Readonly<Record<string, string>>) => {
      const { port, ca } = webhook
      return request({
        ...{ host: '127.0.0.1', port, ca, agent: newConnections(), path: '/mutate', method: 'POST' },
        headers,
      })
    }
    it('in chunks, stamps it', async () => {
      const sent = streamed({ 'transfer-encoding': 'chunked' })
      for (const part of review().match(/.{1,20}/g) ?? []) sent.write(part)
      sent.end()
      expect(outcomeOf(await answerTo(sent))).to.equal('stamped')
    })
    it('in chunks, of more than 8 MiB, refuses it', async () => {
      const counted = await webhook.counted(async () => {
        const sent = streamed({ 'transfer-encoding': 'chunked' })
        sent.end(reviewOf(LIMIT + 1))
        expect((await answerTo(sent)).status).to.equal(413)
      })
      expect(counted).to.deep.equal(refused('too_large'))
    })
    it('after a word of consent, stamps it', async () => {
      const sent = streamed({ expect: '100-continue' })
      sent.flushHeaders()
      await new Promise((resolve) => sent.once('continue', resolve))
      sent.end(review())
      expect(outcomeOf(await answerTo(sent))).to.equal('stamped')
    })
    it('a byte at a time, stamps it', async () => {
      const raw = await openRaw(webhook)
      raw.socket.setNoDelay(true)
      for (const byte of Buffer.from(rawPost(review()))) raw.write(Buffer.of(byte))
      expect(await raw.says('"patch"')).to.match(/^HTTP\/1\.1 200 OK\r\n/)
      raw.socket.destroy()
    })
    it('three in a row without a wait between, answers them in their order', async () => {
      const raw = await openRaw(webhook)
      const counted = await webhook.counted(async () => {
        raw.write(['a', 'b', 'c'].map((uid) => rawPost(review({ uid }))).join(''))
        const all = await raw.says(/"uid":"c"[^]*"patch"/)
        expect([...all.matchAll(/"uid":"(.)"/g)].map(([, uid]) => uid)).to.deep.equal(['a', 'b', 'c'])
      })
      raw.socket.destroy()
      expect(counted['reviews_total{decision="stamped",reason="stamped"}']).to.equal(3)
    })

    const HALVES: readonly (readonly [title: string, sent: string, counted: Samples])[] = [
      ['half of its body', rawPost(review()).slice(0, -30), refused('aborted')],
      ['none of its body', rawPost(review()).slice(0, -review().length), refused('aborted')],
      [
        'a whole one, and half of the next',
        rawPost(review()) + rawPost(review()).slice(0, -30),
        { ...STAMPED, ...refused('aborted') },
      ],
      ['half of its headers', rawPost(review()).slice(0, 30), {}],
    ]
    for (const [title, sent, counts] of HALVES) {
      it(`${title}, and then hung up: counts it, and waits no longer`, async () => {
        const counted = await webhook.counted(async () => {
          const raw = await openRaw(webhook)
          raw.write(sent)
          const hasBody = Object.keys(counts).some((name) => name.includes('aborted'))
          if (hasBody) await webhook.until(async () => (await webhook.metrics())['reviews_waiting'] === 1)
          raw.socket.destroy()
          await raw.ended
        })
        expect(counted).to.deep.equal(counts)
      })
    }
    it('under headers of more than 16 KiB, refuses it and hangs up', async () => {
      const raw = await openRaw(webhook)
      raw.write(rawPost(review(), [`X-Long: ${'x'.repeat(20_000)}`]))
      expect(await raw.ended).to.match(/^HTTP\/1\.1 431 /)
    })
    it('without a host, refuses it and hangs up', async () => {
      const raw = await openRaw(webhook)
      raw.write('POST /mutate HTTP/1.1\r\nContent-Length: 0\r\n\r\n')
      expect(await raw.ended).to.match(/^HTTP\/1\.1 400 /)
    })
    it('never says a word that is no JSON in its log', () => {
      expect(webhook.said().map(({ level }) => level)).to.include.members(['info', 'warn'])
    })
  })
})

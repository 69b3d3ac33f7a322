import { Agent } from 'node:https'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { list, text } from '../../../src/observe/json.ts'
import { call, openRaw, rawPost, type Call, type RawConnection } from '../webhook/client.ts'
import { startWebhook, type Webhook } from '../webhook/process.ts'
import { annotationsIn, masked, outcomeOf, POD, readAnswer, review, reviewOf } from '../webhook/reviews.ts'

const STAMP = {
  'podstart.dev/traceparent': '00-TRACE-SPAN-01',
  'podstart.dev/admitted-at': 'TIME',
}

/** A review whose text is put in by hand: JSON.stringify would not write some of it. */
const annotated = (annotations: string): string =>
  review({ object: { ...POD, metadata: { annotations: 'HERE' } } }).replace('"HERE"', annotations)

const OURS = /^\/metadata\/annotations\/podstart\.dev~1(traceparent|admitted-at|context)$/
const pathsIn = (body: string): readonly (string | undefined)[] =>
  list(readAnswer(body), 'response', 'patch').map((one) => text(one, 'path'))

const COUNT = 200

describe('podstart webhook, called by somebody who means ill,', () => {
  let webhook: Webhook
  const raws: RawConnection[] = []
  const opened = async (): Promise<RawConnection> => {
    const raw = await openRaw(webhook)
    raws.push(raw)
    return raw
  }
  before(async () => {
    webhook = await startWebhook()
  })
  afterEach(async () => {
    for (const { socket } of raws.splice(0)) socket.destroy()
    expect(outcomeOf(await call(webhook))).to.equal('stamped')
  })
  after(() => webhook.remove())

  describe('adds its stamp, and nothing else, to a pod', () => {
    const PODS: readonly (readonly [title: string, sent: Call])[] = [
      ['with a key __proto__', { body: annotated('{"__proto__":{"x":1},"a":"b"}'.replace('{"x":1}', '"x"')) }],
      ['with a key constructor', { body: annotated('{"constructor":"x","prototype":"y"}') }],
      ['with one key twice', { body: annotated('{"podstart.dev/context":"a","podstart.dev/contex\\u0074":"b"}') }],
      ['with keys that end a path', { body: annotated('{"../../spec":"x","~1spec~0":"y","":"z"}') }],
      ['with lone surrogates', { body: annotated('{"a":"\\ud800"}') }],
      ['that is no UTF-8', { body: Buffer.from(annotated('{"a":"\u00ff\u00fe"}'), 'latin1') }],
    ]
    for (const [title, sent] of PODS) {
      it(title, async () => {
        const { body } = await call(webhook, sent)
        expect(masked(annotationsIn(body))).to.deep.equal(STAMP)
        expect(pathsIn(body).filter((path) => !OURS.test(path ?? ''))).to.deep.equal([])
      })
    }
  })

  it('takes what is under __proto__ for nothing', async () => {
    const body = review().replace('{"kind"', '{"__proto__":{"request":{"uid":"forged"}},"kind"')
    expect(masked(readAnswer((await call(webhook, { body })).body))).to.deep.equal(
      masked(readAnswer((await call(webhook)).body)),
    )
  })

  const CONTEXTS: readonly (readonly [title: string, traceparent: string])[] = [
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`],
    ['capitals', `00-${'A'.repeat(32)}-${'1'.repeat(16)}-01`],
    ['a quarter of a megabyte', `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01-${'x'.repeat(250_000)}`],
  ]
  for (const [title, traceparent] of CONTEXTS) {
    it(`passes on no trace context that is none: ${title}`, async () => {
      const { body } = await call(webhook, { body: annotated(JSON.stringify({ traceparent })) })
      expect(masked(annotationsIn(body))).to.deep.equal(STAMP)
    })
  }
  it('notes a forged context as what was found, and gives the pod ids of its own', async () => {
    const forged = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    const { body } = await call(webhook, { body: annotated(JSON.stringify({ traceparent: forged })) })
    expect(masked(annotationsIn(body), forged)).to.deep.equal({ ...STAMP, 'podstart.dev/context': forged })
  })

  describe('hangs up on', () => {
    const length = Buffer.byteLength(review())
    const SMUGGLED: readonly (readonly [title: string, request: string, status: number])[] = [
      ['a length beside chunks', rawPost(review(), ['Transfer-Encoding: chunked']), 400],
      ['two lengths', rawPost(review(), [`Content-Length: ${String(length + 1)}`]), 400],
      ['a length that is none', rawPost('', ['Content-Length: -1']).replace('Content-Length: 0\r\n', ''), 400],
      [
        'chunks of a size that is none',
        'POST /mutate HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
        400,
      ],
      ['a method that is none', rawPost().replace('POST', 'P OST'), 400],
      ['a line feed alone', 'POST /mutate HTTP/1.1\nHost: a\n\n', 400],
      ['a NUL in a header', rawPost('', ['X-A: \u0000']), 400],
    ]
    for (const [title, request, status] of SMUGGLED) {
      it(`${title}, before it is read as a review`, async () => {
        let answer = ''
        const counted = await webhook.counted(async () => {
          const raw = await opened()
          raw.write(request)
          answer = await raw.ended
        })
        expect(answer.match(/^HTTP\/1\.1 (\d+) /)?.[1]).to.equal(String(status))
        expect(counted['reviews_total{decision="stamped",reason="stamped"}']).to.equal(undefined)
      })
    }
    it('headers without an end, at 16 KiB', async () => {
      const raw = await opened()
      raw.write(`POST /mutate HTTP/1.1\r\nHost: a\r\n${'X-A: b\r\n'.repeat(3_000)}`)
      expect(await raw.ended).to.match(/^HTTP\/1\.1 431 /)
    })
  })

  it(`answers others at once while ${String(COUNT)} send headers that never end`, async () => {
    const slow = await Promise.all(Array.from({ length: COUNT }, opened))
    for (const raw of slow) raw.write('POST /mutate HTTP/1.1\r\nHost: a\r\nX-A: ')
    expect(outcomeOf(await call(webhook))).to.equal('stamped')
  })
  it(`answers others at once while ${String(COUNT)} send bodies that never end`, async () => {
    const slow = await Promise.all(Array.from({ length: COUNT }, opened))
    for (const raw of slow) raw.write(rawPost('x'.repeat(100_000)).slice(0, -1))
    await webhook.until(async () => (await webhook.metrics())['reviews_waiting'] === COUNT)
    expect(outcomeOf(await call(webhook))).to.equal('stamped')
  })
  it('reads no more than 128 MiB of large bodies at a time, and small ones all the same', async () => {
    const large = rawPost('x'.repeat(8 * 1024 * 1024)).slice(0, 1_000)
    const slow = await Promise.all(Array.from({ length: 16 }, opened))
    for (const raw of slow) raw.write(large)
    await webhook.until(async () => (await webhook.metrics())['reviews_waiting'] === 16)
    const { status, body } = await call(webhook, { body: reviewOf(100_000) })
    expect([status, body]).to.deep.equal([503, 'too many large bodies on their way\n'])
    expect(outcomeOf(await call(webhook))).to.equal('stamped')
    slow[0]?.socket.destroy()
    await webhook.until(async () => (await webhook.metrics())['reviews_waiting'] === 15)
    expect(outcomeOf(await call(webhook, { body: reviewOf(100_000) }))).to.equal('stamped')
  })
  it('answers others at once after a thousand connections that say nothing more', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 100 })
    const all = await Promise.all(Array.from({ length: 1_000 }, () => call(webhook, { agent, body: '[]' })))
    agent.destroy()
    expect([...new Set(all.map(({ status }) => status))]).to.deep.equal([400])
  })
  it('writes lines of JSON into its log, of some length, whatever was sent', async () => {
    await call(webhook, { body: review({ operation: `X\n{"level":"error"}\u001b[31m${'y'.repeat(100_000)}` }) })
    const line = await webhook.says('not_a_pod: the first of its kind')
    expect([line.length < 1_000, line.includes('\u001b')]).to.deep.equal([true, false])
    expect(JSON.parse(line)).to.include({ level: 'warn' })
  })
})

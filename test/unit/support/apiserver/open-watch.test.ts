import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { errorEvent, HOSTILE, longLine } from '../../../support/apiserver/hostile.ts'
import { expired } from '../../../../src/simcluster/api/status.ts'
import { ask, stream } from './client.ts'
import { event, pod, seen, serverForEach } from './harness.ts'

const WATCH = '/api/v1/pods?watch=1&resourceVersion=1001'

describe('an open watch', () => {
  const server = serverForEach()
  beforeEach(() => void server.now.pods.put(pod('a')))
  const open = async () => {
    const received = await stream(server.now, WATCH)
    return { received, watch: await server.now.until(() => server.now.openWatches[0]) }
  }
  const RAW: readonly [title: string, raw: string | Uint8Array][] = [
    ...Object.entries(HOSTILE),
    ['an ERROR event', errorEvent(expired('gone'))],
    ['an over-long line', longLine(3_000_000)],
    ['a line cut inside a character', Buffer.from('{"type":"€').subarray(0, 10)],
  ]
  for (const [title, raw] of RAW) {
    it(title, async () => {
      const { received, watch } = await open()
      await watch.write(raw)
      await watch.end()
      expect(await received.ended).to.equal('end')
      expect(Buffer.concat(received.pieces).equals(Buffer.from(raw))).to.equal(true)
    })
  }
  it('an event of the test', async () => {
    const { received, watch } = await open()
    await watch.send('MODIFIED', { metadata: {} })
    expect(await received.lines(1)).to.deep.equal(['{"type":"MODIFIED","object":{"metadata":{}}}'])
  })
  it('a line in two halves', async () => {
    const { received, watch } = await open()
    await watch.write('{"type":"BOOK')
    await watch.write('MARK","object":{}}\n')
    expect(await received.lines(1)).to.deep.equal(['{"type":"BOOKMARK","object":{}}'])
  })
  it('its end', async () => {
    const { received, watch } = await open()
    server.now.pods.put(pod('b'))
    await watch.end()
    expect([await received.ended, await received.events(1)]).to.deep.equal(['end', [seen('ADDED', 1002, pod('b'))]])
    await server.now.until(() => server.now.openWatches.length === 0)
    expect(server.now.requests[0]?.ended?.how).to.equal('complete')
  })
  it('no more, when it has ended', async () => {
    const { watch } = await open()
    await watch.end()
    await server.now.until(() => server.now.openWatches.length === 0)
    expect(() => watch.write('x')).to.throw('this watch has ended')
  })
  it('a reset, behind what was sent', async () => {
    const { received, watch } = await open()
    server.now.pods.put(pod('b'))
    await watch.reset()
    expect([await received.ended, await received.events(1)]).to.deep.equal([
      'ECONNRESET',
      [seen('ADDED', 1002, pod('b'))],
    ])
  })
  it('a reset, of a client that does not read', async () => {
    const response = await ask(server.now, '/api/v1/events?watch=1&resourceVersion=1001')
    response.pause()
    for (let i = 0; i < 40; i += 1) server.now.events.put(event(`e${i}`, {}, { message: 'x'.repeat(1_000_000) }))
    await server.now.openWatches[0]?.reset('at once')
    await server.now.until(() => server.now.requests[0]?.ended?.how === 'reset')
    response.destroy()
  })
})

import { mock } from 'node:test'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { readIncoming, type Incoming } from '../../../src/kube/incoming.ts'
import { nanos } from '../../../src/observe/nanos.ts'

const SILENCE = 120_000

/** The reader's one timer, on a clock that stands until it is moved. Node's mock timers cannot be refreshed. */
function fakeTimer() {
  let [length, left, fire] = [0, Infinity, (): void => undefined]
  mock.method(globalThis, 'setTimeout', (then: () => void, ms: number) => {
    ;[length, left, fire] = [ms, ms, then]
    return { refresh: () => (left = length) }
  })
  mock.method(globalThis, 'clearTimeout', () => (left = Infinity))
  return {
    runs: () => left !== Infinity,
    pass(ms: number) {
      left -= ms
      if (left > 0) return
      left = Infinity
      fire()
    },
  }
}

/** All that has been under way has come to its end. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a body that comes in', () => {
  let timer: ReturnType<typeof fakeTimer>
  let clock = 0n
  let body: Readable
  let reading: AsyncGenerator<Incoming>
  beforeEach(() => {
    timer = fakeTimer()
    clock = 0n
    body = new Readable({ read: () => undefined })
    reading = readIncoming(body, { now: () => nanos(clock), silence: SILENCE })
  })
  afterEach(() => {
    body.destroy()
    mock.restoreAll()
  })

  async function next(): Promise<unknown> {
    const { value, done } = await reading.next()
    if (done === true) return 'no more'
    return value.is === 'chunk' ? `${value.at} ${value.chunk.toString()}` : value
  }
  async function all(): Promise<readonly unknown[]> {
    const seen = []
    for (let one = await next(); one !== 'no more'; one = await next()) seen.push(one)
    return seen
  }
  async function arrive(text: string, at: bigint): Promise<void> {
    clock = at
    body.push(text)
    await settled()
  }

  it('comes part by part, as each arrives', async () => {
    const first = next()
    await arrive('a', 5n)
    expect(await first).to.equal('5 a')
    const second = next()
    await arrive('b', 7n)
    expect(await second).to.equal('7 b')
  })
  it('has each part’s time from when it came, not from when it is read', async () => {
    const first = next()
    await arrive('a', 5n)
    await arrive('b', 7n)
    await arrive('c', 8n)
    clock = 100n
    expect([await first, await next(), await next()]).to.deep.equal(['5 a', '7 b', '8 c'])
  })
  it('keeps what came with the request’s answer', async () => {
    body.push('a')
    body.push(null)
    expect(await all()).to.deep.equal(['0 a', { is: 'end' }])
  })

  const BROKEN: readonly (readonly [title: string, by: (body: Readable) => void, end: Incoming])[] = [
    ['the server ends it', (one) => one.push(null), { is: 'end' }],
    [
      'the connection breaks',
      (one) => one.destroy(new Error('read ECONNRESET')),
      { is: 'broken', why: 'read ECONNRESET' },
    ],
    ['it is closed without a word', (one) => one.destroy(), { is: 'broken', why: 'the connection was closed' }],
  ]
  for (const [title, by, end] of BROKEN) {
    it(`${title}: what came before it is read first, and nothing after`, async () => {
      const seen = all()
      await arrive('a', 5n)
      await arrive('b', 6n)
      by(body)
      expect(await seen).to.deep.equal(['5 a', '6 b', end])
    })
    it(`${title}: leaves neither a timer nor the connection`, async () => {
      const seen = all()
      await settled()
      by(body)
      await seen
      expect({ runs: timer.runs(), open: !body.destroyed }).to.deep.equal({ runs: false, open: false })
    })
  }

  it('is silent once no byte has come for the time that is set', async () => {
    const seen = all()
    timer.pass(SILENCE - 1)
    await arrive('a', 5n)
    timer.pass(SILENCE - 1)
    await arrive('b', 6n)
    timer.pass(SILENCE - 1)
    await arrive('c', 7n)
    timer.pass(SILENCE)
    expect(await seen).to.deep.equal(['5 a', '6 b', '7 c', { is: 'silent' }])
    expect(body.destroyed).to.equal(true)
  })
  it('is silent when no byte comes at all', async () => {
    const seen = all()
    timer.pass(SILENCE)
    expect(await seen).to.deep.equal([{ is: 'silent' }])
  })
  it('is let go when its reader leaves', async () => {
    const first = next()
    await arrive('a', 5n)
    await first
    await reading.return(undefined)
    expect({ runs: timer.runs(), open: !body.destroyed }).to.deep.equal({ runs: false, open: false })
  })
  it('is asked to wait while more than 16 MiB are unread, and goes on after', async () => {
    const mebibytes = (count: number): Buffer => Buffer.alloc(count * 1024 * 1024, 'x')
    const first = reading.next()
    body.push(mebibytes(1))
    await first
    const paused = [16, 1].map((count) => {
      body.push(mebibytes(count))
      return body.isPaused()
    })
    const again = await reading.next()
    expect([...paused, again.value?.is, body.isPaused()]).to.deep.equal([false, true, 'chunk', false])
  })
})

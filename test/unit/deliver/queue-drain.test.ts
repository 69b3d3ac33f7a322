import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { AWAY, REFUSED, resumeTime, startQueue, stopTime, TAKEN } from '../../support/queue.ts'

describe('draining a queue', () => {
  beforeEach(stopTime)
  afterEach(resumeTime)

  /** A queue that is being drained, and what came of it. */
  function drain(one: ReturnType<typeof startQueue>, giveUp = new AbortController()) {
    let left: number | undefined
    const done = one.queue.drain(giveUp.signal).then((spans) => (left = spans))
    return { left: () => left, done, giveUp: () => giveUp.abort() }
  }

  it('that is empty: at once', async () => {
    const one = startQueue()
    await one.push('a3')
    await one.answer(TAKEN)
    expect([await drain(one).done, one.fate()]).to.deep.equal([0, ['sent 1/3']])
  })
  it('waits until all is delivered', async () => {
    const one = startQueue()
    await one.push('a300 b300')
    const draining = drain(one)
    await one.answer(TAKEN)
    const meanwhile = draining.left()
    await one.answer(TAKEN)
    expect([meanwhile, await draining.done, one.fate()]).to.deep.equal([undefined, 0, ['sent 1/300', 'sent 1/300']])
  })
  it('takes what still comes', async () => {
    const one = startQueue()
    await one.push('a3')
    const draining = drain(one)
    await one.push('b1')
    await one.answer(TAKEN, TAKEN)
    expect([await draining.done, one.requests]).to.deep.equal([0, ['a3', 'b1']])
  })
  it('does not wait for a retry’s time', async () => {
    const one = startQueue()
    await one.push('a3')
    await one.answer(AWAY)
    const before = [...one.requests]
    const draining = drain(one)
    await one.settled()
    await one.answer(TAKEN)
    expect([before, one.requests, await draining.done]).to.deep.equal([['a3'], ['a3', 'a3'], 0])
  })
  it('tries again every 200 ms', async () => {
    const one = startQueue()
    await one.push('a3')
    const draining = drain(one)
    for (const tries of [1, 2, 3]) {
      await one.answer(AWAY)
      await one.pass(199)
      expect(one.requests.length).to.equal(tries)
      await one.pass(1)
    }
    await one.answer(TAKEN)
    expect([one.delays(), await draining.done]).to.deep.equal([[200, 200, 200], 0])
  })
  it('still tells a bad trace from its neighbours', async () => {
    const one = startQueue()
    await one.push('a3 b2')
    const draining = drain(one)
    await one.answer(REFUSED, REFUSED, TAKEN)
    expect([await draining.done, one.fate()]).to.deep.equal([0, ['refused 1/3', 'sent 1/2']])
  })

  describe('gives up at the signal', () => {
    const LOST = [{ is: 'lost', why: 'stopped', traces: 2, spans: 4, detail: 'nobody took them before the end' }]
    const lost = (one: ReturnType<typeof startQueue>) => one.told.filter(({ is }) => is === 'lost')

    it('while a request is on its way: that is lost too', async () => {
      const one = startQueue()
      await one.push('a3')
      await one.push('b1')
      const draining = drain(one)
      draining.giveUp()
      expect([await draining.done, lost(one), one.queue.spans, one.queue.age()]).to.deep.equal([4, LOST, 0, 0])
    })
    it('when the sender says that it was interrupted', async () => {
      const one = startQueue()
      await one.push('a3 b1')
      const draining = drain(one)
      draining.giveUp()
      await one.answer({ is: 'interrupted' })
      expect([await draining.done, lost(one), one.requests]).to.deep.equal([4, LOST, ['a3 b1']])
    })
    it('while it waits for a retry', async () => {
      const one = startQueue()
      await one.push('a3 b1')
      const draining = drain(one)
      await one.answer(AWAY)
      draining.giveUp()
      expect([await draining.done, lost(one)]).to.deep.equal([4, LOST])
    })
    it('that came before', async () => {
      const one = startQueue()
      await one.push('a3 b1')
      const giveUp = new AbortController()
      giveUp.abort()
      expect([await drain(one, giveUp).done, lost(one)]).to.deep.equal([4, LOST])
    })
    it('and loses nothing where nothing is left', async () => {
      const one = startQueue()
      const giveUp = new AbortController()
      giveUp.abort()
      expect([await drain(one, giveUp).done, one.told]).to.deep.equal([0, []])
    })
    it('and sends nothing more', async () => {
      const one = startQueue()
      await one.push('a3')
      const draining = drain(one)
      await one.answer(AWAY)
      draining.giveUp()
      await draining.done
      await one.pass(60_000)
      await one.push('b1')
      expect(one.requests).to.deep.equal(['a3'])
    })
    it('and stands by it: an answer that comes after does not count', async () => {
      const one = startQueue()
      await one.push('a3 b1')
      const draining = drain(one)
      draining.giveUp()
      await draining.done
      await one.answer(TAKEN)
      expect([one.fate(), one.queue.spans]).to.deep.equal([['stopped 2/4'], 0])
    })
  })
})

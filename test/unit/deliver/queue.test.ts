import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { AWAY, FORBIDDEN, REFUSED, resumeTime, startQueue, stopTime, TAKEN } from '../../support/queue.ts'

describe('a queue', () => {
  beforeEach(stopTime)
  afterEach(resumeTime)

  describe('sends in batches', () => {
    const BATCHES: readonly (readonly [title: string, pushed: string, requests: readonly string[]])[] = [
      ['what comes at once together', 'a3 b2 c1', ['a3 b2 c1']],
      ['up to 512 spans', 'a300 b212 c1', ['a300 b212', 'c1']],
      ['whole traces', 'a300 b300 c200', ['a300', 'b300 c200']],
      ['a trace that is larger by itself', 'a1 b600 c1', ['a1', 'b600', 'c1']],
    ]
    for (const [title, pushed, requests] of BATCHES) {
      it(`${title}: ${pushed}`, async () => {
        const one = startQueue()
        await one.push(pushed)
        await one.answer(...requests.map(() => TAKEN))
        expect([one.requests, one.queue.spans]).to.deep.equal([requests, 0])
      })
    }
    it('one after the other: what comes meanwhile goes with the next', async () => {
      const one = startQueue()
      await one.push('a3')
      await one.push('b2')
      await one.push('c1')
      const before = [...one.requests]
      await one.answer(TAKEN)
      expect([before, one.requests]).to.deep.equal([['a3'], ['a3', 'b2 c1']])
    })
    it('again after a pause', async () => {
      const one = startQueue()
      await one.push('a3')
      await one.answer(TAKEN)
      await one.push('b2')
      await one.answer(TAKEN)
      expect(one.fate()).to.deep.equal(['sent 1/3', 'sent 1/2'])
    })
    it('and tells how long it took', async () => {
      const one = startQueue()
      await one.push('a3 b1')
      await one.pass(1_250)
      await one.answer(TAKEN)
      expect(one.told).to.deep.equal([{ is: 'sent', traces: 2, spans: 4, seconds: 1.25 }])
    })
  })

  describe('knows what waits', () => {
    it('until it is delivered', async () => {
      const one = startQueue()
      const seen = [one.queue.spans]
      await one.push('a3 b2')
      seen.push(one.queue.spans)
      await one.answer(TAKEN)
      expect([...seen, one.queue.spans]).to.deep.equal([0, 5, 0])
    })
    it('and since when the oldest does', async () => {
      const one = startQueue()
      const ages = [one.queue.age()]
      await one.push('a1')
      await one.pass(700)
      await one.push('b1')
      await one.pass(300)
      ages.push(one.queue.age())
      await one.answer(TAKEN)
      ages.push(one.queue.age())
      await one.answer(TAKEN)
      expect([...ages, one.queue.age()]).to.deep.equal([0, 1_000, 300, 0])
    })
  })

  describe('tries again what failed in passing', () => {
    const DELAYS: readonly (readonly [random: number, delays: readonly number[]])[] = [
      [1, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]],
      [0, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]],
    ]
    for (const [random, delays] of DELAYS) {
      it(`after ${delays.join(', ')} ms by a chance of ${random}, and not before`, async () => {
        const one = startQueue({ random })
        await one.push('a3 b1')
        for (const [i, delay] of delays.entries()) {
          await one.answer(AWAY)
          await one.pass(delay - 1)
          expect(one.requests.length).to.equal(i + 1)
          await one.pass(1)
        }
        expect([one.delays(), one.requests]).to.deep.equal([delays, ['a3 b1', ...delays.map(() => 'a3 b1')]])
      })
    }
    it('and loses nothing', async () => {
      const one = startQueue()
      await one.push('a3')
      await one.answer(AWAY)
      await one.push('b1')
      const waiting = one.queue.spans
      await one.pass(1_000)
      await one.answer(TAKEN)
      expect([one.told, waiting, one.requests]).to.deep.equal([
        [
          { is: 'failed', why: 'nobody is there', delay: 1_000 },
          { is: 'sent', traces: 2, spans: 4, seconds: 0 },
        ],
        4,
        ['a3', 'a3 b1'],
      ])
    })
    it('with the first delay again once it went well', async () => {
      const one = startQueue()
      await one.push('a3')
      await one.answer(AWAY)
      await one.pass(1_000)
      await one.answer(AWAY)
      await one.pass(2_000)
      await one.answer(TAKEN)
      await one.push('b1')
      await one.answer(AWAY)
      expect(one.delays()).to.deep.equal([1_000, 2_000, 1_000])
    })
  })

  describe('gives up what is refused', () => {
    it('trace by trace: a bad one does not take the others with it', async () => {
      const one = startQueue()
      await one.push('a3 b2 c1')
      await one.answer(REFUSED, TAKEN, REFUSED, TAKEN)
      expect([one.requests, one.fate()]).to.deep.equal([
        ['a3 b2 c1', 'a3', 'b2', 'c1'],
        ['sent 1/3', 'refused 1/2', 'sent 1/1'],
      ])
    })
    it('and goes on in batches after it', async () => {
      const one = startQueue()
      await one.push('a3 b2')
      await one.push('c1 d1')
      await one.answer(REFUSED, REFUSED, TAKEN, TAKEN)
      expect(one.requests).to.deep.equal(['a3 b2', 'a3', 'b2', 'c1 d1'])
    })
    it('as a whole where it is not about the batch', async () => {
      const one = startQueue()
      await one.push('a3 b2')
      await one.answer(FORBIDDEN)
      expect([one.told, one.requests, one.queue.spans]).to.deep.equal([
        [{ is: 'lost', why: 'refused', traces: 2, spans: 5, detail: 'forbidden (HTTP 403)' }],
        ['a3 b2'],
        0,
      ])
    })
    it('but not the rest of a batch that failed in passing meanwhile', async () => {
      const one = startQueue()
      await one.push('a3 b2')
      await one.answer(REFUSED, AWAY)
      await one.pass(1_000)
      await one.answer(TAKEN, REFUSED)
      expect(one.fate()).to.deep.equal(['sent 1/3', 'refused 1/2'])
    })
  })

  describe('counts what is refused in part', () => {
    const PARTLY: readonly (readonly [title: string, refused: number, fate: readonly string[]])[] = [
      ['some', 2, ['sent 2/3', 'partly_refused 0/2']],
      ['all', 5, ['sent 2/0', 'partly_refused 0/5']],
      ['more than there were, by a collector that cannot count', 9, ['sent 2/0', 'partly_refused 0/5']],
    ]
    for (const [title, refused, fate] of PARTLY) {
      it(title, async () => {
        const one = startQueue()
        await one.push('a3 b2')
        await one.answer({ is: 'partly sent', refused, warnings: [] })
        expect([one.fate(), one.queue.spans]).to.deep.equal([fate, 0])
      })
    }
  })

  it('hands on the collector’s warnings, whatever came of the batch', async () => {
    const one = startQueue()
    await one.push('a3')
    await one.answer({ ...AWAY, warnings: ['first'] })
    await one.pass(1_000)
    await one.answer({ is: 'sent', warnings: ['second', 'third'] })
    expect(one.told.filter(({ is }) => is === 'warning')).to.deep.equal(
      ['first', 'second', 'third'].map((text) => ({ is: 'warning', text })),
    )
  })

  describe('drops the oldest where there is no room', () => {
    const FULL: readonly (readonly [
      title: string,
      pushed: readonly string[],
      fate: readonly string[],
      left: string,
    ])[] = [
      ['but not what is on its way', ['a4', 'b4', 'c4'], ['queue_full 1/4'], 'c4'],
      ['as many as it takes', ['a4', 'b2 c2 d2 e4'], ['queue_full 1/2', 'queue_full 1/2'], 'd2 e4'],
      ['nor the newest, however large', ['a4', 'b2 c2', 'd50'], ['queue_full 1/2', 'queue_full 1/2'], 'd50'],
      ['none while there is', ['a4', 'b3 c3'], [], 'b3 c3'],
    ]
    for (const [title, pushed, fate, left] of FULL) {
      it(`${title}: ${pushed.join(', ')}`, async () => {
        const one = startQueue({ maxSpans: 10 })
        for (const short of pushed) await one.push(short)
        await one.answer(TAKEN)
        expect([one.fate(), one.requests]).to.deep.equal([
          [...fate, 'sent 1/4'],
          ['a4', left],
        ])
      })
    }
    it('that of a failed request too, until it is sent again', async () => {
      const one = startQueue({ maxSpans: 10 })
      await one.push('a4')
      await one.answer(AWAY)
      await one.push('b4 c4')
      await one.pass(1_000)
      expect([one.fate(), one.requests, one.queue.spans]).to.deep.equal([['queue_full 1/4'], ['a4', 'b4 c4'], 8])
    })
    it('and says why', async () => {
      const one = startQueue({ maxSpans: 10 })
      await one.push('a9')
      await one.push('b1 c1')
      expect(one.told).to.deep.equal([
        { is: 'lost', why: 'queue_full', traces: 1, spans: 1, detail: 'more than 10 spans are waiting' },
      ])
    })
  })
})

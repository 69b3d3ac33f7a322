import { expect } from 'chai'
import { describe, it } from 'mocha'
import { millis, nanos, seconds } from '../../../src/observe/nanos.ts'
import { createFastClock } from '../../../src/simcluster/fast-clock.ts'
import { createRealClock } from '../../../src/simcluster/real-clock.ts'

describe('the fast clock', () => {
  it('does what is due in the order of time, and of one time in the order it was asked for', () => {
    const clock = createFastClock(seconds(100))
    const done: string[] = []
    const tell = (what: string) => () => done.push(`${what} ${clock.now() / 1_000_000n}`)
    for (const [what, ms] of [
      ['c', 30],
      ['a', 10],
      ['b1', 20],
      ['b2', 20],
      ['b3', 20],
    ] as const) {
      clock.after(millis(ms), tell(what))
    }
    clock.runTo(seconds(101))
    expect(done).to.deep.equal(['a 100010', 'b1 100020', 'b2 100020', 'b3 100020', 'c 100030'])
    expect(clock.now()).to.equal(seconds(101))
  })
  it('keeps the order of very many', () => {
    const clock = createFastClock(nanos(0n))
    const done: number[] = []
    const delays = Array.from({ length: 2_000 }, (_, i) => (i * 7_919) % 1_009)
    for (const ms of delays) clock.after(millis(ms), () => done.push(ms))
    clock.runTo(seconds(2))
    expect(done).to.deep.equal(delays.toSorted((a, b) => a - b))
  })
  it('does what is asked for at once only after what asked for it', () => {
    const clock = createFastClock(nanos(0n))
    const done: string[] = []
    clock.after(nanos(0n), () => {
      clock.after(nanos(0n), () => done.push('inner'))
      done.push('outer')
    })
    clock.runTo(nanos(0n))
    expect(done).to.deep.equal(['outer', 'inner'])
  })
  it('does nothing that was cancelled, nor what is due later', () => {
    const clock = createFastClock(nanos(0n))
    const done: string[] = []
    const cancel = clock.after(millis(1), () => done.push('cancelled'))
    clock.after(millis(3), () => done.push('later'))
    cancel()
    clock.runTo(millis(2))
    expect(done).to.deep.equal([])
    expect(clock.runUntilIdle(millis(3))).to.equal(true)
    expect(done).to.deep.equal(['later'])
  })
})

describe('the real clock', () => {
  it('does what is due in order, never early', async () => {
    const clock = createRealClock()
    const begun = clock.now()
    const done: string[] = []
    await new Promise<void>((resolve) => {
      clock.after(millis(6), () => {
        done.push('last')
        resolve()
      })
      clock.after(millis(2.9), () => done.push('second'))
      clock.after(millis(2.1), () => done.push('first'))
      clock.after(millis(4), () => done.push('cancelled'))()
    })
    expect(done).to.deep.equal(['first', 'second', 'last'])
    expect(clock.now() >= begun + millis(6)).to.equal(true)
    clock.close()
  })
  it('does nothing once it is closed', async () => {
    const clock = createRealClock()
    let isDone = false
    clock.after(millis(1), () => (isDone = true))
    clock.close()
    clock.after(millis(1), () => (isDone = true))
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(isDone).to.equal(false)
  })
})

import { mock } from 'node:test'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { watchTurns, type Turns } from '../../../src/webhook/turns.ts'

/** The ticks come every 50 ms, as long as nothing is in the way. */
describe('what may have waited', () => {
  let now: number
  let turns: Turns
  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval'] })
    now = 1_000
    turns = watchTurns(() => now)
  })
  afterEach(() => {
    turns.stop()
    mock.timers.reset()
  })
  /** The clock goes on; a tick comes if its time has come. */
  const pass = (ms: number): void => {
    now += ms
    mock.timers.tick(ms)
  }
  /** The loop does not turn meanwhile: after it, one tick comes at once, and not all that were missed. */
  const stall = (ms: number): void => {
    now += ms
    mock.timers.tick(50)
  }

  it('at the beginning: nothing', () => {
    expect(turns.unseen()).to.equal(0)
  })
  it('between two ticks: since the last one', () => {
    pass(50)
    pass(30)
    expect(turns.unseen()).to.equal(30)
  })
  it('with ticks in time: never more than from one to the next', () => {
    for (let i = 0; i < 20; i += 1) pass(50)
    expect(turns.unseen()).to.equal(0)
  })
  it('while the loop stands still: all that time', () => {
    pass(50)
    now += 700
    expect(turns.unseen()).to.equal(700)
  })
  it('after the loop stood still: as long as that, but for the time between ticks', () => {
    pass(50)
    stall(700)
    expect(turns.unseen()).to.equal(650)
    now += 10
    expect(turns.unseen()).to.equal(660)
  })
  it('a tick later: nothing of it', () => {
    stall(700)
    pass(50)
    expect(turns.unseen()).to.equal(0)
  })
  it('when a tick comes early: not less than nothing', () => {
    stall(40)
    expect(turns.unseen()).to.equal(0)
  })
  it('after its end: it ticks no more', () => {
    pass(50)
    turns.stop()
    pass(500)
    expect(turns.unseen()).to.equal(500)
  })
})

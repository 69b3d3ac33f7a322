import { expect } from 'chai'
import { describe, it } from 'mocha'
import { plus, seconds, type Nanos } from '../../../../src/observe/nanos.ts'
import { createBackOff } from '../../../../src/simcluster/node/back-off.ts'

const START = seconds(1_000_000)

describe('a back-off', () => {
  it('doubles from 10 s to 300 s', () => {
    const backOff = createBackOff()
    let now: Nanos = START
    const waits = Array.from({ length: 7 }, () => {
      backOff.next('a', now, now)
      now = plus(now, backOff.of('a'))
      return Number(backOff.of('a') / 1_000_000_000n)
    })
    expect(waits).to.deep.equal([10, 20, 40, 80, 160, 300, 300])
  })
  it('does not hold up the first time', () => expect(createBackOff().isWaiting('a', START, START)).to.equal(false))
  it('waits from what happened, not from when it was seen', () => {
    const backOff = createBackOff()
    backOff.next('a', START, START)
    const ended = plus(START, seconds(3))
    expect(backOff.isWaiting('a', ended, plus(ended, seconds(9)))).to.equal(true)
    expect(backOff.isWaiting('a', ended, plus(ended, seconds(10)))).to.equal(false)
  })
  it('begins anew after twice the longest wait', () => {
    const backOff = createBackOff()
    backOff.next('a', START, START)
    backOff.next('a', START, START)
    const late = plus(START, seconds(601))
    expect(backOff.isWaiting('a', late, late)).to.equal(false)
    backOff.next('a', late, late)
    expect(backOff.of('a')).to.equal(seconds(10))
  })
})

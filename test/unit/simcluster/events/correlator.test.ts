import { expect } from 'chai'
import { describe, it } from 'mocha'
import { plus, seconds, type Nanos } from '../../../../src/observe/nanos.ts'
import { createCorrelator, type Remark } from '../../../../src/simcluster/events/correlator.ts'

const START = seconds(1_795_361_700)
const about = { kind: 'Pod', namespace: 'shop', name: 'web', uid: 'u', apiVersion: 'v1', resourceVersion: '1' }
const remark = (message: string, more: Partial<Remark> = {}): Remark => ({
  about,
  type: 'Warning',
  reason: 'Failed',
  message,
  ...more,
})
const name = (at: Nanos): string => `web.${at.toString(16)}`

describe('the correlator of Events', () => {
  it('counts a repeat in the first one', () => {
    const correlator = createCorrelator()
    const first = correlator.correlate(remark('no'), START)
    const second = correlator.correlate(remark('no'), plus(START, seconds(5)))
    expect([first.is, second.is]).to.deep.equal(['new', 'repeated'])
    expect(second).to.include({ name: name(START), message: 'no', count: 2 })
  })
  it('keeps containers, reasons and messages apart', () => {
    const correlator = createCorrelator()
    const all = [
      remark('no'),
      remark('nothing'),
      remark('no', { reason: 'BackOff' }),
      remark('no', { about: { ...about, fieldPath: 'spec.containers{a}' } }),
    ]
    expect(all.map((one, i) => correlator.correlate(one, plus(START, seconds(i))).is)).to.deep.equal(
      Array.from(all, () => 'new'),
    )
  })
  it('puts the tenth message of one reason, and all that follow, together', () => {
    const correlator = createCorrelator()
    const told = Array.from({ length: 12 }, (_, i) => correlator.correlate(remark(`no ${i}`), plus(START, seconds(i))))
    expect(told.map(({ is }) => is)).to.deep.equal([...Array.from({ length: 10 }, () => 'new'), 'repeated', 'repeated'])
    expect(told[11]).to.include({
      message: '(combined from similar events): no 11',
      name: name(plus(START, seconds(9))),
      count: 3,
    })
  })
  it('lets 25 of one object out at once, and then one in five minutes', () => {
    const correlator = createCorrelator()
    const isOut = (at: Nanos): boolean => correlator.correlate(remark('no'), at).is !== 'dropped'
    const first = Array.from({ length: 30 }, () => isOut(START))
    expect(first.filter(Boolean).length).to.equal(25)
    expect([isOut(plus(START, seconds(299))), isOut(plus(START, seconds(301)))]).to.deep.equal([false, true])
  })
  it('counts what it dropped', () => {
    const correlator = createCorrelator()
    for (let i = 0; i < 30; i += 1) correlator.correlate(remark('no'), START)
    expect(correlator.correlate(remark('no'), plus(START, seconds(400)))).to.include({ is: 'repeated', count: 31 })
  })
})

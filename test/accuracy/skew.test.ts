import { expect } from 'chai'
import { describe, it } from 'mocha'
import { millis, type Nanos } from '../../src/observe/nanos.ts'
import { APISERVER, EXPORTER, nodeClock, SCHEDULER, WEBHOOK, type Clock } from '../../src/observe/observation.ts'
import { replay } from '../../src/replay/replay.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import { readItems, recordingNames } from '../support/recordings.ts'
import { disorderIn } from '../support/order.ts'
import { measureAll } from './measure.ts'

const CLOCKS: readonly Clock[] = [WEBHOOK, APISERVER, SCHEDULER, nodeClock('node-1'), nodeClock('node-2'), EXPORTER]
const OFFSETS = [500, -500, 3_000, -3_000]

/**
 * Boundaries that must say that the clocks contradict each other. A clock that is slow shows only where an effect then
 * seems to come before its cause, one that is fast as soon as something arrives before it was written.
 */
const MUST_SHOW: readonly (readonly [clock: Clock, ms: number])[] = [
  [nodeClock('node-1'), 500],
  [nodeClock('node-1'), -500],
  [nodeClock('node-1'), 3_000],
  [nodeClock('node-1'), -3_000],
  [SCHEDULER, 500],
  [SCHEDULER, 3_000],
  [WEBHOOK, 500],
]

describe('recordings with a clock set off', () => {
  for (const clock of CLOCKS) {
    for (const ms of OFFSETS) {
      const skew = new Map([[clock, millis(ms)]])
      for (const dropEvents of [false, true]) {
        const name = `${clock} by ${ms} ms${dropEvents ? ', Events dropped' : ''}`
        it(`${name}: every truth lies inside the stated bounds`, () => {
          const rows = measureAll({ skew, dropEvents })
          expect(rows.length).to.be.at.least(185)
          expect(rows.filter(({ inside }) => !inside)).to.deep.equal([])
        })
        it(`${name}: spans nested, none of zero or negative length`, () => {
          const traces = recordingNames.flatMap((one) => replay(readItems(one), { skew, dropEvents }).startups)
          expect(traces.flatMap((startup) => disorderIn(spansOf(startup, { mode: 'link' })))).to.deep.equal([])
        })
      }
    }
  }
  for (const [clock, ms] of MUST_SHOW) {
    it(`${clock} by ${ms} ms: the contradiction is marked`, () => {
      const marked = measureAll({ skew: new Map([[clock, millis(ms)]]) }).filter(({ conflict }) => conflict)
      expect(marked.length).to.be.greaterThan(5)
    })
  }
  for (const name of ['cold-pull', 'init-and-sidecar', 'slow-readiness']) {
    it(`${name}: an API server an hour behind moves no outcome and no duration by more than 15 ms`, () => {
      const told = (skew: ReadonlyMap<Clock, Nanos>) =>
        replay(readItems(name), { skew }).startups.map(({ outcome, start, end }) => ({
          outcome,
          took: end.at - start.at,
        }))
      const [right] = told(new Map())
      const [late] = told(new Map([[APISERVER, millis(-3_600_000)]]))
      expect(late?.outcome).to.equal(right?.outcome)
      expect(Math.abs(Number((late?.took ?? 0n) - (right?.took ?? 0n)))).to.be.at.most(15e6)
    })
  }
  it('clocks that agree are marked nowhere', () => {
    expect(measureAll().filter(({ conflict }) => conflict)).to.deep.equal([])
  })
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { nanos } from '../../../src/observe/nanos.ts'
import { cutToMillis, goDuration, toMicros, toSecond } from '../../../src/simcluster/times.ts'

const DURATIONS: readonly (readonly [value: bigint, text: string])[] = [
  [0n, '0s'],
  [900n, '900ns'],
  [1_500n, '1.5µs'],
  [274_000_000n, '274ms'],
  [1_125_000_000n, '1.125s'],
  [20_000_000_000n, '20s'],
  [80_000_000_000n, '1m20s'],
  [300_000_000_000n, '5m0s'],
  [3_723_004_000_000n, '1h2m3.004s'],
]

describe('how times are written', () => {
  for (const [value, text] of DURATIONS) {
    it(`${value} ns as ${text}`, () => expect(goDuration(nanos(value))).to.equal(text))
  }
  it('cut to milliseconds', () => expect(goDuration(cutToMillis(nanos(273_987_654n)))).to.equal('273ms'))
  const instant = nanos(1_795_361_700_021_576_999n)
  it('cut to the second', () => expect(toSecond(instant)).to.equal('2026-11-22T15:35:00Z'))
  it('with six decimals', () => expect(toMicros(instant)).to.equal('2026-11-22T15:35:00.021576Z'))
})

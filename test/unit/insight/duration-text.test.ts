import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { durationText } from '../../../src/insight/duration-text.ts'
import { nanos } from '../../../src/observe/nanos.ts'

const CASES: readonly (readonly [ns: bigint, text: string])[] = [
  [0n, '0 µs'],
  [499n, '0 µs'],
  [500n, '1 µs'],
  [1_000n, '1 µs'],
  [999_499n, '999 µs'],
  [999_500n, '1 ms'],
  [999_600n, '1 ms'],
  [1_000_000n, '1 ms'],
  [1_234_567n, '1.23 ms'],
  [9_994_000n, '9.99 ms'],
  [9_996_000n, '10 ms'],
  [12_345_678n, '12.3 ms'],
  [99_949_999n, '99.9 ms'],
  [99_950_000n, '100 ms'],
  [123_456_789n, '123 ms'],
  [999_499_999n, '999 ms'],
  [999_500_000n, '1 s'],
  [1_000_000_000n, '1 s'],
  [1_536_000_000n, '1.54 s'],
  [9_996_000_000n, '10 s'],
  [59_960_000_000n, '60 s'],
  [60_000_000_000n, '60 s'],
  [99_949_999_999n, '99.9 s'],
  [99_950_000_000n, '1 min 40 s'],
  [119_499_999_999n, '1 min 59 s'],
  [119_500_000_000n, '2 min 0 s'],
  [600_000_000_000n, '10 min 0 s'],
  [3_599_499_999_999n, '59 min 59 s'],
  [3_599_600_000_000n, '1 h 0 min'],
  [3_600_000_000_000n, '1 h 0 min'],
  [5_399_000_000_000n, '1 h 29 min'],
  [90_000_000_000_000n, '25 h 0 min'],
]

describe('a duration in words', () => {
  for (const [ns, text] of CASES) {
    it(`${ns} ns: ${text}`, () => {
      expect(durationText(nanos(ns))).to.equal(text)
    })
  }
  it('never says 1000 of a unit, 60 min or 60 s beside minutes', () => {
    const duration = fc.oneof(
      fc.bigInt({ min: 0n, max: 2_000_000n }),
      fc.bigInt({ min: 0n, max: 2_000_000_000n }),
      fc.bigInt({ min: 0n, max: 8_000_000_000_000n }),
    )
    fc.assert(
      fc.property(duration, (ns) => {
        expect(durationText(nanos(ns))).not.to.match(/^1000 |(^| )60 min|min 60 s/)
      }),
      { numRuns: 2_000 },
    )
  })
})

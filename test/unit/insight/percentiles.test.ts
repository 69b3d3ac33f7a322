import { expect } from 'chai'
import { describe, it } from 'mocha'
import { spreadOf } from '../../../src/insight/percentiles.ts'
import { nanos } from '../../../src/observe/nanos.ts'

/** 1 to `count`, out of order. */
const upTo = (count: number) => Array.from({ length: count }, (_, i) => nanos(BigInt(((i * 7) % count) + 1)))

const CASES: readonly (readonly [count: number, spread: unknown])[] = [
  [0, undefined],
  [1, { count: 1, p50: 1n, max: 1n }],
  [2, { count: 2, p50: 1n, max: 2n }],
  [3, { count: 3, p50: 2n, max: 3n }],
  [9, { count: 9, p50: 5n, max: 9n }],
  [10, { count: 10, p50: 5n, p90: 9n, max: 10n }],
  [99, { count: 99, p50: 50n, p90: 90n, max: 99n }],
  [100, { count: 100, p50: 50n, p90: 90n, p99: 99n, max: 100n }],
  [200, { count: 200, p50: 100n, p90: 180n, p99: 198n, max: 200n }],
]

describe('spreadOf', () => {
  for (const [count, spread] of CASES) {
    it(`${count} values`, () => {
      expect(spreadOf(upTo(count))).to.deep.equal(spread)
    })
  }
})

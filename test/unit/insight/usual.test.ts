import { expect } from 'chai'
import { describe, it } from 'mocha'
import { learn, limitAt, MOST_SAMPLES, NOTHING_YET, type Sample, type Usual } from '../../../src/insight/usual.ts'

const RULES = { percentile: 95, horizon: 80_000 }

/** As good as random, and the same in each run. */
const lot = (i: number): number => ((i * 7_919) % 10_007) / 10_007 + 1e-9
const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** One after the other, `every` apart; the n-th takes n milliseconds. */
const inTurn = (count: number, every = MINUTE): readonly Sample[] =>
  Array.from({ length: count }, (_, i) => ({ endedAt: (i + 1) * every, took: i + 1, lot: lot(i) }))

const known = (samples: readonly Sample[], rules = RULES, before: Usual = NOTHING_YET): Usual =>
  samples.reduce((usual, sample) => learn(usual, sample, rules), before)

const sorted = (numbers: readonly number[]): readonly number[] => numbers.toSorted((a, b) => a - b)

describe('what startups usually take', () => {
  const LIMITS: readonly (readonly [count: number, percentile: number, limit: number | undefined])[] = [
    [0, 95, undefined],
    [19, 95, undefined],
    [20, 95, 19],
    [40, 95, 38],
    [100, 95, 95],
    [19, 50, undefined],
    [20, 50, 10],
    [20, 1, 1],
    [32, 97, undefined],
    [34, 97, 33],
    [99, 99, undefined],
    [100, 99, 99],
  ]
  for (const [count, percentile, limit] of LIMITS) {
    it(`of ${count}, ${percentile} %: ${limit ?? 'nobody knows'}`, () => {
      expect(limitAt(known(inTurn(count), { ...RULES, percentile }), 200 * MINUTE)).to.equal(limit)
    })
  }
})

describe('what startups usually took when one began', () => {
  const usual = known(inTurn(30, 10 * SECOND))
  const TIMES: readonly (readonly [seconds: number, limit: number | undefined])[] = [
    [299, 28],
    [300, 29],
    [290, 28],
    [1_000, 29],
  ]
  for (const [seconds, limit] of TIMES) {
    it(`after ${seconds} s: ${limit}`, () => {
      expect(limitAt(usual, seconds * SECOND)).to.equal(limit)
    })
  }
  it('is known for as long ago as a startup may last', () => {
    const began = (300 - 80) * SECOND
    expect(limitAt(usual, began)).to.equal(21)
  })
  it('is no more known for long before that', () => {
    expect(limitAt(usual, 200 * SECOND)).to.equal(undefined)
  })
  it('is not what those took that began with it, and have ended already', () => {
    const before = known(inTurn(40))
    const burst = Array.from({ length: 500 }, (_, i) => ({ endedAt: HOUR + 100 * i, took: 100 * i, lot: lot(i) }))
    const after = known(burst, RULES, before)
    expect([limitAt(before, HOUR - 1), limitAt(after, HOUR - 1)]).to.deep.equal([38, 38])
  })
  it('is not what one took whose end, by a slow clock, lies before others that are known', () => {
    const late = learn(known(inTurn(30)), { endedAt: 0, took: 99, lot: 0.5 }, RULES)
    expect(late.limits.every(({ from }, i) => i === 0 || from >= (late.limits[i - 1]?.from ?? 0))).to.equal(true)
  })
})

describe('the startups that are remembered', () => {
  it('are no more than a hundred, and as few limits as a horizon needs', () => {
    const usual = known(inTurn(2_000, SECOND))
    expect([usual.lengths.length, usual.ranks.length, usual.limits.length <= 2 * 8 + 3]).to.deep.equal([
      MOST_SAMPLES,
      MOST_SAMPLES,
      true,
    ])
  })
  it('are the same in whatever order they came', () => {
    const samples = inTurn(500, SECOND)
    const turned = samples.toReversed()
    expect(sorted(known(turned).lengths)).to.deep.equal(sorted(known(samples).lengths))
  })
  it('are of a burst not those alone that ended last', () => {
    const { lengths } = known(inTurn(1_000, 10))
    const half = lengths.filter((length) => length <= 500).length
    expect(half).to.be.within(30, 70)
  })
  it('are recent ones, where there are enough', () => {
    const old = known(inTurn(100, 10))
    const young = inTurn(100, 10).map((sample) => ({ ...sample, endedAt: sample.endedAt + 24 * HOUR, took: 7_000 }))
    expect(new Set(known(young, RULES, old).lengths)).to.deep.equal(new Set([7_000]))
  })
  it('are old ones, where there are no others', () => {
    const { lengths } = learn(known(inTurn(50)), { endedAt: 999 * HOUR, took: 7_000, lot: 0.5 }, RULES)
    expect(lengths).to.have.length(51)
  })
})

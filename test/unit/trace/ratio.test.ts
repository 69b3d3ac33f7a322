import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import {
  EVERY,
  formatThreshold,
  isSampledAt,
  parseThreshold,
  ratioIn,
  ratioOf,
  thresholdOf,
  type Threshold,
} from '../../../src/trace/ratio.ts'
import type { TraceId } from '../../../src/trace/traceparent.ts'

const NONE = '0'.repeat(18)
const ALL = 'f'.repeat(18)

/** The last 56 bits of an id, as its last 14 digits; from the threshold on ids are sampled. */
const CASES: readonly (readonly [ratio: number, random: string, isSampled: boolean])[] = [
  [1, '00000000000000', true],
  [1, 'ffffffffffffff', true],
  [0, '00000000000000', false],
  [0, 'ffffffffffffff', false],
  [0.5, '7fffffffffffff', false],
  [0.5, '80000000000000', true],
  [0.25, 'bfffffffffffff', false],
  [0.25, 'c0000000000000', true],
  [0.1, 'e6666666666665', false],
  [0.1, 'e6666666666666', true],
  // The specification's own example of 1 %, to its last digit.
  [0.01, 'fd70a3d70a3d70', false],
  [0.01, 'fd70a3d70a3d71', true],
  [0.999, '004189374bc6a7', false],
  [0.999, '004189374bc6a8', true],
  // A thousandth of 2^56 is no whole number: it is rounded.
  [0.001, 'ffbe76c8b43957', false],
  [0.001, 'ffbe76c8b43958', true],
  // The least ratio that there is.
  [2 ** -56, 'fffffffffffffe', false],
  [2 ** -56, 'ffffffffffffff', true],
  [2 ** -58, 'ffffffffffffff', false],
]

/** As good as random, and the same in each run. */
const id = (i: number): TraceId => createHash('sha256').update(`${i}`).digest('hex').slice(0, 32) as TraceId
const COUNT = 20_000
const ids = Array.from({ length: COUNT }, (_, i) => id(i))

/** A ratio, and how it is written; those of the specification have fewer digits where they are rounded. */
const WRITTEN: readonly (readonly [ratio: number, state: string])[] = [
  [1, 'ot=th:0'],
  [0.5, 'ot=th:8'],
  [0.25, 'ot=th:c'],
  [0.125, 'ot=th:e'],
  [0.0625, 'ot=th:f'],
  [0.1, 'ot=th:e6666666666666'],
  [0.01, 'ot=th:fd70a3d70a3d71'],
  [0.999, 'ot=th:004189374bc6a8'],
  [2 ** -56, 'ot=th:ffffffffffffff'],
]

describe('the threshold of a ratio', () => {
  for (const [ratio, state] of WRITTEN) {
    it(`${ratio} is written ${state}`, () => {
      expect(formatThreshold(thresholdOf(ratio))).to.equal(state)
    })
    it(`${state} is read as ${ratio}`, () => {
      const threshold = parseThreshold(state)
      expect(threshold !== undefined && [threshold, ratioOf(threshold)]).to.deep.equal([
        thresholdOf(ratio),
        Number(ratio.toPrecision(10)),
      ])
    })
  }
  for (const state of ['x=1,ot=th:8', 'ot=th:8,x=ot=th:4', 'ot=th:8;p:1', 'ot=p:1;th:8', 'ot=th:8;']) {
    it(`${state} is read as 0.5, whatever else it tells`, () => {
      expect(parseThreshold(state)).to.equal(thresholdOf(0.5))
    })
  }
  const OF_OTHER_BITS = ['ot=th:8;rv:80000000000000', 'ot=rv:1;th:8']
  const OF_OTHERS = ['xot=th:8', 'x=th:8', 'ot=xth:8', 'ot=p:8,x=th:8', ' ot=th:8']
  const UNREAD = ['', 'ot=', 'ot=th:', 'ot=th:E', 'ot=th:0123456789abcde', 'ot=p:8', ...OF_OTHERS, ...OF_OTHER_BITS]
  for (const state of [undefined, ...UNREAD]) {
    it(`"${state}" is none`, () => {
      expect(parseThreshold(state)).to.equal(undefined)
    })
  }
  it('of everything leaves nothing out', () => {
    expect([thresholdOf(1), ratioOf(0n as Threshold)]).to.deep.equal([EVERY, 1])
  })
})

describe('the ratio in a namespace', () => {
  const ratios = { ratio: 0.5, ratioByNamespace: new Map([['batch', 0]]) }
  for (const [namespace, ratio] of [
    ['batch', 0],
    ['shop', 0.5],
  ] as const) {
    it(`${namespace}: ${ratio}`, () => {
      expect(ratioIn(ratios, namespace)).to.equal(ratio)
    })
  }
})

describe('isSampledAt', () => {
  for (const [ratio, random, isSampled] of CASES) {
    for (const before of [NONE, ALL]) {
      it(`${ratio}: ${before}${random} is ${isSampled ? '' : 'not '}sampled`, () => {
        expect(isSampledAt(`${before}${random}` as TraceId, ratio)).to.equal(isSampled)
      })
    }
  }
  for (const ratio of [0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.9, 0.999, 1]) {
    it(`${ratio}: that share of many ids is sampled, within four standard deviations`, () => {
      const share = ids.filter((one) => isSampledAt(one, ratio)).length / COUNT
      expect(Math.abs(share - ratio)).to.be.at.most(4 * Math.sqrt((ratio * (1 - ratio)) / COUNT))
    })
  }
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { compareGroups, holm } from '../../../src/insight/compare-groups.ts'
import { repetitionIn } from '../../../src/insight/repetition.ts'
import type { Unit } from '../../../src/insight/stratified.ts'
import { chance } from '../../support/pulls.ts'

/** So many values of each group, in as many strata; each group's are larger by what is given. */
function units(groups: Readonly<Record<string, number>>, count: number, noise = 0.2): readonly Unit[] {
  const { normal } = chance(7)
  return Object.entries(groups).flatMap(([group, more]) =>
    Array.from({ length: count }, (_, i) => {
      return { group, stratum: `s${i}`, value: i + more + noise * normal(), burst: `${i}` }
    }),
  )
}

const verdicts = (groups: Readonly<Record<string, number>>, count: number, noise?: number) =>
  Object.fromEntries(compareGroups(units(groups, count, noise)).map(({ group, verdict }) => [group, verdict]))

const LOG3 = Math.log(3)

describe('compareGroups', () => {
  const CASES: readonly (readonly [
    title: string,
    groups: Readonly<Record<string, number>>,
    count: number,
    verdicts: unknown,
  ])[] = [
    ['nothing alone', { a: 0 }, 20, { a: 'too few' }],
    ['equal ones', { a: 0, b: 0, c: 0 }, 20, { a: 'same', b: 'same', c: 'same' }],
    ['one of two', { a: 0, b: LOG3 }, 20, { a: 'same', b: 'slow' }],
    [
      'two of four, which do not hide each other',
      { a: 0, b: LOG3, c: 0, d: LOG3 },
      20,
      { a: 'same', b: 'slow', c: 'same', d: 'slow' },
    ],
    ['a trifle', { a: 0, b: Math.log(1.3), c: 0 }, 60, { a: 'same', b: 'same', c: 'same' }],
    ['five values are too few, whatever they are', { a: 0, b: 5 }, 5, { a: 'too few', b: 'too few' }],
  ]
  for (const [title, groups, count, expected] of CASES) {
    it(title, () => {
      expect(verdicts(groups, count)).to.deep.equal(expected)
    })
  }
  it('says perhaps where it may be chance', () => {
    expect(verdicts({ a: 0, b: 0.8 }, 12, 0.6)).to.deep.equal({ a: 'same', b: 'perhaps' })
  })
  it('tells how many times, against those that are not slow', () => {
    const found = compareGroups(units({ a: 0, b: LOG3, c: LOG3 }, 40)).find(({ group }) => group === 'b')
    expect(found?.verdict === 'slow' && found.ratio).to.be.closeTo(3, 0.3)
    expect(found?.elsewhere).to.equal(40)
  })
})

describe('holm', () => {
  const CASES: readonly (readonly [chances: readonly number[], adjusted: readonly number[]])[] = [
    [[], []],
    [[0.2], [0.2]],
    [
      [0.01, 0.04, 0.03],
      [0.03, 0.06, 0.06],
    ],
    [
      [0.5, 0.6],
      [1, 1],
    ],
  ]
  for (const [chances, adjusted] of CASES) {
    it(`${chances.join(', ') || '(none)'}`, () => {
      expect(holm(chances).map((one) => Math.round(one * 1e6) / 1e6)).to.deep.equal(adjusted)
    })
  }
})

describe('repetitionIn', () => {
  const bursts = (shared: number): readonly Unit[] => {
    const { normal } = chance(11)
    return ['a', 'b', 'c'].flatMap((group) =>
      Array.from({ length: 12 }, (_, burst) => ({ burst: String(burst), more: shared * normal() })).flatMap(
        ({ burst, more }, b) =>
          Array.from({ length: 5 }, (_, i) => ({
            group,
            stratum: `s${b * 5 + i}`,
            burst,
            value: more + 0.3 * normal(),
          })),
      ),
    )
  }
  it('is 1 or little more where bursts have nothing in common', () => {
    expect(repetitionIn(bursts(0))).to.be.within(1, 1.5)
  })
  it('comes to a burst’s size where they have all in common', () => {
    expect(repetitionIn(bursts(3))).to.be.within(4, 6)
  })
  it('is 1 of nothing', () => {
    expect(repetitionIn([])).to.equal(1)
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { shiftBetween, type Unit } from '../../../src/insight/stratified.ts'

const units = (strata: Readonly<Record<string, readonly number[]>>): readonly Unit[] =>
  Object.entries(strata).flatMap(([stratum, values]) =>
    values.map((value, i) => ({ group: '', stratum, value, burst: `${stratum}${i}` })),
  )

const rounded = (value: number): number => Math.round(value * 100) / 100

describe('shiftBetween', () => {
  it('is nothing where no stratum has both sides', () => {
    expect(shiftBetween(units({ a: [1, 2] }), units({ b: [1, 2] }))).to.equal(undefined)
  })
  it('counts the values of shared strata alone', () => {
    const shift = shiftBetween(units({ a: [1, 2], b: [3] }), units({ a: [1], c: [4] }))
    expect(shift).to.include({ here: 2, elsewhere: 1, strata: 1 })
  })
  it('has no bounds for a pair', () => {
    const shift = shiftBetween(units({ a: [2] }), units({ a: [1] }))
    expect(shift).to.include({ low: -Infinity, high: Infinity })
  })
  it('sees nothing in values that are all the same', () => {
    const shift = shiftBetween(units({ a: [1, 1, 1] }), units({ a: [1, 1, 1] }))
    expect(shift?.chance).to.be.closeTo(0.5, 1e-6)
  })
  it('agrees with the signed rank test for pairs', () => {
    // Pairs that differ by 1 to 10, two of them the other way: W+ = 49 of 55, z = 21.5 / 9.81.
    const differences = [1, -2, 3, -4, 5, 6, 7, 8, 9, 10]
    const here = Object.fromEntries(differences.map((difference, i) => [`s${i}`, [difference]]))
    const elsewhere = Object.fromEntries(differences.map((_, i) => [`s${i}`, [0]]))
    expect(rounded(shiftBetween(units(here), units(elsewhere))?.chance ?? 1)).to.equal(0.01)
  })
  it('takes strata by themselves: their own scale is no difference', () => {
    const here = units({ small: [1, 1.1, 0.9], large: [101, 101.1, 100.9] })
    const elsewhere = units({ small: [0, 0.1, -0.1, 0], large: [100, 100.1, 99.9] })
    const { shift = 0, low = 0, high = 0 } = shiftBetween(here, elsewhere) ?? {}
    expect([shift, low, high].map((one) => Math.round(one * 10) / 10)).to.deep.equal([1, 0.9, 1.1])
  })
  it('is less sure where values of a burst count as one', () => {
    const [here, elsewhere] = [units({ a: [3, 4, 5, 6, 7, 8] }), units({ a: [1, 2, 3, 4, 5, 6] })]
    const [plain, repeated] = [shiftBetween(here, elsewhere), shiftBetween(here, elsewhere, 3)]
    expect(plain?.shift).to.equal(repeated?.shift)
    expect(plain?.chance).to.be.lessThan(repeated?.chance ?? 0)
  })
  it('turns round with its sides', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 8 })
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [forth, back] = [
          shiftBetween(units({ s: a }), units({ s: b })),
          shiftBetween(units({ s: b }), units({ s: a })),
        ]
        expect((forth?.chance ?? 0) + (back?.chance ?? 0)).to.be.closeTo(1, 1e-6)
      }),
    )
  })
  it('finds the shift again, and bounds around it, in values that were moved', () => {
    const values = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 5, maxLength: 12 })
    fc.assert(
      fc.property(values, fc.integer({ min: -30, max: 30 }), (all, by) => {
        const moved = units({ s: all.map((one) => (one + by) / 10) })
        const {
          shift = NaN,
          low = NaN,
          high = NaN,
        } = shiftBetween(moved, units({ s: all.map((one) => one / 10) })) ?? {}
        expect(shift).to.be.closeTo(by / 10, 0.2)
        expect(low).to.be.at.most(shift)
        expect(high).to.be.at.least(shift)
      }),
    )
  })
})

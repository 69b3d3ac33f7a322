import { expect } from 'chai'
import { describe, it } from 'mocha'
import { shuffled } from '../../../src/replay/shuffle.ts'

const TEN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

describe('shuffled', () => {
  const CASES: readonly [seed: number, order: readonly number[]][] = [
    [0, [3, 8, 6, 4, 5, 9, 7, 1, 0, 2]],
    [7, [6, 5, 8, 1, 2, 3, 4, 7, 9, 0]],
    [4_294_967_295, [3, 0, 9, 4, 2, 7, 6, 5, 1, 8]],
  ]
  for (const [seed, order] of CASES) {
    it(`seed ${seed}: always the same order`, () => {
      expect(shuffled(TEN, seed)).to.deep.equal(order)
    })
  }
  for (const items of [[], ['a'], ['a', 'b'], TEN]) {
    it(`keeps each of ${items.length} items`, () => {
      expect(shuffled<unknown>(items, 7).toSorted()).to.deep.equal(items)
    })
  }
  it('leaves the items themselves as they were', () => {
    const items = [...TEN]
    shuffled(items, 7)
    expect(items).to.deep.equal(TEN)
  })
  it('comes to every order of three', () => {
    const orders = Array.from({ length: 200 }, (_, seed) => shuffled(['a', 'b', 'c'], seed).join(''))
    expect([...new Set(orders)].toSorted()).to.deep.equal(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
  })
})

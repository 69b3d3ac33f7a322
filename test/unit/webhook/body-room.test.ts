import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createBodyRoom } from '../../../src/webhook/body-room.ts'

const room = () => createBodyRoom({ largest: 8, small: 2, together: 16 })
const request = (length?: string) => ({ headers: length === undefined ? {} : { 'content-length': length } })

describe('room for bodies', () => {
  const FIRST_REFUSED: readonly (readonly [title: string, length: string | undefined, count: number])[] = [
    ['of the largest size', '8', 2],
    ['of some size', '5', 3],
    ['that are larger than they may be, and are not read', '800', 2],
    ['that do not say how large they are', undefined, 2],
    ['that say it in no number', 'x', 2],
  ]
  for (const [title, length, count] of FIRST_REFUSED) {
    it(`is for ${String(count)} ${title}`, () => {
      const { take } = room()
      const taken = Array.from({ length: 10 }, () => take(request(length)) !== undefined)
      expect(taken.indexOf(false)).to.equal(count)
    })
  }
  it('is for all that are small, whatever else is there', () => {
    const { take } = room()
    for (let i = 0; i < 2; i += 1) take(request('8'))
    expect(Array.from({ length: 100 }, () => take(request('2')) !== undefined)).to.not.include(false)
  })
  it('is free again when a body has gone', () => {
    const { take } = room()
    const [first] = [take(request('8')), take(request('8'))]
    expect(take(request('8'))).to.equal(undefined)
    first?.()
    expect(take(request('8'))).to.be.a('function')
  })
})

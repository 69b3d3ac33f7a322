import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { accuracyTable } from '../../accuracy/table.ts'
import { playMix, type PlayedMix } from './played.ts'

/** The tests of one mix, of whatever size. */
export function describeMix(seed: number, count: number, isPrinted = false): void {
  describe(`a mix of ${count} pods, seed ${seed}`, () => {
    let mix: PlayedMix
    before(() => {
      mix = playMix(seed, count)
    })
    if (isPrinted) after(() => console.log(accuracyTable(`${count} pods of a random mix`, mix.measured)))
    it('has pods of every outcome but unknown', () => {
      const outcomes = new Set(mix.pods.map(({ outcome }) => outcome))
      expect([...outcomes].sort()).to.deep.equal(['completed', 'crashed', 'deleted', 'failed', 'ready', 'stuck'])
    })
    it('no startup is missing', () => {
      expect(mix.missing).to.deep.equal([])
    })
    it('every startup ends as its pod must', () => {
      expect(mix.wrong).to.deep.equal([])
    })
    it('nothing ends before it begins', () => {
      expect(mix.negative).to.deep.equal([])
    })
    it('every span is inside its parent, and long enough', () => {
      expect(mix.malformed).to.deep.equal([])
    })
    it('every truth lies inside the stated bounds', () => {
      const outside = mix.measured.filter(({ inside }) => !inside)
      expect(outside.map(({ pod, key, source }) => `${pod} ${key} (${source})`)).to.deep.equal([])
      expect(mix.measured.length).to.be.at.least(3 * count)
    })
  })
}

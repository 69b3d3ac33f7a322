import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createChance, suffix } from '../../../src/simcluster/chance.ts'

const draw = (seed: number, subject: string): readonly string[] => {
  const luck = createChance(seed).of(subject)
  return [luck.hex(8), String(luck.below(1_000)), luck.uuid(), suffix(luck)]
}

describe('chance', () => {
  it('is the same for one seed and subject', () => expect(draw(1, 'node-1')).to.deep.equal(draw(1, 'node-1')))
  it('is another for another seed', () => expect(draw(1, 'node-1')).to.not.deep.equal(draw(2, 'node-1')))
  it('of one subject is not changed by what others draw', () => {
    const chance = createChance(7)
    const [a, b] = [chance.of('a'), chance.of('b')]
    b.hex(100)
    const alone = createChance(7).of('a')
    expect(a.hex(20)).to.equal(alone.hex(20))
  })
  it('makes UUIDs and suffixes that Kubernetes could have made', () => {
    const [, , uuid, name] = draw(3, 'x')
    expect(uuid).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(name).to.match(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  })
  it('has half of a log-normal below its median', () => {
    const luck = createChance(1).of('many')
    const values = Array.from({ length: 2_000 }, () => luck.logNormal(60, 0.3))
    expect(values.filter((value) => value < 60).length).to.be.within(920, 1_080)
  })
})

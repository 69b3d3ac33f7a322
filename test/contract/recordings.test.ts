import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readItems, recordingNames } from '../support/recordings.ts'
import { shapeOf } from './shape.ts'

describe('the shape of a recording', () => {
  for (const name of recordingNames) {
    it(`${name} has nothing that no cluster does`, () => {
      expect(shapeOf(readItems(name)).filter((line) => line.trim().startsWith('odd:'))).to.deep.equal([])
    })
  }
  for (const name of ['cold-pull', 'config-error-then-ok']) {
    it(`${name} is the same when it is recorded again`, () => {
      expect(shapeOf(readItems(`again/${name}`))).to.deep.equal(shapeOf(readItems(name)))
    })
  }
  it('is the same for the pods of a rollout on each node', () => {
    const pods = shapeOf(readItems('rollout-two-nodes')).filter((line) => line.includes('× pod'))
    expect(pods).to.deep.equal([
      '4 × pod s-rollout-two-nodes/shop-96f6754f6-*',
      '4 × pod s-rollout-two-nodes/shop-96f6754f6-*',
    ])
  })
})

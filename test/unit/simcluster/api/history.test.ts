import { expect } from 'chai'
import { describe, it } from 'mocha'
import { seconds } from '../../../../src/observe/nanos.ts'
import { createCompactor } from '../../../../src/simcluster/api/history.ts'
import { createStore } from '../../../../src/simcluster/api/store.ts'

describe('the history', () => {
  it('reaches five minutes back, to the last look before', () => {
    const store = createStore(0)
    let now = 0
    const look = createCompactor(store, () => seconds(now))
    const oldest: number[] = []
    for (now = 0; now <= 420; now += 60) {
      look()
      oldest.push(store.oldest())
      store.elsewhere()
    }
    // At 300 s that of the beginning goes, at 360 s what was written in the first minute.
    expect(oldest).to.deep.equal([0, 0, 0, 0, 0, 0, 1, 2])
  })
})

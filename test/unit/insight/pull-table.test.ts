import { expect } from 'chai'
import { describe, it } from 'mocha'
import { parseImage } from '../../../src/insight/image-reference.ts'
import type { PullSample } from '../../../src/insight/pull-sample.ts'
import { pullTable } from '../../../src/insight/pull-table.ts'
import { millis, nanos } from '../../../src/observe/nanos.ts'
import { at } from '../../support/story.ts'

const pull = (image: string): PullSample => ({
  is: 'pulled',
  image: parseImage(image),
  node: 'a',
  at: at(0),
  transfer: millis(1_000),
  wait: nanos(0n),
})

describe('the table of pulls', () => {
  it('has a row for each image, and one for what means the same', () => {
    const pulls = ['mylibrary/app:1', 'myapp:1', 'docker.io/a.b/c:1', 'a.b/c:1', 'library/myapp:1'].map(pull)
    expect(
      pullTable(pulls, [], 'image').rows.map(({ group, transfer }) => `${group} ${transfer?.count}`),
    ).to.deep.equal(['a.b/c:1 1', 'docker.io/a.b/c:1 1', 'myapp:1 2', 'mylibrary/app:1 1'])
  })
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { parseImage } from '../../../src/insight/image-reference.ts'
import { sortPulls, type Brought } from '../../../src/insight/set-aside.ts'
import { millis, seconds, type Nanos } from '../../../src/observe/nanos.ts'
import { createPullJudge } from '../../../src/tracker/pull-judge.ts'
import { simulatePulls } from '../../support/pulls.ts'
import { at } from '../../support/story.ts'

const MB = 1_000_000n

const pull = (name: string, ms: number, more: Partial<Brought> = {}): Brought => ({
  is: 'pulled',
  image: parseImage(name),
  node: 'node-a',
  at: at(ms),
  transfer: seconds(1),
  wait: 0n as Nanos,
  size: 50n * MB,
  ...more,
})

/** Those that moved nothing, in the order in which they were told. */
const judged = (...pulls: readonly Brought[]): readonly boolean[] => {
  const judge = createPullJudge()
  return pulls.map((one) => judge.movedNothing(one))
}
const HOUR = 3_600_000
/** Enough to know how a node pulls: 50 MB/s. */
const USUAL = Array.from({ length: 6 }, (_, i) => pull(`app-${i}:1`, i * 10))

const CASES: readonly (readonly [title: string, pulls: readonly Brought[], moved: readonly boolean[]])[] = [
  ['a first pull moved its image', [pull('app:1', 0)], [false]],
  ['a second one of the node did not', [pull('app:1', 0), pull('app:1', 10)], [false, true]],
  ['nor one by another name for it', [pull('app:1', 0), pull('docker.io/library/app:1', 10)], [false, true]],
  ['one of another node did', [pull('app:1', 0), pull('app:1', 10, { node: 'node-b' })], [false, false]],
  ['one of another version did', [pull('app:1', 0), pull('app:2', 10)], [false, false]],
  ['one that came first and is told later did', [pull('app:1', 10), pull('app:1', 0)], [false, false]],
  ['one within an hour of the last use did not', [pull('app:1', 0), pull('app:1', HOUR)], [false, true]],
  ['one after it did: the image may be gone', [pull('app:1', 0), pull('app:1', HOUR + 1)], [false, false]],
  ['no node moves so much at once', [pull('app:1', 0, { transfer: millis(40) })], [true]],
  [
    'without a size nothing is too fast',
    [pull('app:1', 0, { transfer: millis(40), size: undefined as never })],
    [false],
  ],
  [
    'a node that is known does not pull six times as fast',
    [...USUAL, pull('big:1', 100, { transfer: millis(150) })],
    [...USUAL.map(() => false), true],
  ],
  [
    'one of which little is known may',
    [...USUAL.slice(2), pull('big:1', 100, { transfer: millis(150) })],
    [...USUAL.slice(2).map(() => false), false],
  ],
]

describe('whether a pull moved its image', () => {
  for (const [title, pulls, moved] of CASES) {
    it(title, () => {
      expect(judged(...pulls)).to.deep.equal(moved)
    })
  }
  it('is also told by startups that used the image', () => {
    const judge = createPullJudge()
    judge.used({ image: parseImage('app:1'), node: 'node-a', at: at(0) })
    expect(judge.movedNothing(pull('app:1', 10))).to.equal(true)
  })
  it('is forgotten of what was used longest ago, where there is too much to remember', () => {
    const judge = createPullJudge()
    for (let i = 0; i <= 20_000; i += 1) judge.used({ image: parseImage(`app-${i}:1`), node: 'node-a', at: at(0) })
    expect(['app-1:1', 'app-0:1'].map((name) => judge.movedNothing(pull(name, 10)))).to.deep.equal([true, false])
  })

  for (const seed of [1, 2, 3]) {
    it(`is told as when nodes are compared, of nearly all pulls: seed ${seed}`, () => {
      const pulls = simulatePulls({ seed, nodes: 6, images: 40, again: 6, noise: 0.2 })
      const aside = new Map(sortPulls(pulls, pulls).setAside.map(({ pull: one, why }) => [one, why]))
      const judge = createPullJudge()
      const inOrder = pulls.filter((one) => one.is === 'pulled').toSorted((a, b) => (a.at < b.at ? -1 : 1))
      const differing = inOrder.filter((one) => {
        const why = aside.get(one)
        return why !== 'alone' && judge.movedNothing(one) !== (why === 'seen' || why === 'implausible')
      })
      expect(differing.length).to.be.at.most(inOrder.length / 20)
    })
  }
})

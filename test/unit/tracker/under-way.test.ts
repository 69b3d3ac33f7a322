import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createCounts, type Counted } from '../../../src/tracker/counts.ts'
import { createTracker } from '../../../src/tracker/tracker.ts'
import { at, running, setUp, startedBy, story, type Story } from '../../support/story.ts'

const ready = (): Story => startedBy(setUp(story()), 'app', 100).ready(190, [running('app', 170)])
const stuckThenMore = (): Story => setUp(story()).status(700_000, { phase: 'Running' })
/** Ready for long when it is first seen. */
const old = (): Story => {
  const one = story({ metadata: { creationTimestamp: '2026-02-01T00:00:00Z' } })
    .onNode()
    .ready(5, [running('app', -100_000)])
  return { ...one, items: one.items.map((item) => ({ ...item, type: 'ADDED', listed: true })) }
}

describe('what a tracker still has', () => {
  const CASES: readonly (readonly [title: string, of: Story, sweepAt: number, pods: number, underWay: number])[] = [
    ['nothing at first', { ...story(), items: [] }, 0, 0, 0],
    ['a pod that starts', setUp(story()), 30, 1, 1],
    ['a pod that is ready, and not told yet', ready(), 15_173, 1, 1],
    ['a pod that has been told', ready(), 15_174, 0, 0],
    ['a pod that was told as stuck, and is followed on', stuckThenMore(), 700_001, 1, 0],
    ['Events without their pod', startedBy(story(), 'app', 100), 200, 0, 0],
    ['a pod that ran before, and is forgotten next', old(), 6, 1, 0],
  ]
  for (const [title, { items }, sweepAt, pods, underWay] of CASES) {
    it(`${title}: ${pods} followed, ${underWay} lost if it ends here`, () => {
      const tracker = createTracker()
      for (const item of items) tracker.feed(item)
      tracker.sweep(at(sweepAt))
      expect({ pods: tracker.pods, underWay: tracker.underWay() }).to.deep.equal({ pods, underWay })
    })
  }
})

describe('what a tracker counts', () => {
  it('is told as it happens, with what it was', () => {
    const heard: (readonly unknown[])[] = []
    const tracker = createTracker(
      undefined,
      createCounts((...one) => heard.push(one)),
    )
    for (const item of ready().items) tracker.feed(item)
    tracker.feed({ at: at(200), watch: 'pods', type: 'ADDED', object: {}, listed: false })
    tracker.feed({ at: at(200), watch: 'pods', type: 'ADDED', object: {}, listed: false })
    tracker.sweep(at(60_000))
    expect(heard).to.deep.equal([
      ['malformed_pod', 1, 'a pod without a UID'],
      ['malformed_pod', 1, 'a pod without a UID'],
      ['outcome_ready', 1, undefined],
    ])
  })
  it('is no news where it is nothing', () => {
    const heard: Counted[] = []
    const counts = createCounts((what) => heard.push(what))
    counts.add('facts_dropped', 0)
    expect([heard, counts.all()]).to.deep.equal([[], {}])
  })
})

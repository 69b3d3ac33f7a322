import { expect } from 'chai'
import { describe, it } from 'mocha'
import { seconds } from '../../../src/observe/nanos.ts'
import { SETTLE_RULES } from '../../../src/timeline/verdict.ts'
import { createTracker, TRACKER_SETTINGS, type TrackerSettings } from '../../../src/tracker/tracker.ts'
import { at, running, setUp, story, terminated, waiting, type Story } from '../../support/story.ts'

const DEADLINE = 10_000
const SETTINGS: TrackerSettings = {
  ...TRACKER_SETTINGS,
  settle: { ...SETTLE_RULES, deadline: seconds(DEADLINE / 1_000) },
}

const pulling = (): Story =>
  setUp(story()).status(1_000, {
    containerStatuses: [waiting('app', 'ImagePullBackOff', { message: 'Back-off pulling image' })],
  })
const BACK_OFF = { stage: 'pull', reason: 'ImagePullBackOff', namespace: 'shop' }

/** Which pods are stuck at `ms`, with a look each time something came. */
function stuckAt(one: Story, ms: number, settings = SETTINGS) {
  const tracker = createTracker(settings)
  for (const item of one.items.filter(({ at: came }) => came <= at(ms))) {
    tracker.sweep(item.at)
    tracker.feed(item)
  }
  tracker.sweep(at(ms))
  return [...tracker.stuck.values()]
}

const CASES: readonly (readonly [title: string, of: Story, ms: number, stuck: readonly object[]])[] = [
  ['before its deadline: not', pulling(), DEADLINE - 100, []],
  ['after it: where and why', pulling(), DEADLINE + 100, [BACK_OFF]],
  ['hours later: still', pulling(), 10_000_000, [BACK_OFF]],
  [
    'without a reason: where',
    setUp(story()),
    DEADLINE + 100,
    [{ stage: 'pod setup', reason: 'unknown', namespace: 'shop' }],
  ],
  ['as soon as it is ready: not any more', pulling().ready(20_000, [running('app', 19_000)]), 20_001, []],
  ['as soon as it is being deleted: not any more', pulling().deleting(20_000), 20_001, []],
  ['as soon as it is gone: not any more', pulling().removed(20_000), 20_001, []],
  ['as soon as it has failed: not any more', pulling().status(20_000, { phase: 'Failed' }), 20_001, []],
  [
    'as soon as it crashes: not any more',
    pulling().status(20_000, { containerStatuses: [terminated('app', 19_000, 19_500, 1)] }),
    20_001,
    [],
  ],
  [
    'while it only changes its words: still',
    pulling().status(20_000, { containerStatuses: [waiting('app', 'ErrImagePull')] }),
    20_001,
    [BACK_OFF],
  ],
]

describe('a pod that is stuck', () => {
  for (const [title, of, ms, stuck] of CASES) {
    it(title, () => {
      expect(stuckAt(of, ms)).to.deep.equal(stuck)
    })
  }
  it('that there is no room for: not any more', () => {
    const tracker = createTracker({ ...SETTINGS, maxPods: 1 })
    for (const item of pulling().items) tracker.feed(item)
    tracker.sweep(at(DEADLINE + 100))
    const before = tracker.stuck.size
    for (const item of story({ uid: '22222222-2222-4333-8444-555555555555', name: 'other' }).added(11_000).items)
      tracker.feed(item)
    expect([before, tracker.stuck.size]).to.deep.equal([1, 0])
  })
  it('that a list no longer has: not any more', () => {
    const one = pulling()
    const tracker = createTracker(SETTINGS)
    for (const item of one.items) tracker.feed(item)
    tracker.sweep(at(DEADLINE + 100))
    tracker.vanished([...tracker.stuck.keys()], at(20_000))
    expect(tracker.stuck.size).to.equal(0)
  })
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { plus, seconds } from '../../../src/observe/nanos.ts'
import { createTracker, TRACKER_SETTINGS, type Tracker, type TrackerSettings } from '../../../src/tracker/tracker.ts'
import { at, condition, running, second, setUp, startedBy, story, terminated, type Story } from '../../support/story.ts'

const uid = (n: number) => `${n}1111111-2222-4333-8444-555555555555`
const pod = (n: number, name = `web-${n}`) => story({ uid: uid(n), name })
const started = (one: Story) => startedBy(setUp(one), 'app', 100)
const ready = (n: number, name?: string) => started(pod(n, name)).ready(190, [running('app', 170)])
/** The same life, later. */
const later = (one: Story, by: number): Story => ({
  ...one,
  items: one.items.map((item) => ({ ...item, at: plus(item.at, seconds(by)) })),
})

const tracking = (settings: Partial<TrackerSettings> = {}) => createTracker({ ...TRACKER_SETTINGS, ...settings })
function feed(tracker: Tracker, ...stories: readonly Story[]): Tracker {
  for (const item of stories.flatMap(({ items }) => items)) tracker.feed(item)
  return tracker
}
const swept = (tracker: Tracker, ms: number): readonly string[] =>
  tracker.sweep(at(ms)).map(({ view, outcome }) => `${view.pod.name} ${outcome}`)
const LONG = 5_000_000

describe('a tracked pod', () => {
  it('comes out when it is over, exactly once', () => {
    const tracker = feed(tracking(), ready(1))
    expect([15_173, 15_174, 15_175, LONG].map((ms) => swept(tracker, ms))).to.deep.equal([[], ['web-1 ready'], [], []])
  })
  it('is done: what comes after does not count', () => {
    const one = ready(1)
    const tracker = feed(tracking(), one)
    expect(swept(tracker, 60_000)).to.deep.equal(['web-1 ready'])
    feed(tracker, one, one.deleting(70_000).removed(71_000))
    expect(swept(tracker, LONG)).to.deep.equal([])
    expect(tracker.counts.all()).to.deep.equal({ outcome_ready: 1 })
  })
  it('comes out once more where it goes on after it was stuck', () => {
    const one = setUp(pod(1))
    const tracker = feed(tracking(), one)
    expect(swept(tracker, 700_000)).to.deep.equal(['web-1 stuck'])
    feed(tracker, startedBy(one, 'app', 800_000).ready(800_100, [running('app', 800_070)]))
    expect(swept(tracker, LONG)).to.deep.equal(['web-1 ready'])
    expect(tracker.counts.all()).to.deep.equal({ outcome_stuck: 1, outcome_ready: 1 })
  })
  it('of another UID under the same name is another pod', () => {
    const tracker = feed(tracking(), setUp(pod(1, 'db-0')).removed(500), later(ready(2, 'db-0'), 1))
    expect(tracker.sweep(at(LONG)).map(({ view, outcome }) => [view.uid, outcome])).to.deep.equal([
      [uid(1), 'deleted'],
      [uid(2), 'ready'],
    ])
  })
  it('is looked at again where the clock was set back meanwhile', () => {
    const late = setUp(story({ uid: uid(1), name: 'web-1', containers: [{ name: 'app', readinessProbe: {} }] }))
      .status(190, { containerStatuses: [running('app', 170, { ready: false })] })
      .ready(30_000, [running('app', 170)])
      .event(170, 'Started', 'Container started', { container: 'app', lag: 33_000 })
    const tracker = feed(tracking(), late)
    expect([32_000, 32_001, LONG].map((ms) => swept(tracker, ms))).to.deep.equal([[], [], ['web-1 ready']])
  })
})

describe('a sweep', () => {
  it('gives startups in the order in which they fell due', () => {
    const tracker = feed(tracking(), later(ready(3), 2), ready(2), later(ready(1), 2), setUp(pod(4)).removed(50))
    expect(swept(tracker, LONG)).to.deep.equal(['web-4 deleted', 'web-2 ready', 'web-1 ready', 'web-3 ready'])
  })
  it('gives both parts of a startup that was stuck, the first part first', () => {
    const tracker = feed(tracking(), startedBy(setUp(pod(1)), 'app', 800_000).ready(800_100, [running('app', 800_070)]))
    expect(swept(tracker, LONG)).to.deep.equal(['web-1 stuck', 'web-1 ready'])
  })
})

describe('the limit of tracked pods', () => {
  it('drops the oldest, and counts them', () => {
    const tracker = feed(tracking({ maxPods: 2 }), ready(1), ready(2), ready(3))
    expect(swept(tracker, LONG)).to.deep.equal(['web-2 ready', 'web-3 ready'])
    expect(tracker.counts.all()).to.deep.equal({ pods_dropped: 1, outcome_ready: 2 })
  })
  it('counts facts over a pod’s limit', () => {
    const one = setUp(pod(1))
    for (let i = 0; i < 501; i += 1) one.status(1_000, { conditions: [condition(`C${i}`, 'False', 30)] })
    const tracker = feed(tracking(), one)
    expect(tracker.counts.all()).to.deep.equal({ facts_dropped: 2 })
  })
  it('keeps room for the status when Events come in a flood', () => {
    const one = setUp(pod(1))
    for (let i = 0; i < 600; i += 1) one.event(200 + i, 'FailedSync', `error number ${i}`, { type: 'Warning' })
    const tracker = feed(tracking(), one.ready(1_000, [running('app', 900)]))
    expect(swept(tracker, LONG)).to.deep.equal(['web-1 ready'])
    expect(tracker.counts.all()).to.deep.equal({ facts_dropped: 101, outcome_ready: 1 })
  })
  it('does not count told pods: one that is seen again is no news', () => {
    const [one, tracker] = [ready(1), tracking({ maxPods: 1 })]
    feed(tracker, one)
    expect(swept(tracker, 30_000)).to.deep.equal(['web-1 ready'])
    feed(tracker, later(ready(2), 60))
    expect(swept(tracker, 90_000)).to.deep.equal(['web-2 ready'])
    one.deleting(200_000)
    feed(tracker, { ...one, items: one.items.slice(-1) })
    expect(swept(tracker, LONG)).to.deep.equal([])
    expect(tracker.counts.all()).to.deep.equal({ outcome_ready: 2 })
  })
  it('Events whose pod has not come go first', () => {
    const tracker = tracking({ maxPods: 2 })
    feed(tracker, ready(1), startedBy(pod(2), 'app', 100), startedBy(pod(3), 'app', 100))
    expect(swept(tracker, 30_000)).to.deep.equal(['web-1 ready'])
    expect(tracker.counts.all()).to.deep.equal({ outcome_ready: 1, events_without_pod: 4 })
  })
})

describe('Events whose pod never came', () => {
  it('wait for it, and are counted after their life', () => {
    const tracker = feed(tracking(), startedBy(pod(1), 'app', 100))
    expect(swept(tracker, 900_103)).to.deep.equal([])
    expect(tracker.counts.all()).to.deep.equal({})
    expect(swept(tracker, 900_200)).to.deep.equal([])
    expect(tracker.counts.all()).to.deep.equal({ events_without_pod: 4 })
  })
  it('are the pod’s when it comes', () => {
    const one = startedBy(pod(1), 'app', 100)
      .onNode()
      .ready(190, [running('app', 170)])
    const tracker = feed(tracking(), {
      ...one,
      items: [...one.items.slice(0, 4), ...one.items.slice(4).map((item) => ({ ...item, type: 'ADDED' }))],
    })
    expect(swept(tracker, LONG)).to.deep.equal(['web-1 ready'])
  })
})

/** First seen in a list, an hour after the story began. */
const HOUR = 3_600_000
const LISTED: readonly (readonly [name: string, of: Story, without: readonly string[], within: readonly string[]])[] = [
  ['ready for 50 min', pod(1).onNode().status(HOUR, readySince(600_000), true), [], ['web-1 ready']],
  [
    'ready since a second that is still to come, by its node’s clock',
    pod(1)
      .onNode()
      .status(HOUR, readySince(HOUR + 5_000), true),
    [],
    ['web-1 ready'],
  ],
  [
    'ready for 70 min',
    story({ uid: uid(1), name: 'web-1', metadata: { creationTimestamp: second(-700_000) } })
      .onNode()
      .status(HOUR, readySince(-600_000), true),
    [],
    [],
  ],
  [
    'completed 50 min before',
    pod(1)
      .onNode()
      .status(HOUR, { phase: 'Succeeded', containerStatuses: [terminated('app', 170, 600_000, 0)] }, true),
    [],
    ['web-1 completed'],
  ],
  [
    'completed days before',
    pod(1)
      .onNode()
      .status(
        HOUR,
        { phase: 'Succeeded', containerStatuses: [terminated('app', -900_000_000, -800_000_000, 0)] },
        true,
      ),
    [],
    [],
  ],
  ['not ready yet', setUp(pod(1)).status(HOUR, {}, true), ['web-1 stuck'], ['web-1 stuck']],
]
function readySince(ms: number) {
  return {
    phase: 'Running',
    conditions: [condition('PodScheduled', 'True', ms - 10), condition('Ready', 'True', ms)],
    containerStatuses: [running('app', ms)],
  }
}

describe('a pod first seen in a list', () => {
  for (const [name, of, without, within] of LISTED) {
    const listed: Story = { ...of, items: of.items.slice(-1) }
    const before = (traced: readonly string[]) => (traced.length === 0 ? 1 : undefined)
    it(`${name}: ${without.length === 0 ? 'counted, not traced' : 'traced'}`, () => {
      const tracker = feed(tracking(), listed)
      expect(swept(tracker, 2 * HOUR)).to.deep.equal(without)
      expect(tracker.counts.all().pods_started_before).to.equal(before(without))
    })
    it(`${name}, with a lookback of an hour: ${within.length === 0 ? 'counted, not traced' : 'traced'}`, () => {
      const tracker = feed(tracking({ lookback: seconds(3_600) }), listed)
      expect(swept(tracker, 2 * HOUR)).to.deep.equal(within)
      expect(tracker.counts.all().pods_started_before).to.equal(before(within))
    })
  }
})

describe('static pods', () => {
  const mirror = (of: string) =>
    story({ uid: uid(2), name: 'etcd-node-a', metadata: { annotations: { 'kubernetes.io/config.mirror': of } } })
  it('get the Events that came before their mirror', () => {
    const events = startedBy(story({ uid: 'static' }), 'app', 100)
    const tracker = feed(
      tracking(),
      events,
      mirror('static')
        .onNode()
        .added(150)
        .ready(190, [running('app', 170)]),
    )
    const [one] = tracker.sweep(at(LONG))
    expect([one?.view.uid, one?.view.events.length]).to.deep.equal([uid(2), 4])
    expect(tracker.counts.all()).to.deep.equal({ outcome_ready: 1 })
  })
  it('have no claim to another pod, whatever the annotation says', () => {
    const tracker = feed(
      tracking(),
      ready(1),
      mirror(uid(1))
        .onNode()
        .added(150)
        .ready(190, [running('app', 170)]),
    )
    expect(swept(tracker, LONG)).to.deep.equal(['web-1 ready', 'etcd-node-a ready'])
  })
})

describe('what could not be read', () => {
  it('is counted by kind, with the first as an example', () => {
    const tracker = tracking()
    for (const object of [{}, { metadata: { uid: 'x' } }])
      tracker.feed({ at: at(0), watch: 'pods', type: 'ADDED', object, listed: false })
    tracker.feed({
      at: at(0),
      watch: 'pods',
      type: 'ERROR',
      object: { message: 'too old resource version' },
      listed: false,
    })
    expect([tracker.counts.all(), tracker.counts.examples()]).to.deep.equal([
      { malformed_pod: 2, watch_error: 1 },
      { malformed_pod: 'a pod without a UID', watch_error: 'too old resource version' },
    ])
  })
})

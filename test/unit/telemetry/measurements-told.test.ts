import { expect } from 'chai'
import { describe, it } from 'mocha'
import { measurementsOf, type Measurement } from '../../../src/telemetry/measurements.ts'
import { seconds } from '../../../src/observe/nanos.ts'
import { formatTimestamp } from '../../../src/observe/timestamp.ts'
import { SETTLE_RULES } from '../../../src/timeline/verdict.ts'
import { TRACKER_SETTINGS } from '../../../src/tracker/tracker.ts'
import { at, running, setUp, startedBy, story, waiting, type Story } from '../../support/story.ts'
import { startups } from '../../support/tell.ts'

/** Stuck after 10 s. */
const SOON = { tracker: { ...TRACKER_SETTINGS, settle: { ...SETTLE_RULES, deadline: seconds(10) } } }

const IMAGE = 'registry/app:1'
const WHERE = { node: 'node-a', registry: 'docker.io', repository: 'registry/app' }
const PLACE = { namespace: 'shop', workload: '(bare)' }

/** Of each startup the pod has, in the order in which they were told. */
const told = (one: Story, metric: RegExp, movedNothing = false): readonly (readonly Measurement[])[] =>
  startups(one, SOON).map((startup) =>
    measurementsOf(startup, () => movedNothing).filter((found) =>
      metric.test('observe' in found ? found.observe : 'count' in found ? found.count : found.set),
    ),
  )

const app = { container: 'app' }
const FAILED = `Failed to pull image "${IMAGE}": not found`
const failing = (one: Story, ms: number, count: number): Story =>
  one
    .event(ms, 'Failed', FAILED, { ...app, name: 'web.a', count, type: 'Warning' })
    .event(ms, 'Failed', 'Error: ErrImagePull', { ...app, name: 'web.b', count, type: 'Warning' })

/** Fails three times before it is stuck and twice after it, then goes on. */
const lateButReady = (): Story => {
  const one = setUp(story()).event(100, 'Pulling', `Pulling image "${IMAGE}"`, app)
  failing(failing(one, 200, 1), 1_000, 3).status(1_100, { containerStatuses: [waiting('app', 'ErrImagePull')] })
  return startedBy(failing(one, 12_000, 5), 'app', 14_000).ready(14_200, [running('app', 14_070)])
}

const counted = (result: string, by = 1): Measurement => ({
  count: 'podstart_image_pulls_total',
  labels: { ...WHERE, result },
  by,
})
const ready = (more: Parameters<typeof story>[0] = {}): Story =>
  startedBy(setUp(story(more)), 'app', 100).ready(190, [running('app', 170)])

describe('measurements of a startup that was stuck and went on', () => {
  it('have the startup once, as long as it was stuck', () => {
    expect(told(lateButReady(), /startup_duration/)).to.deep.equal([
      [{ observe: 'podstart_startup_duration_seconds', labels: { ...PLACE, outcome: 'stuck' }, value: 10 }],
      [],
    ])
  })
  it('have its stages once, and neither part of the one that was cut', () => {
    const names = told(lateButReady(), /stages_total/).map((all) => all.map(({ labels }) => labels['stage']))
    expect(names).to.deep.equal([
      ['schedule', 'pod setup'],
      ['create', 'start', 'ready'],
    ])
  })
  it('have each failed pull once, and the good one', () => {
    expect(told(lateButReady(), /pulls_total/)).to.deep.equal([
      [counted('failed', 3)],
      [counted('failed', 2), counted('pulled')],
    ])
  })
})

describe('measurements of pulls', () => {
  const MOVED = [
    counted('pulled'),
    { observe: 'podstart_image_pull_wait_seconds', labels: WHERE, value: 0 },
    { observe: 'podstart_image_pull_transfer_seconds', labels: WHERE, value: 0.05 },
    {
      observe: 'podstart_image_pull_size_bytes',
      labels: { registry: 'docker.io', repository: 'registry/app' },
      value: 7,
    },
  ]
  it('that moved an image', () => {
    expect(told(ready(), /image/)).to.deep.equal([MOVED])
  })
  it('that found its layers: the wait alone', () => {
    expect(told(ready(), /image/, true)).to.deep.equal([
      [counted('present'), { observe: 'podstart_image_pull_wait_seconds', labels: WHERE, value: 0 }],
    ])
  })
  it('that nobody had to make', () => {
    const cached = setUp(story())
      .event(100, 'Pulled', `Container image "${IMAGE}" already present on machine`, app)
      .event(110, 'Created', 'Container created', app)
      .event(120, 'Started', 'Container started', app)
      .ready(190, [running('app', 120)])
    expect(told(cached, /image/)).to.deep.equal([[counted('cached')]])
  })
  it('that are told in words nobody knows', () => {
    const odd = setUp(story())
      .event(100, 'Pulled', 'It is here', app)
      .ready(190, [running('app', 120)])
    expect(told(odd, /image/)).to.deep.equal([[counted('pulled')]])
  })
  it('of a pod without a node: none', () => {
    expect(told(failing(story().added(5), 100, 1).deleting(500), /image/)).to.deep.equal([[]])
  })
})

describe('measurements of clocks and watches', () => {
  const stamped = {
    metadata: {
      annotations: {
        'podstart.dev/traceparent': '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
        'podstart.dev/admitted-at': formatTimestamp(at(-10)),
      },
    },
  }
  it('have the lag of each Event with an exact time, and of a stamped pod', () => {
    const lags = told(ready(stamped), /lag/)
      .flat()
      .map((one) => ({
        ...one.labels,
        value: 'value' in one ? Math.round(one.value * 1_000) : undefined,
      }))
    expect(lags).to.deep.equal([{ watch: 'pods', value: 15 }, ...Array(5).fill({ watch: 'events', value: 4 })])
  })
  it('have none of what was listed', () => {
    expect(
      told(
        story()
          .added(5, true)
          .ready(190, [running('app', 170)]),
        /lag/,
      ),
    ).to.deep.equal([[]])
  })
  it('have the offset of each clock that the startup shows', () => {
    const offsets = told(ready(stamped), /offset/).flat()
    expect(offsets.map(({ labels, ...one }) => [labels['clock'], 'value' in one && one.value])).to.deep.equal([
      ['webhook', 0],
      ['apiserver', 0],
      ['scheduler', 0],
      ['node/node-a', 0],
    ])
  })
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { millis, plus, seconds, type Nanos } from '../../../src/observe/nanos.ts'
import { spansOf } from '../../../src/telemetry/spans.ts'
import { createTracker } from '../../../src/tracker/tracker.ts'
import { at, running, setUp, startedBy, story, terminated, waiting, type Story } from '../../support/story.ts'

const started = () => startedBy(setUp(story()), 'app', 100)
const ready = () => started().ready(190, [running('app', 170)])
const slow = () =>
  setUp(story({ containers: [{ name: 'app', readinessProbe: {} }] }))
    .status(190, { containerStatuses: [running('app', 170, { ready: false })] })
    .ready(30_000, [running('app', 170)])

/** Stories with a verdict that changed while it was waited for. */
const CHANGING: readonly (readonly [name: string, of: Story])[] = [
  ['ready', ready()],
  ['ready, then crashed', ready().status(3_000, { containerStatuses: [terminated('app', 170, 2_900, 1)] })],
  ['ready, then deleted', ready().deleting(1_000).removed(2_000)],
  [
    'ready, then crashed after the window',
    ready().status(10_400, { containerStatuses: [terminated('app', 170, 9_000, 1)] }),
  ],
  [
    'deleted, then ready',
    started()
      .deleting(155)
      .ready(190, [running('app', 170)]),
  ],
  ['slow, a `Started` missing', slow()],
  ['stuck, then ready', setUp(story()).ready(700_000, [running('app', 699_000)])],
  [
    'stuck for 2 min, then deleted',
    setUp(story())
      .status(900, { containerStatuses: [waiting('app', 'ErrImageNeverPull')] })
      .deleting(200_000),
  ],
]

describe('the verdict, looked for early or late', () => {
  const END = at(2_000_000)
  const looked = ({ items }: Story, every: Nanos) => {
    const tracker = createTracker()
    const waitingFor = items.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    const found = []
    for (let now = plus(at(0), every); now < plus(END, every); now = plus(now, every)) {
      while ((waitingFor[0]?.at ?? END) <= now && waitingFor[0] !== undefined) {
        const item = waitingFor.shift()
        if (item !== undefined) tracker.feed(item)
      }
      found.push(...tracker.sweep(now))
    }
    return found.map((startup) => spansOf(startup, { mode: 'link' }))
  }
  for (const [name, of] of CHANGING) {
    it(`${name}: is the same`, () => {
      const late = looked(of, seconds(2_000))
      expect(late.length).to.be.greaterThan(0)
      expect(looked(of, millis(250))).to.deep.equal(late)
      expect(looked(of, seconds(7))).to.deep.equal(late)
    })
  }
})

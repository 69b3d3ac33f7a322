import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createLivePods } from '../../../src/cli/live-pods.ts'
import { createLiveTotal } from '../../../src/cli/live-total.ts'
import { millis, seconds } from '../../../src/observe/nanos.ts'
import { createStandings } from '../../../src/tracker/standings.ts'
import { TRACKER_SETTINGS } from '../../../src/tracker/tracker.ts'
import { msOf } from '../../support/facts.ts'
import { at, running, setUp, startedBy, story, terminated, waiting, type Story } from '../../support/story.ts'

interface Told {
  readonly lines: readonly string[]
  readonly total: string
}

/** What is told, second by second: `1000 ready`. */
function told(one: Story, until: number, began = at(-1_000)): Told {
  const pods = createLivePods(createStandings(TRACKER_SETTINGS), began, seconds(15), 100)
  const total = createLiveTotal()
  const lines: string[] = []
  const items = [...one.items]
  for (let ms = 0; ms <= until; ms += 500) {
    while (items[0] !== undefined && items[0].at <= at(ms)) pods.take(items.shift() as (typeof items)[0])
    for (const news of pods.look(at(ms))) {
      total.count(news)
      lines.push(`${msOf(news.at)} ${news.is}`)
    }
  }
  return { lines, total: total.text(pods.starting()) }
}

const started = (): Story => startedBy(setUp(story()), 'app', 100)

describe('what podstart watch tells of a pod', () => {
  const CASES: readonly [title: string, of: Story, until: number, Told][] = [
    [
      'ready: a second after it came, for late Events',
      started().ready(300, [running('app', 170)]),
      60_000,
      { lines: ['500 starting', '1500 ready'], total: '1 startup: 1 ready' },
    ],
    [
      'ready, and crashed within the window',
      started()
        .ready(300, [running('app', 170)])
        .status(5_000, { containerStatuses: [terminated('app', 170, 4_900, 1)] }),
      60_000,
      { lines: ['500 starting', '1500 ready', '6000 crashed'], total: '1 startup: 1 crashed' },
    ],
    [
      'ready, and ended after the window: its startup was over',
      started()
        .ready(300, [running('app', 170)])
        .status(40_000, { containerStatuses: [terminated('app', 170, 39_900, 1)] }),
      60_000,
      { lines: ['500 starting', '1500 ready'], total: '1 startup: 1 ready' },
    ],
    [
      'each reason that it waits for, once',
      setUp(story())
        .status(2_000, { containerStatuses: [waiting('app', 'ErrImagePull')] })
        .status(3_000, { containerStatuses: [waiting('app', 'ImagePullBackOff')] })
        .status(4_000, { containerStatuses: [waiting('app', 'ErrImagePull')] }),
      20_000,
      { lines: ['500 starting', '2000 waiting', '3000 waiting'], total: '0 startups; 1 still starting' },
    ],
    [
      'a wait without a reason, when it is long',
      setUp(story()).event(100, 'Pulling', 'Pulling image "registry/app:1"', { container: 'app' }),
      45_000,
      { lines: ['500 starting', '30500 waiting'], total: '0 startups; 1 still starting' },
    ],
    [
      'stuck, and ready after all',
      started().ready(700_000, [running('app', 170)]),
      702_000,
      {
        lines: ['500 starting', '30500 waiting', '600500 stuck', '701000 ready'],
        total: '1 startup: 1 ready',
      },
    ],
  ]
  for (const [title, of, until, expected] of CASES) {
    it(title, () => {
      expect(told(of, until)).to.deep.equal(expected)
    })
  }
  it('nothing of one that was ready before', () => {
    const one = story()
      .onNode()
      .status(10_000, { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }, true)
    expect(told(one, 20_000, at(10_000 - Number(millis(1)) / 1e6))).to.deep.equal({ lines: [], total: '0 startups' })
  })
})

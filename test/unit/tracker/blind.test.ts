import { expect } from 'chai'
import { describe, it } from 'mocha'
import { bookmark } from '../../../src/observe/bookmark.ts'
import { type Nanos } from '../../../src/observe/nanos.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { markListed } from '../../../src/replay/recording.ts'
import { replay } from '../../../src/replay/replay.ts'
import { spansOf } from '../../../src/telemetry/spans.ts'
import type { Startup } from '../../../src/timeline/startup.ts'
import { createTracker } from '../../../src/tracker/tracker.ts'
import { msOf, rowOf } from '../../support/facts.ts'
import { disorderIn } from '../../support/order.ts'
import {
  at,
  condition,
  running,
  setUp,
  startedBy,
  story,
  terminated,
  waiting,
  type Story,
} from '../../support/story.ts'
import { stagesIn } from '../../support/tell.ts'

/** The watch goes on at `to`, and has seen nothing since `from`. */
const blind = (from: number, to: number, watch: WatchItem['watch'] = 'pods'): WatchItem => ({
  at: at(to),
  watch,
  type: 'BOOKMARK',
  object: bookmark('7', { blindSince: at(from) }),
  listed: false,
})

const pending = (): Story => setUp(story()).status(30, { containerStatuses: [waiting('app')] })
const started = (): Story => startedBy(setUp(story()), 'app', 100)
const ready = (): Story => started().ready(190, [running('app', 170)])
const crashed = (finished: number) => ({ containerStatuses: [terminated('app', 170, finished, 1)] })
const becameReady = (ms: number) => ({ conditions: [condition('Ready', 'True', ms)] })

/** `stuck 5..600005`: the outcome, and where it begins and ends, in milliseconds. */
const tell = ({ outcome, start, end }: Startup): string => `${outcome} ${msOf(start.at)}..${msOf(end.at)}`

const inOrder = (items: readonly WatchItem[]): readonly WatchItem[] =>
  markListed(items.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)))

/**
 * As the exporter does it: looks every quarter of a second, but while nothing is seen no later than where it last saw.
 * Each answer with when it was given.
 */
function live(items: readonly WatchItem[], from: number, to: number, end = 2_000_000): readonly string[] {
  const tracker = createTracker()
  const waitingFor = [...inOrder(items)]
  const told: string[] = []
  for (let ms = 0; ms <= end; ms += 250) {
    while ((waitingFor[0]?.at ?? at(end + 1)) <= at(ms)) waitingFor.splice(0, 1).forEach((item) => tracker.feed(item))
    const upTo: Nanos = ms > from && ms < to ? at(from) : at(ms)
    told.push(...tracker.sweep(upTo).map((startup) => `${ms}: ${tell(startup)}`))
  }
  return told
}

interface Case {
  readonly title: string
  readonly of: Story
  readonly blind: readonly [from: number, to: number]
  readonly told: readonly string[]
}

const CASES: readonly Case[] = [
  {
    title: 'stuck meanwhile: told 5 s after, as of its deadline',
    of: pending(),
    blind: [590_000, 700_000],
    told: ['705000: stuck 5..600005'],
  },
  {
    title: 'ready meanwhile, before its deadline: ready',
    of: pending().ready(700_100, [running('app', 594_000)], becameReady(595_000)),
    blind: [590_000, 700_000],
    told: ['715250: ready 5..595200'],
  },
  {
    title: 'ready just in time to be told',
    of: pending().ready(704_999, [running('app', 594_000)], becameReady(595_000)),
    blind: [590_000, 700_000],
    told: ['720000: ready 5..595200'],
  },
  {
    title: 'ready before, crashed meanwhile within its window: crashed',
    of: ready().status(60_100, crashed(7_000)),
    blind: [5_000, 60_000],
    told: ['65250: crashed 5..7200'],
  },
  {
    title: 'ready before, crashed meanwhile after its window: ready',
    of: ready().status(60_100, crashed(40_000)),
    blind: [5_000, 60_000],
    told: ['65000: ready 5..190'],
  },
  {
    title: 'ready before, and nothing else: ready, told 5 s after',
    of: ready(),
    blind: [5_000, 60_000],
    told: ['65000: ready 5..190'],
  },
  {
    title: 'deleted meanwhile, before it was ready: deleted',
    of: pending().deleting(700_100),
    blind: [590_000, 700_000],
    told: ['705250: deleted 5..700100'],
  },
  {
    title: 'due once it has begun: waits',
    of: pending(),
    blind: [600_004, 700_000],
    told: ['705000: stuck 5..600005'],
  },
  {
    title: 'due just before it: does not wait',
    of: pending(),
    blind: [600_006, 700_000],
    told: ['600250: stuck 5..600005'],
  },
  {
    title: 'due in the 5 s after it: waits for their end',
    of: pending(),
    blind: [500_000, 595_006],
    told: ['600250: stuck 5..600005'],
  },
  {
    title: 'due once the 5 s are over: does not wait',
    of: pending(),
    blind: [500_000, 595_005],
    told: ['600250: stuck 5..600005'],
  },
  {
    title: 'over long before it: as ever',
    of: ready(),
    blind: [30_000, 60_000],
    told: ['15250: ready 5..190'],
  },
  {
    title: 'begun after it: as ever',
    of: setUp(story()).ready(400_000, [running('app', 399_000)], becameReady(400_000)),
    blind: [-60_000, -30_000],
    told: ['415000: ready 5..400000'],
  },
]

describe('a startup whose verdict falls due while nothing is seen', () => {
  for (const {
    title,
    of,
    blind: [from, to],
    told,
  } of CASES) {
    const items = [...of.items, blind(from, to)]
    it(title, () => {
      expect(live(items, from, to)).to.deep.equal(told)
    })
    const outcomes = told.map((one) => one.replace(/^\d+: /, ''))
    for (const settings of [{}, { shuffle: 1 }, { shuffle: 7 }]) {
      it(`${title}; replayed${'shuffle' in settings ? ` in another order (${settings.shuffle})` : ''}`, () => {
        expect(replay(inOrder(items), settings).startups.map(tell)).to.deep.equal(outcomes)
      })
    }
  }
})

describe('interruptions', () => {
  const swept = (...items: readonly WatchItem[]): readonly string[] => {
    const tracker = createTracker()
    for (const item of items) tracker.feed(item)
    return [600_000, 600_005, 700_000, 705_000, 760_000, 765_000, 2_000_000].flatMap((ms) =>
      tracker.sweep(at(ms)).map((startup) => `${ms}: ${tell(startup)}`),
    )
  }
  const { items } = pending()
  const MANY: readonly (readonly [title: string, blind: readonly WatchItem[], told: string])[] = [
    ['of the Events hold it up for a minute', [blind(590_000, 700_000, 'events')], '700000: stuck 5..600005'],
    [
      'one after the other: the last one counts',
      [blind(590_000, 700_000), blind(704_000, 760_000)],
      '765000: stuck 5..600005',
    ],
    ['told in another order: the same', [blind(704_000, 760_000), blind(590_000, 700_000)], '765000: stuck 5..600005'],
    [
      'one within another: the longer one counts',
      [blind(590_000, 700_000), blind(595_000, 650_000)],
      '705000: stuck 5..600005',
    ],
    [
      'apart: the one of that time counts',
      [blind(590_000, 700_000), blind(706_000, 760_000)],
      '705000: stuck 5..600005',
    ],
    [
      'of other times, however many: no more is forgotten than the oldest',
      [...Array.from({ length: 100 }, (_, i) => blind(i * 1_000, i * 1_000 + 1)), blind(590_000, 700_000)],
      '705000: stuck 5..600005',
    ],
    [
      'that the server did not tell of',
      [{ ...blind(590_000, 700_000), object: bookmark('7', {}) }],
      '600005: stuck 5..600005',
    ],
  ]
  for (const [title, interruptions, told] of MANY) {
    it(title, () => {
      expect(swept(...items, ...interruptions)).to.deep.equal([told])
    })
  }
})

describe('a pod that was stuck in an interruption', () => {
  const one = pending()
    .status(700_100, { containerStatuses: [running('app', 650_000, { ready: false })] }, true)
    .ready(800_000, [running('app', 650_000)])
  const { startups } = replay(inOrder([...one.items, blind(590_000, 700_000)]), { shuffle: 7 })
  it('is told twice; the second part begins where the first one ended', () => {
    expect(startups.map(tell)).to.deep.equal(['stuck 5..600005', 'ready 600005..800000'])
  })
  it('says where it stood at its deadline', () => {
    expect(startups.map(stagesIn)[0]).to.deep.equal(['schedule', 'pod setup !'])
  })
  it('has its spans in order', () => {
    expect(startups.flatMap((startup) => disorderIn(spansOf(startup, { mode: 'link' })))).to.deep.equal([])
  })
})

describe('what comes after an interruption', () => {
  const endOf = (ms: number) => {
    const late = started().ready(ms, [running('app', 170)], { conditions: [{ type: 'Ready', status: 'True' }] })
    const [startup] = replay(inOrder([...late.items, blind(2_000, 8_000)])).startups
    return startup && rowOf(startup.end)
  }
  it('at once, counts as from a list', () => {
    expect(endOf(8_100)).to.deep.equal({ at: 8_100, bounds: [168, 8_100], source: 'list_arrival', clock: 'exporter' })
  })
  it('after the catch-up, counts as seen live', () => {
    expect(endOf(10_100)).to.deep.equal({
      at: 10_100,
      bounds: [168, 10_100],
      source: 'watch_arrival',
      clock: 'exporter',
    })
  })
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createPipeline, type Pipeline } from '../../../src/exporter/pipeline.ts'
import { bookmark } from '../../../src/observe/bookmark.ts'
import { seconds } from '../../../src/observe/nanos.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { formatTimestamp } from '../../../src/observe/timestamp.ts'
import { spansOf, type SpanSettings } from '../../../src/telemetry/spans.ts'
import { createCounts } from '../../../src/tracker/counts.ts'
import { createSampler, SAMPLER_RULES, type SamplerRules } from '../../../src/tracker/sampler.ts'
import { createTracker } from '../../../src/tracker/tracker.ts'
import { at, running, setUp, startedBy, story, waiting, type Story, type StorySpec } from '../../support/story.ts'

const pipeline = (spans: Partial<SpanSettings> = {}, sampling: Partial<SamplerRules> = {}): Pipeline =>
  createPipeline(createTracker(), {
    spans: { mode: 'link', ...spans },
    sampler: createSampler({ ...SAMPLER_RULES, ...sampling }, createCounts()),
  })

const pod = (n: number, spec: StorySpec = {}): Story =>
  story({ name: `web-${n}`, uid: `${n}1111111-2222-4333-8444-555555555555`, ...spec })
const pending = (n: number): Story => setUp(pod(n)).status(30, { containerStatuses: [waiting('app')] })
const readyAt = (one: Story, ms = 190): Story => startedBy(setUp(one), 'app', 100).ready(ms, [running('app', 170)])
const stamped = (flags: string): StorySpec => ({
  metadata: {
    annotations: {
      'podstart.dev/traceparent': `00-0123456789abcdef0123456789abcdef-0123456789abcdef-${flags}`,
      'podstart.dev/admitted-at': formatTimestamp(at(-10)),
    },
  },
})

const item = (ms: number, type: string, object: unknown): WatchItem => ({
  at: at(ms),
  watch: 'pods',
  type,
  object,
  listed: false,
})
/** All is listed anew: these are there. */
const again = (ms: number, ...there: readonly Story[]): readonly WatchItem[] => [
  item(ms, 'ERROR', { code: 410 }),
  ...there.flatMap(({ items }) =>
    items.slice(-1).map((last) => ({ ...last, at: at(ms), type: 'ADDED', listed: true })),
  ),
  item(ms, 'BOOKMARK', bookmark('7', { endsList: true })),
]
/** @returns how many pods each item has shown to be gone, where there are any */
const take = (one: Pipeline, feed: string, items: readonly WatchItem[]): readonly number[] =>
  items.map((each) => one.take(feed, each).vanished).filter((count) => count > 0)
const outcomes = (one: Pipeline, ms: number): readonly string[] =>
  one.sweep(at(ms)).map(({ startup }) => `${startup.view.pod.name} ${startup.outcome}`)

describe('from what the watches bring to traces', () => {
  it('each startup once, when it is over', () => {
    const one = pipeline()
    take(one, 'pods', readyAt(pod(1)).items)
    expect([15_173, 15_174, 99_999].map((ms) => outcomes(one, ms))).to.deep.equal([[], ['web-1 ready'], []])
  })
  it('with the spans that its settings ask for', () => {
    const one = pipeline({ rootService: 'startups' })
    take(one, 'pods', readyAt(pod(1)).items)
    const told = one.sweep(at(99_999))
    expect(told.map(({ trace }) => trace)).to.deep.equal(
      told.map(({ startup }) => spansOf(startup, { mode: 'link', rootService: 'startups' })),
    )
    expect(told.map(({ trace }) => trace?.[0]?.service)).to.deep.equal(['startups'])
  })

  const SAMPLED: readonly (readonly [title: string, of: Story, slow: number, isSent: boolean])[] = [
    ['sampled by its stamp: sent', readyAt(pod(1, stamped('01'))), 60, true],
    ['not sampled by its stamp: told, not sent', readyAt(pod(1, stamped('00'))), 60, false],
    ['not sampled, but slower than is set: sent', readyAt(pod(1, stamped('00')), 30_000), 20, true],
    ['not sampled, and not slower than is set: told, not sent', readyAt(pod(1, stamped('00')), 30_000), 60, false],
  ]
  for (const [title, { items }, slow, isSent] of SAMPLED) {
    it(title, () => {
      const one = pipeline({}, { slow: seconds(slow) })
      take(one, 'pods', items)
      expect(one.sweep(at(99_999)).map(({ trace }) => trace !== undefined)).to.deep.equal([isSent])
    })
  }
})

describe('pods that a list after a gap lacks', () => {
  it('are told as lost sight of, and counted', () => {
    const one = pipeline()
    take(one, 'pods', [...pending(1).items, ...pending(2).items])
    expect([take(one, 'pods', again(20_000, pending(2))), outcomes(one, 30_000)]).to.deep.equal([
      [1],
      ['web-1 unknown'],
    ])
  })
  it('are those of the feed whose list it is', () => {
    const one = pipeline()
    take(one, 'pods in a', pending(1).items)
    take(one, 'pods in b', pending(2).items)
    expect([take(one, 'pods in b', again(20_000)), outcomes(one, 30_000)]).to.deep.equal([[1], ['web-2 unknown']])
  })
  it('do not count where their startup is over: they may end as they like', () => {
    const one = pipeline()
    take(one, 'pods', readyAt(pod(1)).items)
    const told = outcomes(one, 18_000)
    expect([told, take(one, 'pods', again(20_000)), outcomes(one, 99_999)]).to.deep.equal([['web-1 ready'], [], []])
  })
  it('do not count where they ran before the exporter began', () => {
    const one = pipeline()
    const old = pod(1)
      .onNode()
      .ready(5, [running('app', -100_000)], { startTime: '2026-02-01T00:00:00Z' })
    take(one, 'pods', again(10, old))
    outcomes(one, 30_000)
    expect(take(one, 'pods', again(60_000))).to.deep.equal([])
  })
})

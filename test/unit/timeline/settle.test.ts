import { expect } from 'chai'
import { describe, it } from 'mocha'
import { millis, plus } from '../../../src/observe/nanos.ts'
import type { Observation, PodUid } from '../../../src/observe/observation.ts'
import { viewOf } from '../../../src/timeline/pod-view.ts'
import { dueAt, settle } from '../../../src/timeline/settle.ts'
import { SETTLE_RULES, verdictOf } from '../../../src/timeline/verdict.ts'
import { msOf, timelineOf } from '../../support/facts.ts'
import {
  at,
  condition,
  running,
  setUp,
  startedBy,
  story,
  terminated,
  termination,
  waiting,
  type Story,
} from '../../support/story.ts'
import { stagesIn, startups } from '../../support/tell.ts'

const started = (one: Story = story()) => startedBy(setUp(one), 'app', 100)
const ready = () => started().ready(190, [running('app', 170)])
const slow = (withEvents: boolean) => {
  const one = setUp(story({ containers: [{ name: 'app', readinessProbe: {} }] }))
  if (withEvents) startedBy(one, 'app', 100)
  return one
    .status(190, { containerStatuses: [running('app', 170, { ready: false })] })
    .ready(30_000, [running('app', 170)])
}
const gone = (kind: 'removed' | 'vanished', ms: number): Observation => ({
  uid: story().uid as PodUid,
  fact: { kind },
  arrival: { at: at(ms), how: 'listed' },
})

interface Case {
  readonly name: string
  readonly of: Story
  readonly more?: readonly Observation[]
  readonly resumed?: boolean
  readonly outcome: string | undefined
  readonly decided?: number
  readonly due?: number
}

const CASES: readonly Case[] = [
  { name: 'ready: the crash window after the start', of: ready(), outcome: 'ready', decided: 190, due: 15_174 },
  {
    name: 'ready long after the start, all `Started` there: at once',
    of: slow(true),
    outcome: 'ready',
    decided: 30_000,
    due: 30_000,
  },
  {
    name: 'ready long after the start, a `Started` missing: 5 s of grace',
    of: slow(false),
    outcome: 'ready',
    decided: 30_000,
    due: 35_000,
  },
  {
    name: 'ready, and no word of when its container started: the window after Ready',
    of: setUp(story()).status(190, { conditions: [condition('Ready', 'True', 190)] }),
    outcome: 'ready',
    decided: 190,
    due: 15_190,
  },
  {
    name: 'crashed within the window: at the window’s end',
    of: ready().status(3_000, { containerStatuses: [terminated('app', 170, 2_900, 1)] }),
    outcome: 'crashed',
    decided: 3_000,
    due: 10_174,
  },
  {
    name: 'crashed late, before it was ready: 5 s of grace',
    of: started(story({ containers: [{ name: 'app', readinessProbe: {} }] })).status(20_000, {
      containerStatuses: [
        running('app', 19_500, {
          ready: false,
          restartCount: 1,
          lastState: { terminated: termination(170, 19_000, 1) },
        }),
      ],
    }),
    outcome: 'crashed',
    decided: 20_000,
    due: 25_000,
  },
  { name: 'deleted: 5 s of grace', of: setUp(story()).deleting(3_000), outcome: 'deleted', decided: 3_000, due: 8_000 },
  {
    name: 'gone without a word: 5 s of grace',
    of: setUp(story()),
    more: [gone('removed', 4_000)],
    outcome: 'deleted',
    decided: 4_000,
    due: 9_000,
  },
  {
    name: 'gone in a gap of the watch: nobody knows how',
    of: setUp(story()),
    more: [gone('vanished', 4_000)],
    outcome: 'unknown',
    decided: 4_000,
    due: 9_000,
  },
  {
    name: 'gone in a gap of the watch, when it was ready: ready',
    of: ready(),
    more: [gone('vanished', 4_000)],
    outcome: 'ready',
    decided: 190,
    due: 15_174,
  },
  {
    name: 'failed: 5 s of grace',
    of: setUp(story()).status(3_000, { phase: 'Failed' }),
    outcome: 'failed',
    decided: 3_000,
    due: 8_000,
  },
  {
    name: 'completed: 5 s of grace',
    of: setUp(story()).status(3_000, { phase: 'Succeeded' }),
    outcome: 'completed',
    decided: 3_000,
    due: 8_000,
  },
  {
    name: 'stuck: 10 min after it was first seen',
    of: setUp(story()),
    outcome: 'stuck',
    decided: 600_005,
    due: 600_005,
  },
  {
    name: 'stuck: 2 min after a reason that trying again does not help was told',
    of: setUp(story()).status(900, { containerStatuses: [waiting('app', 'InvalidImageName')] }),
    outcome: 'stuck',
    decided: 120_900,
    due: 120_900,
  },
  {
    name: 'stuck: that reason, told by its Event first',
    of: setUp(story())
      .event(500, 'InspectFailed', 'Failed to apply default image tag "A:b:c": couldn\'t parse', { container: 'app' })
      .status(900, { containerStatuses: [waiting('app', 'InvalidImageName')] }),
    outcome: 'stuck',
    decided: 120_504,
    due: 120_504,
  },
  {
    name: 'stuck: that reason stands no more',
    of: setUp(story())
      .status(900, { containerStatuses: [waiting('app', 'CreateContainerConfigError')] })
      .status(5_000, { containerStatuses: [waiting('app')] }),
    outcome: 'stuck',
    decided: 600_005,
    due: 600_005,
  },
  {
    name: 'stuck: first seen in a list, 10 min after its creation',
    of: story().status(30_000, {}, true),
    outcome: 'stuck',
    decided: 599_700,
    due: 599_700,
  },
  {
    name: 'stuck: first seen in a list long after its deadline: 5 s for its Events',
    of: story().status(3_600_000, {}, true),
    outcome: 'stuck',
    decided: 3_605_000,
    due: 3_605_000,
  },
  { name: 'resumed: no deadline any more', of: setUp(story()), resumed: true, outcome: undefined },
]

const RULES = { rules: SETTLE_RULES }

describe('when a startup is over', () => {
  for (const { name, of, more, resumed = false, outcome, decided, due } of CASES) {
    const timeline = timelineOf(of, more)
    it(name, () => {
      const view = viewOf(timeline)
      const verdict = view && verdictOf(view, SETTLE_RULES, resumed)
      expect(verdict?.outcome).to.equal(outcome)
      expect(verdict && [msOf(verdict.decidedAt), msOf(verdict.dueAt)]).to.deep.equal(
        outcome === undefined ? undefined : [decided, due],
      )
      expect(dueAt(timeline, { rules: SETTLE_RULES, ...(resumed && { resumedAt: at(0) }) })).to.equal(verdict?.dueAt)
    })
  }
  it('Events without their pod are never over', () => {
    const events = startedBy(story(), 'app', 100)
    expect(dueAt(timelineOf(events), RULES)).to.equal(undefined)
    expect(settle(timelineOf(events), at(10_000_000), RULES)).to.equal(undefined)
  })
})

describe('settling', () => {
  it('does nothing before the verdict falls due, and the same at any moment after', () => {
    const timeline = timelineOf(ready())
    expect(settle(timeline, at(15_173), RULES)).to.equal(undefined)
    expect(settle(timeline, at(15_174), RULES)).to.deep.equal(settle(timeline, at(99_999_999), RULES))
  })
  it('leaves out what came after the verdict fell due', () => {
    const late = ready().deleting(15_175)
    expect(settle(timelineOf(late), at(60_000), RULES)?.timeline).to.deep.equal(timelineOf(ready()))
  })
  it('an Event that comes 480 ms after Ready is in the trace', () => {
    const late = startedBy(setUp(story()), 'app', 100)
    const items = late.items.map((item) =>
      item.watch === 'events' ? { ...item, at: plus(item.at, millis(480)) } : item,
    )
    late.items.splice(0, late.items.length, ...items)
    expect(startups(late.ready(190, [running('app', 170)])).map(stagesIn)).to.deep.equal([
      ['schedule', 'pod setup', 'pull app', 'create app', 'start app', 'ready'],
    ])
  })
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { hindsight } from '../../../src/insight/hindsight.ts'
import { summaryOf } from '../../../src/insight/summary.ts'
import { waitOf } from '../../../src/insight/wait.ts'
import {
  at,
  condition,
  running,
  setUp,
  startedBy,
  story,
  termination,
  terminated,
  waiting,
  type Story,
} from '../../support/story.ts'
import { standingsAt, stillOf } from '../../support/still.ts'
import { standingOf } from '../../../src/timeline/standing.ts'
import { SETTLE_RULES } from '../../../src/timeline/verdict.ts'
import { timelineOf } from '../../support/facts.ts'

const started = (): Story => startedBy(setUp(story()), 'app', 100)
const failing = (reason: string): Story => setUp(story()).status(500, { containerStatuses: [waiting('app', reason)] })

/** Ready, and restarted some time; the last run but one ended after so long. */
const restarted = (count: number, lasted: number): Story =>
  story()
    .onNode()
    .added(5)
    .ready(90_000, [
      running('app', 80_000, { restartCount: count, lastState: { terminated: termination(1_000, 1_000 + lasted, 1) } }),
    ])

/** It was ready for most of a minute, and is not any more. */
const was = (container: object, more: object = {}): Story =>
  setUp(story()).status(90_000, {
    startTime: '2026-03-01T12:00:00Z',
    phase: 'Running',
    conditions: [condition('Ready', 'False', 60_000, 'ContainersNotReady')],
    containerStatuses: [container],
    ...more,
  })

const PROBED = { name: 'app', image: 'registry/app:1', readinessProbe: { initialDelaySeconds: 5, periodSeconds: 5 } }

const readyAt = (ms: number, container: object = { name: 'app', image: 'registry/app:1' }): Story =>
  setUp(story({ containers: [{ ...container }] })).ready(ms, [running('app', 170)], {
    startTime: '2026-03-01T12:00:00Z',
  })

describe('a startup as it stands', () => {
  describe('as it was watched', () => {
    const CASES: readonly [title: string, of: Story, ms: number, outcome: string, endSource: string][] = [
      ['just begun', setUp(story()), 1_000, 'starting', 'now'],
      ['long before its deadline', failing('ImagePullBackOff'), 500_000, 'starting', 'now'],
      ['behind its deadline', failing('ImagePullBackOff'), 601_000, 'stuck', 'now'],
      ['before the deadline of what does not heal', failing('InvalidImageName'), 119_000, 'starting', 'now'],
      ['behind the deadline of what does not heal', failing('InvalidImageName'), 121_000, 'stuck', 'now'],
      ['ready, before its grace is over', started().ready(300, [running('app', 170)]), 301, 'ready', 'watch_arrival'],
      ['being deleted', setUp(story()).deleting(400), 500, 'deleted', 'watch_arrival'],
    ]
    for (const [title, of, ms, outcome, endSource] of CASES) {
      it(title, () => {
        const standing = standingOf(timelineOf(of), at(ms), SETTLE_RULES)
        expect([standing?.outcome, standing?.end.source]).to.deep.equal([outcome, endSource])
      })
    }
  })

  describe('from a list, long after', () => {
    const DAY = 86_400_000
    const CASES: readonly [title: string, of: Story, outcome: string, notes: readonly string[]][] = [
      ['ready', started().ready(300, [running('app', 170)]), 'ready', []],
      [
        'ready, and restarted many times',
        restarted(3, 500),
        'ready',
        [
          'container app was restarted 3 times since it was created',
          'it has been ready since the latest change to Ready; it may have been before',
        ],
      ],
      [
        'ready, and restarted after a long run',
        restarted(1, 60_000),
        'ready',
        [
          'container app was restarted once since it was created',
          'it has been ready since the latest change to Ready; it may have been before',
        ],
      ],
      [
        'ready, after a first run that was short',
        restarted(1, 500),
        'crashed',
        [
          'container app was restarted once since it was created',
          'it has been ready since the latest change to Ready; it may have been before',
        ],
      ],
      [
        'not ready any more',
        setUp(story()).status(90_000, {
          startTime: '2026-03-01T12:00:00Z',
          conditions: [condition('Ready', 'False', 60_000, 'ContainersNotReady')],
          containerStatuses: [running('app', 170, { ready: false })],
        }),
        'ready',
        ['not ready any more since 2026-03-01T12:01:00Z'],
      ],
      [
        'evicted, after it had been ready',
        was(running('app', 170, { ready: false }), { phase: 'Failed', reason: 'Evicted', message: 'low on memory' }),
        'ready',
        ['not ready any more since 2026-03-01T12:01:00Z', 'it failed after it had been ready: Evicted: low on memory'],
      ],
      [
        'being deleted, after it had been ready',
        was(terminated('app', 170, 60_000, 0)).deleting(61_000),
        'ready',
        ['not ready any more since 2026-03-01T12:01:00Z', 'it is being deleted'],
      ],
      [
        'crashing, but so few times that it ran well for long',
        was(
          waiting('app', 'CrashLoopBackOff', {
            restartCount: 2,
            message: 'back-off 20s',
            lastState: { terminated: termination(1_000_000, 1_001_000, 1) },
          }),
        ),
        'ready',
        [
          'container app was restarted 2 times since it was created',
          'not ready any more since 2026-03-01T12:01:00Z',
          'container app waits now: CrashLoopBackOff: back-off 20s',
        ],
      ],
      [
        'crashing, as it may have from the beginning',
        was(
          waiting('app', 'CrashLoopBackOff', {
            restartCount: 3,
            lastState: { terminated: termination(60_000, 61_000, 1) },
          }),
        ),
        'crashed',
        [
          'container app was restarted 3 times since it was created',
          'it was ready before: what is shown is the time until now',
        ],
      ],
      [
        'a Job’s pod that came to its good end with its third run',
        was(terminated('app', 900_000, 960_000, 0, { restartCount: 2 }), { phase: 'Succeeded' }),
        'completed',
        ['container app was restarted 2 times since it was created'],
      ],
      [
        'ready again, with nothing to wait for since it was started',
        readyAt(480_000),
        'ready',
        ['it has been ready again since 2026-03-01T12:08:00Z'],
      ],
      ['ready late, by its probe', readyAt(480_000, PROBED), 'ready', []],
      [
        'ready again: its probe failed first when it had passed',
        readyAt(480_000, PROBED).event(400_000, 'Unhealthy', 'Readiness probe failed: 500', { container: 'app' }),
        'ready',
        ['it has been ready again since 2026-03-01T12:08:00Z'],
      ],
      [
        'ready late: its probe failed from the beginning',
        readyAt(480_000, PROBED)
          .event(10_000, 'Unhealthy', 'Readiness probe failed: 500', { container: 'app', name: 'web.1' })
          .event(400_000, 'Unhealthy', 'Readiness probe failed: 502', { container: 'app', name: 'web.2' }),
        'ready',
        [],
      ],
      [
        'completed: when its only run ended',
        started().status(3_000, { phase: 'Succeeded', containerStatuses: [terminated('app', 170, 1_900, 0)] }),
        'completed',
        [],
      ],
    ]
    for (const [title, of, outcome, notes] of CASES) {
      it(title, () => {
        const [standing] = standingsAt(of.items, at(DAY))
        const said = standing === undefined ? [] : hindsight(standing).filter((note) => !note.includes('Events'))
        expect([standing?.outcome, said]).to.deep.equal([outcome, notes])
      })
    }
    const WORDS: readonly [title: string, of: Story, summary: string][] = [
      [
        'when it was ready is told as far as it is known',
        was(terminated('app', 3_000, 60_000, 137)),
        'was ready, after 3 s at the earliest; its status does not tell any more when',
      ],
      [
        'nothing is known of when it was ready',
        was(running('app', 1_000_000, { ready: false, restartCount: 2 })),
        'was ready; its status does not tell any more when',
      ],
      [
        'a Job’s pod ends with its last run, and nothing tells its stages apart',
        was(terminated('app', 900_000, 960_000, 0, { restartCount: 2 }), { phase: 'Succeeded' }),
        'completed after 16 min 0 s; schedule+pod setup+pull+create+start+run app took 16 min 0 s (100 %)',
      ],
    ]
    for (const [title, of, summary] of WORDS) {
      it(title, () => {
        const events = stillOf(of.items, at(DAY)).filter(({ watch }) => watch === 'pods')
        expect(standingsAt(events, at(DAY)).map(summaryOf)).to.deep.equal([summary])
      })
    }
    it('a completed one ends with its run, not with the list', () => {
      const of = started().status(3_000, { phase: 'Succeeded', containerStatuses: [terminated('app', 170, 1_900, 0)] })
      expect(standingsAt(of.items, at(DAY)).map((one) => one.end.source)).to.deep.equal(['container_status'])
    })
    it('what is known from the list alone happened within its time', () => {
      const of = setUp(story()).status(3_000, { phase: 'Failed', reason: 'Evicted' })
      expect(standingsAt(of.items, at(10_000)).map(summaryOf)).to.deep.equal([
        'failed within 10.1 s: pod setup, Evicted',
      ])
    })
  })

  describe('in words', () => {
    const CASES: readonly [title: string, of: Story, summary: string, key: string | undefined][] = [
      ['nothing wrong', setUp(story()), 'not ready yet, after 2 s: waits 1.98 s for pod setup', 'pod setup'],
      [
        'a reason',
        failing('ImagePullBackOff'),
        'not ready yet, after 2 s: waits 1.98 s for pod setup+pull app: ImagePullBackOff',
        'pod setup+pull app: ImagePullBackOff',
      ],
      ['ready', started().ready(300, [running('app', 170)]), 'ready after 295 ms; ready took 130 ms (44 %)', undefined],
    ]
    for (const [title, of, summary, key] of CASES) {
      it(title, () => {
        const standing = standingOf(timelineOf(of), at(2_000), SETTLE_RULES)
        expect(standing && [summaryOf(standing), waitOf(standing)?.key]).to.deep.equal([summary, key])
      })
    }
  })
})

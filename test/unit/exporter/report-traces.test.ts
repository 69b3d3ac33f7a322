import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Delivery } from '../../../src/deliver/queue.ts'
import type { Report } from '../../../src/exporter/report.ts'
import { formatTimestamp } from '../../../src/observe/timestamp.ts'
import type { Sampling } from '../../../src/telemetry/sampling.ts'
import { spansOf } from '../../../src/telemetry/spans.ts'
import { reporting, type Said } from '../../support/report.ts'
import { at, running, setUp, startedBy, story, type Story, type StorySpec } from '../../support/story.ts'
import { startups } from '../../support/tell.ts'

const TRACE = '0123456789abcdef0123456789abcdef'
const STAMPED: StorySpec = {
  metadata: {
    annotations: {
      'podstart.dev/traceparent': `00-${TRACE}-0123456789abcdef-00`,
      'podstart.dev/admitted-at': formatTimestamp(at(-10)),
    },
  },
}
const ready = (spec?: StorySpec): Story => startedBy(setUp(story(spec)), 'app', 100).ready(190, [running('app', 170)])

/** Each startup of the story is told, with its trace or without. */
const telling =
  (one: Story, sampling: Sampling) =>
  (report: Report): void => {
    for (const startup of startups(one)) {
      report.told({ startup, sampling, trace: sampling.sent ? spansOf(startup, { mode: 'link' }) : undefined })
    }
  }
const delivering =
  (...all: readonly Delivery[]) =>
  (report: Report): void => {
    for (const one of all) report.delivery(one)
  }

interface Case extends Said {
  readonly title: string
  readonly by: (report: Report) => void
}

const PLAIN = '11111111222243338444555555555555'

const CASES: readonly Case[] = [
  {
    title: 'one that went well, in a whisper',
    by: telling(ready(), { sent: true, reason: 'unstamped' }),
    log: [`debug: shop/web: ready after 185 ms; pod setup took 80 ms (43 %) {"trace_id":"${PLAIN}"}`],
    metrics: [
      'podstart_startups_total{outcome="ready"} 1',
      'podstart_sampling_total{decision="sent",reason="unstamped"} 1',
      'podstart_stamps_total{stamp="none"} 1',
    ],
  },
  {
    title: 'one that did not, aloud',
    by: telling(setUp(story()).deleting(1_000), { sent: true, reason: 'error' }),
    log: [`info: shop/web: deleted after 995 ms, before it was ready: pod setup {"trace_id":"${PLAIN}"}`],
    metrics: [
      'podstart_startups_total{outcome="deleted"} 1',
      'podstart_sampling_total{decision="sent",reason="error"} 1',
      'podstart_stamps_total{stamp="none"} 1',
    ],
  },
  {
    title: 'one that is not sent',
    by: telling(ready(STAMPED), { sent: false, reason: 'ratio' }),
    log: ['debug: shop/web: ready'],
    metrics: [
      'podstart_startups_total{outcome="ready"} 1',
      'podstart_sampling_total{decision="dropped",reason="ratio"} 1',
      'podstart_stamps_total{stamp="trusted"} 1',
    ],
  },
  {
    title: 'a batch that was taken',
    by: delivering(
      { is: 'sent', traces: 2, spans: 17, seconds: 0.25 },
      { is: 'sent', traces: 1, spans: 3, seconds: 0.5 },
    ),
    log: ['debug: sent 2 traces, 17 spans', 'debug: sent 1 traces, 3 spans'],
    metrics: [
      'podstart_spans_sent_total 20',
      'podstart_export_duration_seconds_sum 0.75',
      'podstart_export_duration_seconds_count 2',
    ],
  },
  {
    title: 'what was lost, each time',
    by: delivering(
      { is: 'lost', why: 'queue_full', traces: 1, spans: 9, detail: 'more than 10 spans are waiting' },
      { is: 'lost', why: 'refused', traces: 1, spans: 4, detail: 'malformed (HTTP 400)' },
      { is: 'lost', why: 'queue_full', traces: 1, spans: 1, detail: 'more than 10 spans are waiting' },
    ),
    log: [
      'error: LOST 1 traces, 9 spans: queue_full: more than 10 spans are waiting',
      'error: LOST 1 traces, 4 spans: refused: malformed (HTTP 400)',
      'error: LOST 1 traces, 1 spans: queue_full: more than 10 spans are waiting',
    ],
    metrics: [
      'podstart_spans_dropped_total{reason="queue_full"} 10',
      'podstart_spans_dropped_total{reason="refused"} 4',
    ],
  },
  {
    title: 'a request that will be tried again',
    by: delivering({ is: 'failed', why: 'connect ECONNREFUSED 127.0.0.1:4318', delay: 1_540 }),
    log: ['warn: the collector did not take them: connect ECONNREFUSED 127.0.0.1:4318; again in 1.5 s'],
    metrics: ['podstart_export_failures_total 1'],
  },
  {
    title: 'what the collector warns of',
    by: delivering({ is: 'warning', text: '2 spans refused: too old' }),
    log: ['warn: the collector says: 2 spans refused: too old'],
    metrics: [],
  },
  {
    title: 'what was left out: each counted, the first of a kind shown',
    by: (report) => {
      report.counted('unknown_event_reason', 1, 'Teleported: to node-b')
      report.counted('unknown_event_reason', 1, 'Vaporized: ')
      report.counted('malformed_pod', 1, 'a pod without a UID')
      report.counted('facts_dropped', 5)
    },
    log: [
      'info: unknown_event_reason: the first of its kind {"example":"Teleported: to node-b"}',
      'info: malformed_pod: the first of its kind {"example":"a pod without a UID"}',
    ],
    metrics: [
      'podstart_skipped_total{kind="malformed_pod"} 1',
      'podstart_skipped_total{kind="unknown_event_reason"} 2',
      'podstart_skipped_total{kind="facts_dropped"} 5',
    ],
  },
  {
    title: 'outcomes, which are no loss',
    by: (report) => report.counted('outcome_ready', 1),
    log: [],
    metrics: [],
  },
]

describe('the report tells of traces', () => {
  for (const { title, by, log, metrics } of CASES) {
    it(title, async () => {
      const { report, said } = reporting()
      by(report)
      expect(await said()).to.deep.equal({ log, metrics })
    })
  }
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Report } from '../../../src/exporter/report.ts'
import type { Feed } from '../../../src/kube/feed.ts'
import type { Ending } from '../../../src/kube/ending.ts'
import type { News } from '../../../src/kube/reflector.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { reporting, type Said } from '../../support/report.ts'
import { at } from '../../support/story.ts'

const PODS: Feed = { watch: 'pods', namespace: '' }
const EVENTS: Feed = { watch: 'events', namespace: 'shop' }

const item = (type: string): WatchItem => ({ at: at(0), watch: 'pods', type, object: {}, listed: false })
const over = (ending: Ending, delay = 500, keepsPosition = true): News => ({
  is: 'over',
  ending,
  step: { delay, keepsPosition, renewsCredentials: false },
  failures: 2,
})
const why = 'HTTP 500: etcdserver: no leader'
const ended = (is: string): string =>
  `podstart_watch_interruptions_total{watch="pods",watched_namespace="*",reason="${is}"} 1`

interface Case extends Said {
  readonly title: string
  readonly by: (report: Report) => void
}

const CASES: readonly Case[] = [
  {
    title: 'items by their type',
    by: (report) => {
      for (const type of ['ADDED', 'ADDED', 'LEFT', 'ERROR', 'PATCHED', 'patched']) report.item(PODS, item(type), 0)
      report.item(EVENTS, item('BOOKMARK'), 0)
    },
    log: [],
    metrics: [
      'podstart_watch_items_total{watch="pods",watched_namespace="*",type="ADDED"} 2',
      'podstart_watch_items_total{watch="pods",watched_namespace="*",type="LEFT"} 1',
      'podstart_watch_items_total{watch="pods",watched_namespace="*",type="ERROR"} 1',
      'podstart_watch_items_total{watch="pods",watched_namespace="*",type="other"} 2',
      'podstart_watch_items_total{watch="events",watched_namespace="shop",type="BOOKMARK"} 1',
    ],
  },
  {
    title: 'pods that vanished',
    by: (report) => report.item(PODS, item('BOOKMARK'), 3),
    log: ['warn: 3 pods were there before a gap in the watch and are not in the list after it'],
    metrics: [
      'podstart_watch_items_total{watch="pods",watched_namespace="*",type="BOOKMARK"} 1',
      'podstart_pods_vanished_total 3',
    ],
  },
  {
    title: 'requests',
    by: (report) => {
      report.news(PODS, { is: 'asked', verb: 'list' })
      report.news(EVENTS, { is: 'asked', verb: 'watch' })
      report.news(EVENTS, { is: 'asked', verb: 'watch' })
    },
    log: [],
    metrics: [
      'podstart_watch_requests_total{watch="pods",watched_namespace="*",verb="list"} 1',
      'podstart_watch_requests_total{watch="events",watched_namespace="shop",verb="watch"} 2',
    ],
  },
  {
    title: 'the last byte',
    by: (report) => report.news(PODS, { is: 'bytes', at: at(200) }),
    log: [],
    metrics: ['podstart_watch_last_byte_timestamp_seconds{watch="pods",watched_namespace="*"} 1772366400.5'],
  },
  {
    title: 'lines that are no event: each counted, the first of a watch shown, cut',
    by: (report) => {
      report.news(PODS, { is: 'unreadable', line: 'x'.repeat(300) })
      report.news(PODS, { is: 'unreadable', line: 'y' })
      report.news(EVENTS, { is: 'unreadable', line: 'z' })
    },
    log: [
      `warn: pods: a line that is no event was passed over {"line":"${'x'.repeat(200)}…"}`,
      'warn: events in shop: a line that is no event was passed over {"line":"z"}',
    ],
    metrics: [
      'podstart_watch_unreadable_lines_total{watch="pods",watched_namespace="*"} 2',
      'podstart_watch_unreadable_lines_total{watch="events",watched_namespace="shop"} 1',
    ],
  },
  {
    title: 'the first list',
    by: (report) => report.news(PODS, { is: 'seeing', at: at(100) }),
    log: ['info: pods: listed, watching'],
    metrics: ['podstart_watch_up{watch="pods",watched_namespace="*"} 1'],
  },
  {
    title: 'an interruption that goes on',
    by: (report) => {
      report.news(PODS, { is: 'seeing', at: at(100) })
      report.news(PODS, { is: 'blind', since: at(5_000), dark: at(5_000) })
    },
    log: ['info: pods: listed, watching'],
    metrics: [],
  },
  {
    title: 'an interruption that is over',
    by: (report) => {
      report.news(PODS, { is: 'seeing', at: at(100) })
      report.news(PODS, { is: 'blind', since: at(5_000), dark: at(5_000) })
      report.news(PODS, { is: 'seeing', at: at(7_500) })
    },
    log: ['info: pods: listed, watching', 'info: pods: watching again, after 2.5 s without sight'],
    metrics: [
      'podstart_watch_up{watch="pods",watched_namespace="*"} 1',
      'podstart_watch_blind_seconds_total{watch="pods",watched_namespace="*"} 2.5',
    ],
  },
  {
    title: 'two short ones: in a whisper, and added up',
    by: (report) => {
      report.news(PODS, { is: 'seeing', at: at(100) })
      for (const ms of [5_000, 9_000]) {
        report.news(PODS, { is: 'blind', since: at(ms), dark: at(ms) })
        report.news(PODS, { is: 'seeing', at: at(ms + 250) })
      }
    },
    log: [
      'info: pods: listed, watching',
      'debug: pods: watching again, after 0.3 s without sight',
      'debug: pods: watching again, after 0.3 s without sight',
    ],
    metrics: [
      'podstart_watch_up{watch="pods",watched_namespace="*"} 1',
      'podstart_watch_blind_seconds_total{watch="pods",watched_namespace="*"} 0.5',
    ],
  },
  {
    title: 'a watch that goes on twice: the interruption counts once',
    by: (report) => {
      report.news(PODS, { is: 'blind', since: at(0), dark: at(0) })
      report.news(PODS, { is: 'seeing', at: at(2_000) })
      report.news(PODS, { is: 'seeing', at: at(9_000) })
    },
    log: ['info: pods: listed, watching', 'info: pods: watching again, after 2.0 s without sight'],
    metrics: [
      'podstart_watch_up{watch="pods",watched_namespace="*"} 1',
      'podstart_watch_blind_seconds_total{watch="pods",watched_namespace="*"} 2',
    ],
  },
  {
    title: 'an interruption in which the clock was set back: no time, and no end of the exporter',
    by: (report) => {
      report.news(PODS, { is: 'seeing', at: at(100) })
      report.news(PODS, { is: 'blind', since: at(5_000), dark: at(5_000) })
      report.news(PODS, { is: 'seeing', at: at(2_000) })
    },
    log: ['info: pods: listed, watching', 'debug: pods: watching again, after 0.0 s without sight'],
    metrics: ['podstart_watch_up{watch="pods",watched_namespace="*"} 1'],
  },
  {
    title: 'a watch that the server ended, which is as it should be',
    by: (report) => report.news(PODS, over({ is: 'ended' }, 0)),
    log: ['debug: pods: ended: the server ended the watch; again at once {"attempt":2}'],
    metrics: [ended('ended')],
  },
  {
    title: 'a position that is too old',
    by: (report) => report.news(PODS, over({ is: 'expired', why }, 0, false)),
    log: [`warn: pods: expired: ${why}; listing again at once {"attempt":2}`],
    metrics: [ended('expired')],
  },
  ...(
    [
      ['warn', { is: 'failed', why, answered: true }],
      ['warn', { is: 'silent', why }],
      ['info', { is: 'not offered', why }],
      ['warn', { is: 'unauthorized', why }],
      ['error', { is: 'refused', why }],
      ['warn', { is: 'throttled', why, wait: 1_500 }],
    ] as const
  ).map(([level, ending]): Case => ({
    title: `an attempt that ended ${ending.is}`,
    by: (report) => report.news(PODS, over(ending, 1_540)),
    log: [`${level}: pods: ${ending.is}: ${why}; again in 1.5 s {"attempt":2}`],
    metrics: [ended(ending.is)],
  })),
]

describe('the report tells of the watches', () => {
  for (const { title, by, log, metrics } of CASES) {
    it(title, async () => {
      const { report, said } = reporting()
      by(report)
      expect(await said()).to.deep.equal({ log, metrics })
    })
  }
})

describe('the report tells the probes', () => {
  const lost: readonly News[] = [
    { is: 'blind', since: at(3_000), dark: at(3_000) },
    over({ is: 'failed', why, answered: true }),
  ]
  const NEWS: readonly (readonly [title: string, news: readonly News[], says: object])[] = [
    ['of nothing at first', [], { ready: 'not listed yet', live: 'last byte 700 s ago' }],
    ['why nothing is listed', lost, { ready: `not listed yet (${why})`, live: `last byte 700 s ago (${why})` }],
    ['of bytes', [{ is: 'bytes', at: at(650_000) }], { ready: 'not listed yet', live: 'last byte 50 s ago' }],
    ['of a list', [{ is: 'seeing', at: at(690_000) }], { ready: 'listed', live: 'last byte 10 s ago' }],
    [
      'of an interruption',
      [{ is: 'seeing', at: at(100) }, ...lost],
      { ready: 'listed', live: `last byte 700 s ago (${why})` },
    ],
    [
      'of its end',
      [{ is: 'seeing', at: at(100) }, ...lost, { is: 'seeing', at: at(4_000) }],
      { ready: 'listed', live: 'last byte 696 s ago' },
    ],
  ]
  for (const [title, news, says] of NEWS) {
    it(title, () => {
      const { report, health } = reporting()
      for (const one of news) report.news(PODS, one)
      const [ready, live] = [health.ready()[0], health.live(at(700_000))[0]]
      expect({ ready: ready?.detail, live: live?.detail }).to.deep.equal(says)
    })
  }
})

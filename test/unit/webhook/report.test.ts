import { pino } from 'pino'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Answerable } from '../../../src/admission/decide.ts'
import { createMetrics } from '../../../src/serve/metrics.ts'
import type { SpanId, TraceId } from '../../../src/trace/traceparent.ts'
import { WEBHOOK_METRICS } from '../../../src/webhook/metrics.ts'
import { createReport, type Report } from '../../../src/webhook/report.ts'
import type { Verdict } from '../../../src/webhook/reviewer.ts'

interface Said {
  readonly log: readonly string[]
  /** Those that are not 0, without buckets. */
  readonly metrics: readonly string[]
}

async function said(by: (report: Report) => void): Promise<Said> {
  const log: string[] = []
  const write = (line: string): void => {
    const { level, msg, ...more } = JSON.parse(line) as Readonly<Record<string, unknown>>
    log.push(`${String(level)}: ${String(msg)}${Object.keys(more).length === 0 ? '' : ` ${JSON.stringify(more)}`}`)
  }
  const metrics = createMetrics(WEBHOOK_METRICS, '1')
  const formatters = { level: (level: string) => ({ level }) }
  by(createReport(pino({ level: 'debug', base: null, timestamp: false, formatters }, { write }), metrics))
  const lines = (await metrics.text()).split('\n')
  const isOurs = (line: string): boolean => line.startsWith('podstart_webhook_') && !/_bucket| 0$/.test(line)
  return { log, metrics: lines.filter(isOurs).map((line) => line.replace('podstart_webhook_', '')) }
}

const POD: Answerable = {
  is: 'pod created',
  uid: 'u-1',
  dryRun: false,
  pod: { namespace: 'shop', annotations: undefined, labels: {}, containers: [] },
}
const OTHER: Answerable = { is: 'other', uid: 'u-2', what: 'UPDATE v1/pods' }
const STAMPED: Verdict = {
  is: 'stamped',
  context: { traceId: 'a'.repeat(32) as TraceId, spanId: 'b'.repeat(16) as SpanId, sampled: true },
  patch: [],
}
const skipped = (reason: 'late' | 'not_a_pod' | 'excluded', detail?: string): Verdict => ({
  is: 'skipped',
  reason,
  ...(detail !== undefined && { detail }),
})
const FAILED: Verdict = { is: 'failed', reason: 'internal_error', detail: 'Error: no entropy' }
const failed = (message: string, code?: string): Error => Object.assign(new Error(message), code && { code })

interface Case extends Said {
  readonly title: string
  readonly by: (report: Report) => void
}

const CASES: readonly Case[] = [
  {
    title: 'stamps',
    by: (report) => {
      for (const seconds of [0.25, 0.5]) report.reviewed(POD, STAMPED, seconds)
    },
    log: Array.from(
      { length: 2 },
      () => `debug: shop: stamped 00-${'a'.repeat(32)}-${'b'.repeat(16)}-01 {"uid":"u-1"}`,
    ),
    metrics: [
      'reviews_total{decision="stamped",reason="stamped"} 2',
      'review_duration_seconds_sum 0.75',
      'review_duration_seconds_count 2',
    ],
  },
  {
    title: 'what was not stamped, and once what somebody may want to change',
    by: (report) => {
      report.reviewed(POD, skipped('late', 'waited 700 ms of 1000 ms'), 0.5)
      report.reviewed(POD, skipped('late', 'waited 800 ms of 1000 ms'), 0.5)
      report.reviewed(OTHER, skipped('not_a_pod', 'UPDATE v1/pods'), 0.5)
      report.reviewed(POD, skipped('excluded'), 0.5)
    },
    log: [
      'debug: shop: late waited 700 ms of 1000 ms {"uid":"u-1"}',
      'warn: late: the first of its kind: waited 700 ms of 1000 ms',
      'debug: shop: late waited 800 ms of 1000 ms {"uid":"u-1"}',
      'debug: a review: not_a_pod UPDATE v1/pods {"uid":"u-2"}',
      'warn: not_a_pod: the first of its kind: UPDATE v1/pods',
      'debug: shop: excluded {"uid":"u-1"}',
    ],
    metrics: [
      'reviews_total{decision="skipped",reason="late"} 2',
      'reviews_total{decision="skipped",reason="not_a_pod"} 1',
      'reviews_total{decision="skipped",reason="excluded"} 1',
      'review_duration_seconds_sum 2',
      'review_duration_seconds_count 4',
    ],
  },
  {
    title: 'every failure of its own',
    by: (report) => {
      for (let times = 0; times < 2; times += 1) report.reviewed(POD, FAILED, 0.5)
    },
    log: Array.from({ length: 2 }, () => 'error: a review was answered without a stamp: Error: no entropy'),
    metrics: [
      'reviews_total{decision="failed",reason="internal_error"} 2',
      'review_duration_seconds_sum 1',
      'review_duration_seconds_count 2',
    ],
  },
  {
    title: 'a uid of somebody who is not the API server, in one line that ends somewhere',
    by: (report) => report.reviewed({ ...OTHER, uid: `\n${'x'.repeat(1_000)}` }, skipped('excluded'), 0.5),
    log: [`debug: a review: excluded {"uid":"${'x'.repeat(300)}…"}`],
    metrics: [
      'reviews_total{decision="skipped",reason="excluded"} 1',
      'review_duration_seconds_sum 0.5',
      'review_duration_seconds_count 1',
    ],
  },
  {
    title: 'what was refused, once of each kind, in one line that ends somewhere',
    by: (report) => {
      report.refused('not_found', 'GET /')
      report.refused('not_found', 'GET /robots.txt')
      report.refused('not_json', `a\n\u001b[31m\u0000b ${'x'.repeat(1_000)}`)
    },
    log: [
      'warn: refused, not_found: the first of its kind: GET /',
      `warn: refused, not_json: the first of its kind: a [31m b ${'x'.repeat(291)}…`,
    ],
    metrics: ['requests_refused_total{reason="not_found"} 2', 'requests_refused_total{reason="not_json"} 1'],
  },
  {
    title: 'what is on its way',
    by: (report) => {
      const ends = [report.began(), report.began(), report.began()]
      ends[1]?.()
    },
    log: [],
    metrics: ['reviews_waiting 2'],
  },
  {
    title: 'a certificate that is taken, and one that is not: the expiry is that of the one in use',
    by: (report) => {
      const notAfter = new Date('2026-08-01T12:00:00Z')
      report.identity({ is: 'usable', cert: '', key: '', notAfter, names: 'DNS:a.b.svc' })
      report.identity({ is: 'unusable', why: 'tls.key is not the key of tls.crt' })
    },
    log: [
      'info: serving a certificate for DNS:a.b.svc, until 2026-08-01T12:00:00.000Z',
      'error: no change of the certificate: tls.key is not the key of tls.crt',
    ],
    metrics: [
      'certificate_expiry_timestamp_seconds 1785585600',
      'certificate_loads_total{result="taken"} 1',
      'certificate_loads_total{result="unusable"} 1',
    ],
  },
  {
    title: 'connections that are not safe, once of each kind',
    by: (report) => {
      report.tlsFailed(failed('socket hang up', 'ECONNRESET'))
      report.tlsFailed(failed('read ECONNRESET', 'ECONNRESET'))
      report.tlsFailed(failed('refused: CERT_HAS_EXPIRED', 'CERT_HAS_EXPIRED'))
      report.tlsFailed(failed('odd'))
    },
    log: [
      'debug: a connection ended before it was safe: socket hang up',
      'warn: TLS failed: the first of its kind: socket hang up',
      'debug: a connection ended before it was safe: read ECONNRESET',
      'debug: a connection ended before it was safe: refused: CERT_HAS_EXPIRED',
      'warn: TLS failed: the first of its kind: refused: CERT_HAS_EXPIRED',
      'debug: a connection ended before it was safe: odd',
      'warn: TLS failed: the first of its kind: odd',
    ],
    metrics: ['tls_failures_total 4'],
  },
]

describe('the webhook’s report tells', () => {
  for (const { title, by, log, metrics } of CASES) {
    it(title, async () => {
      expect(await said(by)).to.deep.equal({ log, metrics })
    })
  }
})

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { LOSSES } from '../deliver/queue.ts'
import { STAMPS } from '../timeline/stamp.ts'
import { OUTCOMES } from '../timeline/verdict.ts'
import { SKIPPED } from '../tracker/counts.ts'

type Kind = 'counter' | 'gauge'

interface Definition {
  readonly kind: Kind
  readonly help: string
  readonly labels: readonly string[]
  /** Of its one label, where they are known: shown as 0 before the first, which an alert must not miss. */
  readonly values?: readonly string[]
}

const counter = (help: string, ...labels: readonly string[]): Definition => ({ kind: 'counter', help, labels })
const gauge = (help: string, ...labels: readonly string[]): Definition => ({ kind: 'gauge', help, labels })

/** Every metric of the exporter; docs/exporter.md is checked against this table. */
export const METRICS = {
  podstart_build_info: gauge('Always 1; the version is in its label.', 'version'),
  podstart_watch_requests_total: counter('Requests to the API server.', 'watch', 'watched_namespace', 'verb'),
  podstart_watch_items_total: counter(
    'Objects and bookmarks that the watches brought.',
    'watch',
    'watched_namespace',
    'type',
  ),
  podstart_watch_interruptions_total: counter(
    'Lists and watches that ended, by how.',
    'watch',
    'watched_namespace',
    'reason',
  ),
  podstart_watch_unreadable_lines_total: counter(
    'Lines of a watch that are no event; passed over.',
    'watch',
    'watched_namespace',
  ),
  podstart_watch_up: gauge('1 while the watch is open and up to date.', 'watch', 'watched_namespace'),
  podstart_watch_last_byte_timestamp_seconds: gauge(
    'When the last byte came, bookmarks included.',
    'watch',
    'watched_namespace',
  ),
  podstart_watch_blind_seconds_total: counter('Time in which the watch could not see.', 'watch', 'watched_namespace'),
  podstart_pods_vanished_total: counter('Pods under way that a list after a gap no longer had.'),
  podstart_pods_tracked: gauge('Pods whose startup is under way, or that were listed just now.'),
  podstart_startups_total: { ...counter('Startups that are over, by outcome.', 'outcome'), values: OUTCOMES },
  podstart_startups_unsampled_total: counter('Startups that were not sent: their stamp says not sampled.'),
  podstart_stamps_total: { ...counter('Startups by what became of their stamp.', 'stamp'), values: STAMPS },
  podstart_skipped_total: {
    ...counter('What was left out or understood only in part, by kind.', 'kind'),
    values: SKIPPED,
  },
  podstart_recording_failures_total: counter('Recordings that could not be kept whole.'),
  podstart_spans_sent_total: counter('Spans that the collector took.'),
  podstart_spans_dropped_total: { ...counter('Spans that were not delivered, by reason.', 'reason'), values: LOSSES },
  podstart_export_failures_total: counter('Requests to the collector that will be tried again.'),
  podstart_queue_spans: gauge('Spans that wait for the collector.'),
  podstart_queue_age_seconds: gauge('How long the oldest trace in the queue has waited.'),
} as const satisfies Readonly<Record<string, Definition>>

export type MetricName = keyof typeof METRICS
export type CounterName = { [N in MetricName]: N extends `${string}_total` ? N : never }[MetricName]
export type GaugeName = Exclude<MetricName, CounterName>
type Labels = Readonly<Record<string, string>>

export interface Metrics {
  count(name: CounterName, labels?: Labels, by?: number): void
  set(name: GaugeName, labels: Labels, value: number): void
  /** Asked when somebody looks. */
  measure(name: GaugeName, read: () => number): void
  /** Seconds. */
  exported(seconds: number): void
  /** Prometheus' text format, and its content type. */
  text(): Promise<string>
  readonly contentType: string
}

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createMetrics(version: string): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counters = new Map<string, Counter>()
  const gauges = new Map<string, Gauge>()
  const readers = new Map<GaugeName, () => number>()
  for (const [name, { kind, help, labels, values = [] }] of Object.entries(METRICS) as [MetricName, Definition][]) {
    const settings = { name, help, labelNames: [...labels], registers: [registry] }
    if (kind === 'counter') counters.set(name, new Counter(settings))
    else gauges.set(name, new Gauge(settings))
    for (const value of values) counters.get(name)?.inc({ [labels[0] ?? '']: value }, 0)
  }
  const duration = new Histogram({
    name: EXPORT_DURATION,
    help: 'How long a request to the collector took, with its retries.',
    buckets: BUCKETS,
    registers: [registry],
  })
  gauges.get('podstart_build_info')?.set({ version }, 1)
  return {
    count: (name, labels = {}, by = 1) => counters.get(name)?.inc(labels, by),
    set: (name, labels, value) => gauges.get(name)?.set(labels, value),
    measure: (name, read) => void readers.set(name, read),
    exported: (seconds) => duration.observe(seconds),
    text() {
      for (const [name, read] of readers) gauges.get(name)?.set(read())
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}

export const EXPORT_DURATION = 'podstart_export_duration_seconds'

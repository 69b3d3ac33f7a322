import { line, quantileOf, rate } from './line.ts'
import type { PanelSpec } from './panel.ts'
import { total } from './promql.ts'

export const watches: readonly PanelSpec[] = [
  line({
    title: 'Watches that are up',
    description: '1 while the watch is open and up to date.',
    queries: [['{{watch}} {{watched_namespace}}', 'min by (watch, watched_namespace) (podstart_watch_up)']],
  }),
  line({
    title: 'Watch lag, p99',
    description:
      'From the exact time in an object to its arrival. It widens what arrivals tell: a busy API server, or an exporter without CPU.',
    unit: 's',
    queries: [['{{watch}}', quantileOf(0.99, 'podstart_watch_lag_seconds', 'watch')]],
  }),
  line({
    title: 'Last byte',
    description: 'How long ago the last byte came, bookmarks included. Some minutes are usual for events.',
    unit: 's',
    queries: [
      [
        '{{watch}} {{watched_namespace}}',
        'max by (watch, watched_namespace) (time() - podstart_watch_last_byte_timestamp_seconds)',
      ],
    ],
  }),
  line({
    title: 'Interruptions',
    description:
      'Lists and watches that ended, by how. A few an hour are usual; many: the API server, or what is between.',
    queries: [['{{watch}} {{reason}}', total('watch_interruptions_total', 'watch, reason', '')]],
  }),
  line({
    title: 'Blind time',
    description:
      'Seconds in which a watch could not see, and pods that were gone afterwards. Startups that fall into it are told less exactly.',
    queries: [
      ['{{watch}} blind, s', total('watch_blind_seconds_total', 'watch', '')],
      ['pods vanished', 'sum(increase(podstart_pods_vanished_total[$__rate_interval]))'],
    ],
  }),
  line({
    title: 'Items and requests',
    description: 'What the watches bring, and what they ask for.',
    queries: [
      ['{{watch}} {{type}}', rate('podstart_watch_items_total', 'watch, type')],
      ['requests: {{watch}} {{verb}}', rate('podstart_watch_requests_total', 'watch, verb')],
    ],
  }),
]

export const delivery: readonly PanelSpec[] = [
  line({
    title: 'Queue',
    description: 'Spans that wait for the collector. At queueSpans (50,000) the oldest are lost.',
    queries: [['{{instance}}', 'podstart_queue_spans']],
  }),
  line({
    title: 'Age of the queue',
    description: 'How long the oldest trace has waited. A line that climbs: the collector takes nothing.',
    unit: 's',
    queries: [['{{instance}}', 'podstart_queue_age_seconds']],
  }),
  line({
    title: 'Export, p99',
    description: 'How long a request to the collector took, with its retries.',
    unit: 's',
    queries: [['p99', quantileOf(0.99, 'podstart_export_duration_seconds')]],
  }),
  line({
    title: 'Spans sent',
    description: 'What the collector took, and requests that will be tried again.',
    queries: [
      ['sent', 'sum(increase(podstart_spans_sent_total[$__rate_interval]))'],
      ['tried again', 'sum(increase(podstart_export_failures_total[$__rate_interval]))'],
    ],
  }),
  line({
    title: 'Spans dropped',
    description:
      'queue_full: the collector was away for too long; refused, partly_refused: it does not want them, its log says why; stopped: the exporter ended first.',
    queries: [['{{reason}}', rate('podstart_spans_dropped_total', 'reason')]],
  }),
  line({
    title: 'Startups sent, or not',
    description: 'By the sampling decision and its reason. Metrics count all of them.',
    queries: [['{{decision}}: {{reason}}', `${rate('podstart_sampling_total', 'decision, reason')} > 0`]],
  }),
]

export const understanding: readonly PanelSpec[] = [
  line({
    title: 'Inexact stages',
    description:
      'Stages that are not known exactly enough for the histograms. Many pulls: Events get lost; schedule and etcd write: clocks disagree, or pods have no stamp.',
    queries: [['{{stage}}', total('stage_inexact_total', 'stage', '')]],
  }),
  line({
    title: 'Clock offsets',
    signed: true,
    description:
      'How far a clock runs ahead of the exporter’s. Above 0.1 s: look at the time synchronisation of that machine.',
    unit: 's',
    queries: [['{{clock}}', 'podstart_clock_offset_seconds']],
  }),
  line({
    title: 'Not understood, or left out',
    description:
      'docs/exporter.md has a line on each kind. unknown_event_reason and unknown_event_text: a Kubernetes that podstart does not know yet.',
    queries: [
      ['{{kind}}', `${rate('podstart_skipped_total', 'kind')} > 0`],
      ['unreadable lines of {{watch}}', total('watch_unreadable_lines_total', 'watch', '')],
      ['recordings not whole', 'sum(increase(podstart_recording_failures_total[$__rate_interval]))'],
    ],
  }),
  line({
    title: 'Labels without room',
    description: 'Observations that went to "other". docs/metrics.md names the setting of each label.',
    queries: [['{{metric}} {{label}}', total('metric_overflow_total', 'metric, label', '')]],
  }),
  line({
    title: 'Pods under way',
    description: 'Startups held in memory; at maxPods (100,000) the oldest go.',
    queries: [['pods', 'sum(podstart_pods_tracked)']],
  }),
  line({
    title: 'Memory, and CPU',
    description: 'Of exporter and webhook. Full CPU widens the bounds of what arrivals tell.',
    queries: [
      ['{{job}} bytes', 'process_resident_memory_bytes and on (job, instance) podstart_build_info'],
      ['{{job}} CPU', 'rate(process_cpu_seconds_total[$__rate_interval]) and on (job, instance) podstart_build_info'],
    ],
  }),
]

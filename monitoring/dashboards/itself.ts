import { delivery, understanding, watches } from './itself-exporter.ts'
import { line, quantileOf, rate, stat } from './line.ts'
import type { DashboardSpec, PanelSpec } from './panel.ts'

const health: readonly PanelSpec[] = [
  stat(
    'Alerts',
    'Alerts of podstart that fire now; docs/runbook.md has a section on each.',
    'short',
    'count(ALERTS{alertname=~"Podstart.+", alertstate="firing"}) or vector(0)',
    'firing',
    [1, 2],
  ),
  stat(
    'Version',
    'Two versions: an update is under way, or was not finished.',
    'none',
    'count by (version) (podstart_build_info)',
    '{{version}}',
  ),
  stat(
    'Watches that are up',
    'Below 1 podstart does not see what happens: its log says why.',
    'percentunit',
    'avg(podstart_watch_up)',
    'up',
  ),
  stat(
    'Oldest trace in the queue',
    'Grows while the collector takes nothing.',
    's',
    'max(podstart_queue_age_seconds)',
    'age',
    [30, 60],
  ),
  stat(
    'Spans lost',
    'In the time shown. More than 0: "Spans dropped" says why.',
    'short',
    'sum(increase(podstart_spans_dropped_total[$__range]))',
    'lost',
    [1, 2],
  ),
  stat(
    'Certificate ends in',
    'Of the webhook. It should be renewed when a third of its life is left: podstart certs --keep, or cert-manager.',
    's',
    'min((podstart_webhook_certificate_expiry_timestamp_seconds > 0) - time())',
    'ends in',
  ),
]

const webhook: readonly PanelSpec[] = [
  line({
    title: 'Decisions',
    description:
      'What became of pods at their creation. skipped: late, annotation_limit and malformed are worth a look, opted_out and excluded are as asked for. failed: the log has the error.',
    queries: [['{{decision}}: {{reason}}', `${rate('podstart_webhook_reviews_total', 'decision, reason')} > 0`]],
  }),
  line({
    title: 'Latency',
    description: 'Every new pod waits so long. Above 0.1 s it lacks CPU or replicas.',
    unit: 's',
    queries: [
      ['p50', quantileOf(0.5, 'podstart_webhook_review_duration_seconds')],
      ['p99', quantileOf(0.99, 'podstart_webhook_review_duration_seconds')],
    ],
  }),
  line({
    title: 'Startups by their stamp',
    description:
      'none: the API server did not call the webhook, or the namespace is excluded; copied: the pod was made from another one’s YAML; malformed: somebody wrote the annotation by hand.',
    queries: [['{{stamp}}', rate('podstart_stamps_total', 'stamp')]],
  }),
  line({
    title: 'Refused, and waiting',
    description:
      'Requests that were no review, by why, connections that failed, and reviews under way. client_name and TLS failures: somebody else calls, or the CA bundle is old.',
    width: 12,
    queries: [
      ['{{reason}}', `${rate('podstart_webhook_requests_refused_total', 'reason')}`],
      ['TLS failures', 'sum(increase(podstart_webhook_tls_failures_total[$__rate_interval]))'],
      ['waiting', 'sum(podstart_webhook_reviews_waiting)'],
    ],
  }),
  line({
    title: 'Certificate loads',
    description: 'unusable: the files do not fit each other, or cannot be read; the one before stays in service.',
    width: 12,
    queries: [['{{result}}', rate('podstart_webhook_certificate_loads_total', 'result')]],
  }),
]

export const itself: DashboardSpec = {
  uid: 'podstart-itself',
  title: 'podstart: itself',
  description: 'Whether podstart sees all, understands it, and delivers it.',
  choices: [],
  rows: [
    { title: 'Health', panels: health },
    { title: 'Webhook', panels: webhook },
    { title: 'Watches', panels: watches },
    { title: 'Delivery', panels: delivery },
    { title: 'Understanding', panels: understanding },
  ],
}

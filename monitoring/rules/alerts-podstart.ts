import type { Alert } from './rule.ts'

/** The webhook was there within the last day: who runs the exporter alone hears nothing of webhooks. */
const HAS_WEBHOOK = 'count(count_over_time(podstart_webhook_reviews_waiting[1d]))'

const UNSTAMPED = 'sum(increase(podstart_stamps_total{stamp!~"trusted|exempt"}[15m]))'

/** Of podstart itself. */
export const podstartAlerts: readonly Alert[] = [
  {
    alert: 'PodstartExporterAbsent',
    expr: 'absent(podstart_pods_tracked)',
    for: '5m',
    severity: 'critical',
    summary: 'No exporter of podstart answers: startups are neither traced nor counted.',
    description: 'It is not running, or Prometheus does not reach its /metrics.',
  },
  {
    alert: 'PodstartWebhookAbsent',
    expr: `${HAS_WEBHOOK} unless on () count(podstart_webhook_reviews_waiting)`,
    for: '5m',
    severity: 'warning',
    summary: 'No webhook of podstart answers, of {{ $value }} that did within a day: new pods have no stamp.',
    description: 'Pods start all the same; their traces begin later, and link to nothing.',
  },
  {
    alert: 'PodstartPodsUnstamped',
    expr: `${UNSTAMPED} / sum(increase(podstart_stamps_total{stamp!="exempt"}[15m])) > 0.1
  and ${UNSTAMPED} > 5
  and on () ${HAS_WEBHOOK}`,
    for: '15m',
    severity: 'warning',
    summary: '{{ $value | humanizePercentage }} of the startups have no stamp of their own, though there is a webhook.',
    description:
      'The API server does not call the webhook, gives up on it, or has a stamp copied from another pod. The dashboard "podstart: itself" shows which.',
  },
  {
    alert: 'PodstartWebhookFailing',
    expr: `sum by (reason) (
  increase(podstart_webhook_reviews_total{decision="failed"}[10m])
  or increase(podstart_webhook_requests_refused_total{reason!~"not_found|aborted"}[10m])
) > 0`,
    for: '0s',
    severity: 'warning',
    summary:
      'The webhook left {{ $value | printf "%.0f" }} pods without a stamp within 10 minutes: {{ $labels.reason }}.',
    description: 'Its log has a line on each. Pods were admitted all the same.',
  },
  {
    alert: 'PodstartWebhookLate',
    expr: 'sum(increase(podstart_webhook_reviews_total{reason="late"}[10m])) > 5',
    for: '0s',
    severity: 'warning',
    summary:
      'The webhook left {{ $value | printf "%.0f" }} pods without a stamp within 10 minutes: they had waited too long.',
    description: 'More reviews come than it answers in time: it lacks CPU, or replicas.',
  },
  {
    alert: 'PodstartWebhookSlow',
    expr: 'histogram_quantile(0.99, sum by (le) (rate(podstart_webhook_review_duration_seconds_bucket[10m]))) > 0.5',
    for: '5m',
    severity: 'warning',
    summary: '1 % of the pods wait {{ $value | humanizeDuration }} or more for the webhook at their creation.',
    description: 'It lacks CPU, or replicas. The dashboard "podstart: itself" shows since when.',
  },
  {
    alert: 'PodstartWatchStale',
    expr: `podstart_watch_up == 0
  or on (job, instance, watch, watched_namespace) time() - podstart_watch_last_byte_timestamp_seconds > 1200`,
    for: '5m',
    severity: 'critical',
    summary:
      'The watch of {{ $labels.watch }}{{ with $labels.watched_namespace }} in namespace {{ . }}{{ end }} of {{ $labels.instance }} is not up to date.',
    description:
      'What happens meanwhile is told late and less exactly; after 5 minutes pods that came and went are missed.',
  },
  {
    alert: 'PodstartBacklogGrowing',
    expr: 'podstart_queue_age_seconds > 60',
    for: '5m',
    severity: 'warning',
    summary: 'The oldest trace of {{ $labels.instance }} has waited {{ $value | humanizeDuration }} for the collector.',
    description:
      'The collector does not take traces, or not as fast as they come. When the queue is full the oldest are lost.',
  },
  {
    alert: 'PodstartSpansDropped',
    expr: 'sum by (job, instance, reason) (increase(podstart_spans_dropped_total[15m])) > 0',
    for: '0s',
    severity: 'critical',
    summary: '{{ $labels.instance }} lost {{ $value | printf "%.0f" }} spans within 15 minutes: {{ $labels.reason }}.',
    description: 'Their traces are not in the backend, or not whole. The metrics have counted their startups.',
  },
  {
    alert: 'PodstartCertificateEnds',
    expr: '(podstart_webhook_certificate_expiry_timestamp_seconds > 0) - time() < 7 * 86400',
    for: '10m',
    severity: 'critical',
    summary:
      'The certificate of webhook {{ $labels.instance }} ends in {{ $value | humanizeDuration }}; then no pod gets a stamp.',
    description: 'It should have been renewed when a third of its life was left.',
  },
]

import { SKIPS } from '../admission/decide.ts'
import { BUILD_INFO, counter, counterOf, gauge, histogram } from '../serve/metric-table.ts'
import type { Metrics } from '../serve/metrics.ts'

/** Why a request was no review; the API server then creates the pod without a stamp. */
export const REFUSALS = [
  'not_found',
  'not_json',
  'not_a_review',
  'too_large',
  'no_room',
  'aborted',
  'client_name',
  'internal_error',
] as const

export type Refusal = (typeof REFUSALS)[number]

/** Every metric of the webhook; docs/webhook.md is checked against this table. */
export const WEBHOOK_METRICS = {
  ...BUILD_INFO,
  podstart_webhook_reviews_total: {
    ...counter('Reviews answered, by what was decided and why; each of them allowed.', 'decision', 'reason'),
    known: [
      { decision: 'stamped', reason: 'stamped' },
      ...SKIPS.map((reason) => ({ decision: 'skipped', reason })),
      { decision: 'failed', reason: 'internal_error' },
    ],
  },
  podstart_webhook_review_duration_seconds: histogram(
    'From the arrival of a review to its answer.',
    [0.000_5, 0.001, 0.002, 0.003, 0.004, 0.005, 0.007_5, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  ),
  podstart_webhook_requests_refused_total: counterOf('Requests that were no review, by why.', 'reason', REFUSALS),
  podstart_webhook_reviews_waiting: gauge('Reviews that have begun to arrive and are not answered yet.'),
  podstart_webhook_tls_failures_total: counter('Connections that ended before they were safe.'),
  podstart_webhook_certificate_expiry_timestamp_seconds: gauge(
    'When the certificate that is served ends; 0 without one.',
  ),
  podstart_webhook_certificate_loads_total: counterOf(
    'Certificate files taken over, and such as could not be.',
    'result',
    ['taken', 'unusable'],
  ),
} as const

export type WebhookMetrics = Metrics<typeof WEBHOOK_METRICS>

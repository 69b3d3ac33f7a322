import { LOSSES } from '../../deliver/queue.ts'
import { counter, counterOf, gauge, histogram } from '../../serve/metric-table.ts'

/** Of traces on their way to the collector. */
export const DELIVERY_METRICS = {
  podstart_spans_sent_total: counter('Spans that the collector took.'),
  podstart_spans_dropped_total: counterOf('Spans that were not delivered, by reason.', 'reason', LOSSES),
  podstart_export_failures_total: counter('Requests to the collector that will be tried again.'),
  podstart_queue_spans: gauge('Spans that wait for the collector.'),
  podstart_queue_age_seconds: gauge('How long the oldest trace in the queue has waited.'),
  podstart_export_duration_seconds: histogram(
    'How long a request to the collector took, with its retries.',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  ),
} as const

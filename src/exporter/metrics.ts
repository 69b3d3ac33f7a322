import { BUILD_INFO, counter } from '../serve/metric-table.ts'
import type { Metrics } from '../serve/metrics.ts'
import { DELIVERY_METRICS } from './metrics/delivery.ts'
import { PULL_METRICS } from './metrics/pulls.ts'
import { STARTUP_METRICS } from './metrics/startups.ts'
import { WATCH_METRICS } from './metrics/watches.ts'

/** Every metric of the exporter; docs/metrics.md is checked against this table. */
export const EXPORTER_METRICS = {
  ...BUILD_INFO,
  ...STARTUP_METRICS,
  ...PULL_METRICS,
  ...WATCH_METRICS,
  ...DELIVERY_METRICS,
  podstart_metric_overflow_total: counter(
    'Observations whose label went to `other`, or was left out, for want of room.',
    'metric',
    'label',
  ),
} as const

export type ExporterMetrics = Metrics<typeof EXPORTER_METRICS>

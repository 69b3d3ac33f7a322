import type { Queue } from '../deliver/queue.ts'
import type { Tracker } from '../tracker/tracker.ts'
import type { ExporterMetrics } from './metrics.ts'

/** What is read when somebody looks. */
export function measureState(metrics: ExporterMetrics, trackers: readonly Tracker[], queue: Queue): void {
  metrics.measure('podstart_pods_tracked', () => trackers.reduce((all, { pods }) => all + pods, 0))
  metrics.measure('podstart_queue_spans', () => queue.spans)
  metrics.measure('podstart_queue_age_seconds', () => queue.age() / 1_000)
  metrics.measureAll('podstart_pods_stuck', () =>
    trackers.flatMap(({ stuck }) =>
      [...stuck.values()].map(({ stage, reason, namespace }) => ({ labels: { stage, reason, namespace }, value: 1 })),
    ),
  )
}

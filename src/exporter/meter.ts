import { usesOf } from '../insight/pull-sample.ts'
import type { WatchItem } from '../observe/observe.ts'
import { measurementsOf, type Measurement } from '../telemetry/measurements.ts'
import { createPullJudge } from '../tracker/pull-judge.ts'
import type { ExporterMetrics } from './metrics.ts'
import type { Told } from './pipeline.ts'
import { createRevisions } from './revisions.ts'

/** Keeps what startups tell in numbers. */
export interface Meter {
  item(item: WatchItem): void
  told(told: Pick<Told, 'startup' | 'trace'>): void
}

export interface MeterRules {
  /** Whether a trace that is told goes to a collector: only then an exemplar names it. */
  readonly sends: boolean
  /** How many workloads may have a revision, and for how many milliseconds without a new pod. */
  readonly workloads: number
  readonly life: number
  /** Milliseconds, of a clock that only goes forward. */
  readonly now: () => number
}

export function createMeter(metrics: ExporterMetrics, { sends, workloads, life, now }: MeterRules): Meter {
  const judge = createPullJudge()
  const revisions = createRevisions(workloads, life, now)
  metrics.measureAll('podstart_workload_revision_info', () =>
    revisions.all().map(({ namespace, workload, revision }) => ({
      labels: { namespace, workload, revision },
      value: 1,
    })),
  )
  return {
    item: (item) => revisions.take(item),
    told({ startup, trace }) {
      const traceId = sends ? trace?.[0]?.traceId : undefined
      const all = measurementsOf(startup, (pull) => judge.movedNothing(pull))
      for (const one of all) record(metrics, one, traceId)
      for (const use of usesOf(startup)) judge.used(use)
    },
  }
}

function record(metrics: ExporterMetrics, one: Measurement, traceId: string | undefined): void {
  if ('observe' in one) metrics.observe(one.observe, one.value, one.labels, traceId)
  else if ('count' in one) metrics.count(one.count, one.labels, one.by)
  else metrics.set(one.set, one.labels, one.value)
}

import type { Recording } from './rule.ts'

/** What each counter is recorded by; the rest of its labels is summed up. */
const STARTUP = ['namespace', 'workload', 'outcome']
const STAGE = ['stage', 'namespace', 'workload']
const PULL = ['node', 'registry', 'repository']

const COUNTED: readonly (readonly [metric: string, by: readonly string[]])[] = [
  ...histogram('startup_duration_seconds', STARTUP),
  ...histogram('stage_duration_seconds', STAGE),
  ...histogram('image_pull_wait_seconds', PULL),
  ...histogram('image_pull_transfer_seconds', PULL),
  ...histogram('image_pull_size_bytes', ['registry', 'repository']),
  ['image_pulls_total', [...PULL, 'result']],
  ['stages_total', STAGE],
  ['stage_seconds_total', STAGE],
  ['stage_inexact_total', ['stage']],
  ['watch_interruptions_total', ['watch', 'reason']],
  ['watch_blind_seconds_total', ['watch']],
  ['watch_unreadable_lines_total', ['watch']],
  ['metric_overflow_total', ['metric', 'label']],
]

function histogram(name: string, by: readonly string[]): typeof COUNTED {
  return [
    [`${name}_bucket`, [...by, 'le']],
    [`${name}_sum`, by],
    [`${name}_count`, by],
  ]
}

/** The recorded increases of a metric, such as `increased('stages_total')`. */
export const increased = (metric: string): string => `podstart:${metric}:increase`

/** Prometheus was away for less than this: what came meanwhile counts once it is back. */
const AWAY = '10m'

/**
 * What was added to each counter since the evaluation before. Sums of it are exact, where `increase()` misses all that a
 * series begins with: a workload's only rollout of the day, told between two scrapes, would not be there.
 *
 * A series that is smaller than before began again, and one that is new began at 0: unless its exporter is new to
 * Prometheus as well, which then does not know when its counters grew.
 *
 * @param step between two evaluations
 */
export const increases = (step: string): readonly Recording[] =>
  COUNTED.map(([name, by]) => {
    const metric = `podstart_${name}`
    return {
      record: increased(name),
      expr: `sum by (${by.join(', ')}) (
  (${metric} - last_over_time(${metric}[${AWAY}] offset ${step})) >= 0
  or ${metric} and on (job, instance) podstart_build_info offset ${step}
)`,
    }
  })

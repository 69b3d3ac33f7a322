import { increased } from './increases.ts'
import type { Recording } from './rule.ts'

const over1h = (metric: string): string => `sum_over_time(${increased(metric)}[1h])`

/** As `ofRevision('stage_seconds_total')`: the increases by revision of the workload. */
export const ofRevision = (metric: string): string => `podstart:${metric}:increase_by_revision`

/** During a restart two exporters tell a revision each: one of them is enough, and all that a join may find. */
const NEWEST =
  'topk by (namespace, workload) (1, max by (namespace, workload, revision) (podstart_workload_revision_info))'

const byRevision = (metric: string, selector = ''): Recording => ({
  record: ofRevision(metric),
  expr: `${increased(metric)}${selector}
  * on (namespace, workload) group_left (revision)
${NEWEST}`,
})

/** What was told while a revision was the newest: a startup is told some 15 s after its pod is ready. */
export const revisions: readonly Recording[] = [
  byRevision('stage_seconds_total'),
  byRevision('stages_total'),
  byRevision('startup_duration_seconds_sum', '{outcome="ready"}'),
  byRevision('startup_duration_seconds_count', '{outcome="ready"}'),
]

export const PULL_SECONDS = 'podstart:image_pull_transfer_seconds_sum:increase1h'
export const PULL_COUNT = 'podstart:image_pull_transfer_seconds_count:increase1h'
/** How long the pulls of a node would have taken at the others' mean; of repositories that others pulled, too. */
export const PULL_EXPECTED = 'podstart:image_pull_transfer_seconds:expected1h'
export const NODE_SLOWNESS = 'podstart:node_pull_slowness:ratio1h'
/** What that rests on. */
export const NODE_COMPARED = 'podstart:node_pulls_compared:increase1h'

const othersOf = (series: string): string =>
  `(sum by (registry, repository) (${series}) - on (registry, repository) group_right () ${series})`

/**
 * A node's pulls against the other nodes' of the same repositories: 2 is twice as long. Each repository counts by the
 * node's own pulls of it, so that a node is not slow because it pulls large images.
 */
export const nodes: readonly Recording[] = [
  { record: PULL_SECONDS, expr: over1h('image_pull_transfer_seconds_sum') },
  { record: PULL_COUNT, expr: over1h('image_pull_transfer_seconds_count') },
  {
    record: PULL_EXPECTED,
    expr: `(${PULL_COUNT} > 0)
  * ${othersOf(PULL_SECONDS)}
  / (${othersOf(PULL_COUNT)} > 0)`,
  },
  {
    record: NODE_SLOWNESS,
    expr: `sum by (node) (${PULL_SECONDS} and ${PULL_EXPECTED}) / sum by (node) (${PULL_EXPECTED})`,
  },
  { record: NODE_COMPARED, expr: `sum by (node) (${PULL_COUNT} and ${PULL_EXPECTED})` },
]

export const STARTUP_P99 = 'podstart:startup_duration_seconds:p99_1h'
export const STARTUP_COUNT = 'podstart:startup_duration_seconds_count:increase1h'
/** The one place to change: how long a startup may take. */
export const STARTUP_LIMIT = 'podstart:startup_limit_seconds'

export const startups: readonly Recording[] = [
  { record: STARTUP_LIMIT, expr: 'vector(60)' },
  {
    record: STARTUP_P99,
    expr: `histogram_quantile(0.99, sum by (namespace, workload, le) (
  sum_over_time(${increased('startup_duration_seconds_bucket')}{outcome="ready"}[1h])
))`,
  },
  {
    record: STARTUP_COUNT,
    expr: `sum by (namespace, workload) (sum_over_time(${increased('startup_duration_seconds_count')}{outcome="ready"}[1h]))`,
  },
]

export const FAILED_PULLS = 'podstart:failed_image_pulls:increase15m'
export const PULL_ATTEMPTS = 'podstart:image_pull_attempts:increase15m'

const pulls15m = (results: string): string =>
  `sum by (registry) (sum_over_time(${increased('image_pulls_total')}{result=~"${results}"}[15m]))`

/** Cached images are left out: nobody asked the registry. */
export const registries: readonly Recording[] = [
  { record: FAILED_PULLS, expr: pulls15m('failed') },
  { record: PULL_ATTEMPTS, expr: pulls15m('failed|pulled|present') },
]

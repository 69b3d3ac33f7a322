import type { DashboardSpec, PanelLink, PanelSpec } from './panel.ts'
import { exemplarsOf, mean, nameOf, quantile, QUANTILES, shown, total } from './promql.ts'
import { begunAt, meanByRevision, startupsByRevision, slowerStages, slowerStartups } from './revisions.ts'

const OWN = 'namespace=~"$namespace", workload=~"$workload"'
const READY = `${OWN}, outcome="ready"`

/** Opens Jaeger's search in Explore; what is written in braces is a column of the row that was clicked. */
const jaegerSearch = (workload: string): string =>
  `/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(
    JSON.stringify({
      traces: {
        datasource: 'DATASOURCE',
        queries: [{ refId: 'A', queryType: 'search', service: 'SERVICE', operation: 'pod startup' }],
        range: { from: 'FROM', to: 'TO' },
      },
    }),
  )
    .replace('DATASOURCE', '${jaeger}')
    .replace('SERVICE', `pods%2F${workload}`)
    .replace('FROM', '${__from}')
    .replace('TO', '${__to}')}`

const TRACES: PanelLink = { title: 'Traces of this workload', url: jaegerSearch('${__data.fields.workload}') }

const overview: readonly PanelSpec[] = [
  {
    kind: 'stat',
    title: 'Startups',
    description:
      'Startups that were over in the time shown, by outcome. Crashed, failed and stuck ones: see "Stuck now" below, and the traces by podstart.outcome.',
    unit: 'short',
    width: 10,
    queries: [
      { expr: `round(${total('startup_duration_seconds_count', 'outcome', OWN, shown)}) > 0`, legend: '{{outcome}}' },
    ],
  },
  {
    kind: 'stat',
    title: 'Time to ready',
    description:
      'Of the pods that got ready in the time shown. The limit of the alert PodstartStartupsSlow is podstart:startup_limit_seconds.',
    unit: 's',
    width: 8,
    queries: QUANTILES.map((q) => ({
      expr: quantile(q, 'startup_duration_seconds', '', READY, shown),
      legend: nameOf(q),
    })),
  },
  {
    kind: 'stat',
    title: 'Stuck now',
    description: 'Pods that were not ready at their deadline, and still are not. podstart report names them.',
    unit: 'short',
    width: 6,
    limits: [1, 5],
    queries: [{ expr: 'sum(podstart_pods_stuck{namespace=~"$namespace"}) or vector(0)', legend: 'stuck' }],
  },
  {
    kind: 'heatmap',
    title: 'Startups by how long they took',
    description:
      'Pods that got ready. Each diamond is one startup: a click on it opens its trace in Jaeger (docs/monitoring.md tells how Prometheus and Grafana are set up for that).',
    unit: 's',
    width: 12,
    queries: [
      { expr: total('startup_duration_seconds_bucket', 'le', READY), legend: '{{le}}' },
      { expr: exemplarsOf('startup_duration_seconds', READY), legend: 'one startup', exemplars: true },
    ],
  },
  {
    kind: 'timeseries',
    title: 'Outcomes',
    description:
      'Startups that were over, by outcome. Where others than ready and completed grow: Jaeger, tag podstart.outcome.',
    unit: 'short',
    width: 12,
    stacked: true,
    queries: [{ expr: `${total('startup_duration_seconds_count', 'outcome', OWN)} > 0`, legend: '{{outcome}}' }],
  },
]

const EACH_STAGE = { expr: exemplarsOf('stage_duration_seconds', OWN), legend: 'one stage', exemplars: true } as const

const stagePanel = (q: number): PanelSpec => ({
  kind: 'timeseries',
  title: `Stages, ${nameOf(q)}`,
  description: `How long each stage took, of stages that are known exactly enough.${q === 0.99 ? ' Diamonds are single stages; a click opens the trace.' : ''} "Which stage costs most" is where to begin.`,
  unit: 's',
  width: 8,
  queries: [
    { expr: quantile(q, 'stage_duration_seconds', 'stage', OWN), legend: '{{stage}}' },
    // Single ones are far above the median: they would press its line flat.
    ...(q === 0.99 ? [EACH_STAGE] : []),
  ],
})

const INEXACT = total('stage_inexact_total', 'stage', '', shown)
const ALL = total('stages_total', 'stage', '', shown)

const stages: readonly PanelSpec[] = [
  {
    kind: 'bargauge',
    title: 'Which stage costs most',
    description:
      'All time spent in each stage, added up over the pods, by the best estimates. The longest bar is where work pays off: pull (smaller images, a nearer registry), probe (periodSeconds, a faster program), schedule (capacity), pod setup (volumes, network).',
    unit: 's',
    width: 8,
    queries: [{ expr: `sort_desc(${total('stage_seconds_total', 'stage', OWN, shown)})`, legend: '{{stage}}' }],
  },
  {
    kind: 'bargauge',
    title: 'Stages not known exactly',
    description:
      'The part of the stages that the percentiles below leave out, in all namespaces; sums and means have them, by estimates that may be off by half a second where Ready ends them. The trace of each says how exact it is.',
    unit: 'percentunit',
    width: 8,
    queries: [{ expr: `sort_desc((${INEXACT} or 0 * ${ALL}) / ${ALL})`, legend: '{{stage}}' }],
  },
  {
    kind: 'table',
    title: 'Slowest workloads',
    description: 'Of pods that got ready in the time shown. A click on a row searches its traces in Jaeger.',
    unit: 's',
    width: 8,
    links: [TRACES],
    queries: [
      {
        expr: `topk(20, ${quantile(0.95, 'startup_duration_seconds', 'namespace, workload', READY, shown)})`,
        legend: 'p95',
      },
      { expr: mean('startup_duration_seconds', 'namespace, workload', READY), legend: 'mean' },
      {
        expr: `round(${total('startup_duration_seconds_count', 'namespace, workload', READY, shown)}) > 0`,
        legend: 'pods',
        unit: 'short',
      },
    ],
  },
  ...QUANTILES.map(stagePanel),
]

const stuck: readonly PanelSpec[] = [
  {
    kind: 'table',
    title: 'Stuck now, and on what',
    description:
      'The stage that each pod stands in, and the reason that Kubernetes gives. podstart trace -n NAMESPACE POD shows one; docs/runbook.md tells what to do by reason.',
    unit: 'short',
    width: 12,
    queries: [
      { expr: 'sum by (namespace, stage, reason) (podstart_pods_stuck{namespace=~"$namespace"}) > 0', legend: 'pods' },
    ],
  },
  {
    kind: 'timeseries',
    title: 'Stuck pods by reason',
    description: 'A step up at a rollout is a bad revision; a slope is a resource that runs out.',
    unit: 'short',
    width: 12,
    stacked: true,
    queries: [{ expr: 'sum by (reason) (podstart_pods_stuck{namespace=~"$namespace"})', legend: '{{reason}}' }],
  },
]

const revisions: readonly PanelSpec[] = [
  {
    kind: 'table',
    title: 'Newest revision against the one before',
    description:
      'How much longer startups take on average since the newest revision than before; below 0 they got faster. Choose a time range with both in it.',
    unit: 's',
    width: 8,
    queries: [{ expr: `sort_desc(${slowerStartups(OWN)})`, legend: 'slower by' }],
  },
  {
    kind: 'table',
    title: 'In which stage',
    description:
      'The same by stage. A longer pull: the image grew, or its nodes are new. A longer probe: the program takes longer to get ready.',
    unit: 's',
    width: 16,
    queries: [{ expr: `sort_desc(${slowerStages(OWN)})`, legend: 'slower by' }],
  },
  {
    kind: 'table',
    title: 'Revisions',
    description:
      'Those that were the newest in the time shown. The revision is the label pod-template-hash or controller-revision-hash of the pods.',
    unit: 's',
    width: 24,
    links: [TRACES],
    queries: [
      { expr: begunAt(OWN), legend: 'begun', unit: 'dateTimeFromNow' },
      {
        expr: meanByRevision(OWN),
        legend: 'mean startup',
      },
      {
        expr: `round(${startupsByRevision(OWN)})`,
        legend: 'pods',
        unit: 'short',
      },
    ],
  },
]

export const startupOverview: DashboardSpec = {
  uid: 'podstart-startups',
  title: 'podstart: startup overview',
  description: 'How long pods take to start, where the time goes, what is stuck, and what a new revision changed.',
  choices: [
    { label: 'namespace', of: 'podstart_startup_duration_seconds_count' },
    { label: 'workload', of: 'podstart_startup_duration_seconds_count{namespace=~"$namespace"}' },
  ],
  rows: [
    { title: 'Startups', panels: overview },
    { title: 'Stages', panels: stages },
    { title: 'Stuck', panels: stuck },
    { title: 'Revisions', panels: revisions },
  ],
}

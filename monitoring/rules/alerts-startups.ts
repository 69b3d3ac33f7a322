import {
  FAILED_PULLS,
  NODE_COMPARED,
  NODE_SLOWNESS,
  PULL_ATTEMPTS,
  STARTUP_COUNT,
  STARTUP_LIMIT,
  STARTUP_P99,
} from './derived.ts'
import type { Alert } from './rule.ts'

/** Of the cluster's pods: podstart is well, and says what is not. */
export const startupAlerts: readonly Alert[] = [
  {
    alert: 'PodstartStartupsSlow',
    expr: `${STARTUP_P99} > scalar(${STARTUP_LIMIT})
  and on (namespace, workload) ${STARTUP_COUNT} >= 3`,
    for: '5m',
    severity: 'warning',
    summary:
      '{{ $labels.namespace }}/{{ $labels.workload }}: 1 % of its pods take {{ $value | humanizeDuration }} or more to start.',
    description:
      'p99 over the last hour, of pods that got ready. The dashboard "podstart: startup overview" shows which stage takes the time, and since which revision.',
  },
  {
    alert: 'PodstartPodsStuck',
    expr: 'sum by (namespace, stage, reason) (podstart_pods_stuck) > 0',
    for: '1m',
    severity: 'warning',
    summary:
      '{{ $value }} pods of namespace {{ $labels.namespace }} are stuck in stage "{{ $labels.stage }}": {{ $labels.reason }}.',
    description:
      'They were not ready at their deadline. podstart report -n {{ $labels.namespace }} names them, podstart trace -n {{ $labels.namespace }} POD tells why.',
  },
  {
    alert: 'PodstartNodePullsSlowly',
    expr: `${NODE_SLOWNESS} > 2
  and on (node) ${NODE_COMPARED} >= 5`,
    for: '15m',
    severity: 'warning',
    summary:
      'Node {{ $labels.node }} pulls images {{ $value | printf "%.1f" }} times slower than the other nodes pull the same repositories.',
    description:
      'Transfer times of the last hour, 5 pulls at least. podstart report --by node says how sure that is; the dashboard "podstart: image pulls by node" shows since when.',
  },
  {
    alert: 'PodstartImagePullsFailing',
    expr: `${FAILED_PULLS} / ${PULL_ATTEMPTS} > 0.2
  and ${FAILED_PULLS} >= 5`,
    for: '5m',
    severity: 'warning',
    summary: '{{ $value | humanizePercentage }} of the image pulls from {{ $labels.registry }} fail.',
    description:
      'Of the attempts of the last 15 minutes, 5 at least. The dashboard "podstart: image pulls by node" says whether it is one repository (a name or tag that is wrong, a right that is missing), one node, or the registry.',
  },
]

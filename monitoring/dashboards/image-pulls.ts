import { NODE_COMPARED, NODE_SLOWNESS, PULL_COUNT, PULL_EXPECTED, PULL_SECONDS } from '../rules/derived.ts'
import type { DashboardSpec, PanelSpec } from './panel.ts'
import { exemplarsOf, mean, nameOf, quantile, QUANTILES, shown, total } from './promql.ts'

const OWN = 'node=~"$node", registry=~"$registry"'
const [P50, P95] = QUANTILES

const byNode = (q: number, what: 'wait' | 'transfer', description: string): PanelSpec => ({
  kind: 'timeseries',
  title: `${what === 'wait' ? 'Wait' : 'Transfer'} by node, ${nameOf(q)}`,
  description,
  unit: 's',
  width: 12,
  queries: [
    { expr: quantile(q, `image_pull_${what}_seconds`, 'node', OWN), legend: '{{node}}' },
    { expr: exemplarsOf(`image_pull_${what}_seconds`, OWN), legend: 'one pull', exemplars: true },
  ],
})

const TRANSFER =
  'Download and unpacking, of pulls that moved an image. One line above the others: its disk, its network, or its way to the registry. All lines: the registry, or larger images. Diamonds are single pulls; a click opens the trace.'
const WAIT =
  'Before the transfer begins, in the queue of the node (serializeImagePulls, maxParallelImagePulls, registryPullQPS). Long where many pods start at once on a node. Diamonds are single pulls; a click opens the trace.'

const comparison: readonly PanelSpec[] = [
  {
    kind: 'bargauge',
    title: 'Each node against the others, last hour',
    description:
      'How many times as long its transfers took as those of the other nodes of the same repositories; 1 is like the others. From 2 on, with 5 pulls, the alert PodstartNodePullsSlowly is due.',
    unit: 'short',
    width: 8,
    limits: [1.5, 2],
    queries: [{ expr: `sort_desc(${NODE_SLOWNESS}{node=~"$node"})`, legend: '{{node}}' }],
  },
  {
    kind: 'table',
    title: 'What that rests on',
    description:
      'Pulls of repositories that other nodes pulled, too, in the last hour. podstart report --by node says how sure the difference is.',
    unit: 'short',
    width: 8,
    queries: [
      { expr: `${NODE_SLOWNESS}{node=~"$node"}`, legend: 'times as long' },
      { expr: `${NODE_COMPARED}{node=~"$node"}`, legend: 'pulls compared' },
    ],
  },
  {
    kind: 'table',
    title: 'By repository, last hour',
    description:
      'Mean transfer on this node, and what the other nodes took for the same repository. A node that is slow in all of them is slow; one that is slow in one had another tag, or was first.',
    unit: 's',
    width: 8,
    queries: [
      { expr: `(${PULL_SECONDS}{${OWN}} / ${PULL_COUNT}) and ${PULL_EXPECTED}`, legend: 'here' },
      { expr: `${PULL_EXPECTED}{${OWN}} / ${PULL_COUNT}`, legend: 'elsewhere' },
    ],
  },
]

const results: readonly PanelSpec[] = [
  {
    kind: 'timeseries',
    title: 'Pulls by result',
    description:
      'pulled: an image was moved; present: its layers were there; cached: nobody asked the registry; failed: each attempt. Many pulled where cached is expected: imagePullPolicy, or images that the kubelet removed to make room.',
    unit: 'short',
    width: 12,
    stacked: true,
    queries: [{ expr: total('image_pulls_total', 'result', OWN), legend: '{{result}}' }],
  },
  {
    kind: 'timeseries',
    title: 'Failures by registry',
    description:
      'Failed attempts. One registry: its limits, its certificate, its rights, or it is down. One repository only: a tag that is not there.',
    unit: 'short',
    width: 12,
    queries: [{ expr: `${total('image_pulls_total', 'registry', `${OWN}, result="failed"`)}`, legend: '{{registry}}' }],
  },
  {
    kind: 'table',
    title: 'Failures by repository and node',
    description: 'In the time shown. All nodes: the image; one node: its credentials, its network.',
    unit: 'short',
    width: 12,
    queries: [
      {
        expr: `round(${total('image_pulls_total', 'registry, repository, node', `${OWN}, result="failed"`, shown)}) > 0`,
        legend: 'failed',
      },
    ],
  },
  {
    kind: 'table',
    title: 'Largest images',
    description: 'Mean size of what was moved, and how often. Large and often is where a smaller image pays off most.',
    unit: 'decbytes',
    width: 12,
    queries: [
      {
        expr: `topk(20, ${mean('image_pull_size_bytes', 'registry, repository', 'registry=~"$registry"')})`,
        legend: 'mean size',
      },
      {
        expr: `round(${total('image_pull_size_bytes_count', 'registry, repository', 'registry=~"$registry"', shown)}) > 0`,
        legend: 'pulls',
        unit: 'short',
      },
    ],
  },
]

export const imagePulls: DashboardSpec = {
  uid: 'podstart-pulls',
  title: 'podstart: image pulls by node',
  description: 'Which node pulls slowly, which registry fails, and which images are large.',
  choices: [
    { label: 'node', of: 'podstart_image_pulls_total' },
    { label: 'registry', of: 'podstart_image_pulls_total' },
  ],
  rows: [
    { title: 'Nodes', panels: comparison },
    {
      title: 'Transfer and wait',
      panels: [
        byNode(P50, 'transfer', TRANSFER),
        byNode(P95, 'transfer', TRANSFER),
        byNode(P50, 'wait', WAIT),
        byNode(P95, 'wait', WAIT),
      ],
    },
    { title: 'Results', panels: results },
  ],
}

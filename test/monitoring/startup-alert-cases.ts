import type { SeriesTable } from '../support/promtool.ts'
import { TARGET, UP, type AlertCase } from './alert-case.ts'

/** A histogram of startups that were all told in minute 5, between these bounds. */
function startups(count: number, over: string, upTo: string): SeriesTable {
  const labels = `${TARGET}, namespace="shop", workload="checkout", outcome="ready"`
  const name = 'podstart_startup_duration_seconds'
  const late = `_x4 ${count}x100`
  return {
    ...UP,
    [`${name}_bucket{${labels}, le="${over}"}`]: `_x4 0x100`,
    [`${name}_bucket{${labels}, le="${upTo}"}`]: late,
    [`${name}_bucket{${labels}, le="+Inf"}`]: late,
    [`${name}_count{${labels}}`]: late,
    [`${name}_sum{${labels}}`]: late,
  }
}

/** Each node's pulls of one repository, all told in minute 5: how many, and how long they took together. */
function pulls(nodes: Readonly<Record<string, readonly [count: number, seconds: number]>>): SeriesTable {
  const all = Object.entries(nodes).flatMap(([node, [count, sum]]) => {
    const labels = `${TARGET}, node="${node}", registry="registry.example", repository="shop/cart"`
    const name = 'podstart_image_pull_transfer_seconds'
    return [
      [`${name}_count{${labels}}`, `_x4 ${count}x100`],
      [`${name}_sum{${labels}}`, `_x4 ${sum}x100`],
    ]
  })
  return { ...UP, ...(Object.fromEntries(all) as SeriesTable) }
}

function results(counts: Readonly<Record<string, string>>): SeriesTable {
  const all = Object.entries(counts).map(([result, values]) => [
    `podstart_image_pulls_total{${TARGET}, node="node-1", registry="registry.example", repository="shop/cart", result="${result}"}`,
    values,
  ])
  return { ...UP, ...(Object.fromEntries(all) as SeriesTable) }
}

const STUCK = `podstart_pods_stuck{${TARGET}, namespace="shop", stage="pull", reason="ImagePullBackOff"}`

export const startupCases: readonly AlertCase[] = [
  {
    alert: 'PodstartStartupsSlow',
    when: 'four pods of one rollout took between 60 s and 120 s',
    series: startups(4, '60', '120'),
    at: '12m',
    fires: {
      labels: { namespace: 'shop', workload: 'checkout' },
      summary: 'shop/checkout: 1 % of its pods take 1m 59s or more to start.',
    },
  },
  {
    alert: 'PodstartStartupsSlow',
    when: 'they took less than 60 s',
    series: startups(4, '30', '60'),
    at: '12m',
  },
  { alert: 'PodstartStartupsSlow', when: 'there were only two', series: startups(2, '60', '120'), at: '12m' },
  {
    alert: 'PodstartStartupsSlow',
    when: 'an hour has gone since',
    series: startups(4, '60', '120'),
    at: '70m',
  },
  {
    alert: 'PodstartStartupsSlow',
    when: 'Prometheus found them on an exporter that it had not known',
    series: Object.fromEntries(
      Object.entries(startups(4, '60', '120')).map(([name]) => [name, name.includes('le="60"') ? '0x100' : '4x100']),
    ),
    at: '12m',
  },
  {
    alert: 'PodstartPodsStuck',
    when: 'two pods are',
    series: { [STUCK]: '0x3 2x20' },
    at: '10m',
    fires: {
      labels: { namespace: 'shop', stage: 'pull', reason: 'ImagePullBackOff' },
      summary: '2 pods of namespace shop are stuck in stage "pull": ImagePullBackOff.',
    },
  },
  { alert: 'PodstartPodsStuck', when: 'they got ready', series: { [STUCK]: '0x3 2x3 0x20' }, at: '10m' },
  {
    alert: 'PodstartNodePullsSlowly',
    when: 'it takes 8 s for what others do in 2 s',
    series: pulls({ 'node-1': [6, 12], 'node-2': [6, 12], 'node-3': [5, 40] }),
    at: '25m',
    fires: {
      labels: { node: 'node-3' },
      summary: 'Node node-3 pulls images 4.0 times slower than the other nodes pull the same repositories.',
    },
  },
  {
    alert: 'PodstartNodePullsSlowly',
    when: 'it takes 3 s for what others do in 2 s',
    series: pulls({ 'node-1': [6, 12], 'node-2': [6, 12], 'node-3': [5, 15] }),
    at: '25m',
  },
  {
    alert: 'PodstartNodePullsSlowly',
    when: 'there were four pulls only',
    series: pulls({ 'node-1': [6, 12], 'node-2': [6, 12], 'node-3': [4, 32] }),
    at: '25m',
  },
  {
    alert: 'PodstartNodePullsSlowly',
    when: 'nobody else pulls what it pulls',
    series: pulls({ 'node-3': [20, 160] }),
    at: '25m',
  },
  {
    alert: 'PodstartImagePullsFailing',
    when: 'six of ten attempts failed, counted at once',
    series: results({ failed: '_x4 6x100', pulled: '_x2 4x100' }),
    at: '12m',
    fires: {
      labels: { registry: 'registry.example' },
      summary: '60% of the image pulls from registry.example fail.',
    },
  },
  {
    alert: 'PodstartImagePullsFailing',
    when: 'six of sixty failed',
    series: results({ failed: '_x4 6x100', pulled: '_x4 54x100' }),
    at: '12m',
  },
  { alert: 'PodstartImagePullsFailing', when: 'four failed', series: results({ failed: '_x4 4x100' }), at: '12m' },
  {
    alert: 'PodstartImagePullsFailing',
    when: 'images were there, and nothing else was pulled',
    series: results({ failed: '_x4 0x100', cached: '0+5x100' }),
    at: '12m',
  },
]

import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { LabelBounds } from '../../../src/serve/label-room.ts'
import { bounded, BUILD_INFO, counter, gauge, histogram } from '../../../src/serve/metric-table.ts'
import { createMetrics, type Sample } from '../../../src/serve/metrics.ts'

const TABLE = {
  ...BUILD_INFO,
  podstart_pulls_total: bounded(counter('P.', 'node'), 'node'),
  podstart_wait_seconds: bounded(histogram('W.', [1], 'node'), 'node'),
  podstart_stuck: bounded(gauge('S.', 'reason', 'namespace'), 'reason', 'namespace'),
  podstart_revision_info: { ...bounded(gauge('R.', 'revision'), 'revision'), leavesOut: true },
  podstart_metric_overflow_total: counter('O.', 'metric', 'label'),
} as const

const BOUNDS: LabelBounds = {
  values: { namespace: 2, workload: 2, node: 2, registry: 2, repository: 2, reason: 2, revision: 2, clock: 2 },
  sets: 8,
  life: 1_000,
}

function fresh() {
  const clock = { now: 0 }
  const metrics = createMetrics(TABLE, '1', BOUNDS, () => clock.now)
  const told = async (name: string): Promise<readonly string[]> =>
    (await metrics.text()).split('\n').filter((line) => line.startsWith(name))
  return { metrics, clock, told }
}

describe('metrics with labels that the cluster names', () => {
  it('count under other what there is no room for, and that they do', async () => {
    const { metrics, told } = fresh()
    for (const node of ['a', 'b', 'c', 'd', 'a']) metrics.count('podstart_pulls_total', { node })
    expect([...(await told('podstart_pulls')), ...(await told('podstart_metric'))]).to.deep.equal([
      'podstart_pulls_total{node="a"} 2',
      'podstart_pulls_total{node="b"} 1',
      'podstart_pulls_total{node="other"} 2',
      'podstart_metric_overflow_total{metric="podstart_pulls_total",label="node"} 2',
    ])
  })
  it('forget what nobody touched for its life, and begin at 0 when it comes back', async () => {
    const { metrics, clock, told } = fresh()
    const observe = (node: string): void => metrics.observe('podstart_wait_seconds', 1, { node })
    for (const node of ['a', 'a', 'b']) observe(node)
    clock.now = 600
    observe('b')
    clock.now = 1_000
    const before = await told('podstart_wait_seconds_count')
    observe('c')
    clock.now = 1_600
    await told('')
    observe('a')
    expect([before, await told('podstart_wait_seconds_count')]).to.deep.equal([
      ['podstart_wait_seconds_count{node="b"} 2'],
      ['podstart_wait_seconds_count{node="c"} 1', 'podstart_wait_seconds_count{node="a"} 1'],
    ])
  })
  it('forget without being asked for, too', async () => {
    const { metrics, clock, told } = fresh()
    for (const node of ['a', 'b']) metrics.count('podstart_pulls_total', { node })
    clock.now = 100_000
    metrics.count('podstart_pulls_total', { node: 'c' })
    expect(await told('podstart_pulls')).to.deep.equal(['podstart_pulls_total{node="c"} 1'])
  })
  it('pass over what is no number', async () => {
    const { metrics, told } = fresh()
    for (const value of [NaN, Infinity, 1]) metrics.observe('podstart_wait_seconds', value, { node: 'a' })
    expect(await told('podstart_wait_seconds_count')).to.deep.equal(['podstart_wait_seconds_count{node="a"} 1'])
  })
})

describe('gauges that are read', () => {
  const stuck = (reason: string, namespace: string): Sample => ({ labels: { reason, namespace }, value: 1 })

  it('add up, go to 0 when nothing is left, and are forgotten after their life', async () => {
    const { metrics, clock, told } = fresh()
    let samples = [stuck('x', 'a'), stuck('x', 'a'), stuck('y', 'b')]
    metrics.measureAll('podstart_stuck', () => samples)
    const pages = [await told('podstart_stuck')]
    samples = [stuck('x', 'a')]
    clock.now = 900
    pages.push(await told('podstart_stuck'))
    clock.now = 1_000
    pages.push(await told('podstart_stuck'))
    expect(pages).to.deep.equal([
      ['podstart_stuck{reason="x",namespace="a"} 2', 'podstart_stuck{reason="y",namespace="b"} 1'],
      ['podstart_stuck{reason="x",namespace="a"} 1', 'podstart_stuck{reason="y",namespace="b"} 0'],
      ['podstart_stuck{reason="x",namespace="a"} 1'],
    ])
  })
  it('add up under other, too', async () => {
    const { metrics, told } = fresh()
    metrics.measureAll('podstart_stuck', () => ['a', 'b', 'c', 'd'].map((namespace) => stuck('x', namespace)))
    expect(await told('podstart_stuck')).to.deep.equal([
      'podstart_stuck{reason="x",namespace="a"} 1',
      'podstart_stuck{reason="x",namespace="b"} 1',
      'podstart_stuck{reason="x",namespace="other"} 2',
    ])
  })
  it('that leave out go away at once, and have no other', async () => {
    const { metrics, told } = fresh()
    let revisions = ['1', '2', '3']
    metrics.measureAll('podstart_revision_info', () =>
      revisions.map((revision) => ({ labels: { revision }, value: 1 })),
    )
    const before = await told('podstart_revision_info')
    revisions = ['2']
    expect([before, await told('podstart_revision_info'), await told('podstart_metric')]).to.deep.equal([
      ['podstart_revision_info{revision="1"} 1', 'podstart_revision_info{revision="2"} 1'],
      ['podstart_revision_info{revision="2"} 1'],
      ['podstart_metric_overflow_total{metric="podstart_revision_info",label="revision"} 1'],
    ])
  })
})

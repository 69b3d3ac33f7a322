import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createMeter } from '../../../src/exporter/meter.ts'
import { EXPORTER_METRICS } from '../../../src/exporter/metrics.ts'
import { createMetrics } from '../../../src/serve/metrics.ts'
import { metricBounds } from '../../../src/cli/metric-bounds.ts'
import { DEFAULTS } from '../../../src/cli/settings/schema.ts'
import { spansOf } from '../../../src/telemetry/spans.ts'
import { running, setUp, startedBy, story } from '../../support/story.ts'
import { startups } from '../../support/tell.ts'

const pod = () => startedBy(setUp(story()), 'app', 100).ready(190, [running('app', 170)])

/** Trace ids on the page, after a startup whose trace was made or not, by a meter whose traces go somewhere or not. */
async function exemplars(isSampled: boolean, sends: boolean): Promise<ReadonlySet<string>> {
  const metrics = createMetrics(EXPORTER_METRICS, '1', metricBounds(DEFAULTS))
  const meter = createMeter(metrics, { sends, workloads: 9, life: 1_000, now: () => 0 })
  for (const startup of startups(pod()))
    meter.told({ startup, trace: isSampled ? spansOf(startup, { mode: 'link' }) : undefined })
  const text = await metrics.text('openmetrics')
  return new Set([...text.matchAll(/trace_id="(\w+)"/g)].map(([, id]) => id ?? ''))
}

describe('an exemplar', () => {
  it('names the trace of the startup', async () => {
    expect(await exemplars(true, true)).to.deep.equal(new Set(['11111111222243338444555555555555']))
  })
  it('names none that is not sampled', async () => {
    expect(await exemplars(false, true)).to.deep.equal(new Set())
  })
  it('names none that goes to no collector', async () => {
    expect(await exemplars(true, false)).to.deep.equal(new Set())
  })
})

describe('a workload’s revision', () => {
  it('gives its place to the next', async () => {
    const metrics = createMetrics(EXPORTER_METRICS, '1', metricBounds(DEFAULTS))
    const meter = createMeter(metrics, { sends: true, workloads: 9, life: 1_000, now: () => 0 })
    const rollOut = (revision: string): void => {
      const metadata = {
        ownerReferences: [{ kind: 'StatefulSet', name: 'db', controller: true }],
        labels: { 'controller-revision-hash': revision },
      }
      for (const item of story({ metadata }).added(5).items) meter.item(item)
    }
    const told = async () =>
      (await metrics.text()).split('\n').filter((line) => line.startsWith('podstart_workload_revision_info'))
    rollOut('db-1')
    const before = await told()
    rollOut('db-2')
    expect([before, await told()]).to.deep.equal(
      ['db-1', 'db-2'].map((revision) => [
        `podstart_workload_revision_info{namespace="shop",workload="db",revision="${revision}"} 1`,
      ]),
    )
  })
})

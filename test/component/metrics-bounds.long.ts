import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import { metricBounds, meterRules } from '../../src/cli/metric-bounds.ts'
import { DEFAULTS } from '../../src/cli/settings/schema.ts'
import { createMeter } from '../../src/exporter/meter.ts'
import { EXPORTER_METRICS, type ExporterMetrics } from '../../src/exporter/metrics.ts'
import type { Definition, Labels } from '../../src/serve/metric-table.ts'
import { createMetrics } from '../../src/serve/metrics.ts'
import { PULL_RESULTS } from '../../src/telemetry/pull-measurements.ts'
import { STAGE_NAMES } from '../../src/timeline/stage.ts'
import { OUTCOMES } from '../../src/timeline/verdict.ts'
import { heapInUse } from '../support/heap.ts'
import { running, startedBy, story, type Story } from '../support/story.ts'
import { startups } from '../support/tell.ts'
import { spansOf } from '../../src/telemetry/spans.ts'

/** What docs/metrics.md says of the worst case. */
const MOST_SERIES = 210_000
const MOST_HEAP = 150e6

const TABLE: Readonly<Record<string, Definition>> = EXPORTER_METRICS
const fresh = (): ExporterMetrics => createMetrics(EXPORTER_METRICS, '1', metricBounds(DEFAULTS))
const seriesIn = (text: string): readonly string[] => text.split('\n').filter((line) => /^[a-z]/.test(line))

const CLOSED: Readonly<Record<string, readonly string[]>> = {
  stage: [...STAGE_NAMES, 'pull+create+start', 'unknown'],
  outcome: OUTCOMES,
  result: PULL_RESULTS,
}
/** More values than there is room for, and no two labels in step. */
const VALUES: Readonly<Record<string, number>> = {
  namespace: 211,
  workload: 503,
  node: 1_009,
  registry: 23,
  repository: 509,
  reason: 53,
  revision: 1_013,
  clock: 1_019,
}

function labelsFor({ labels }: Definition, i: number): Labels {
  const value = (label: string): string => {
    const known = CLOSED[label]
    return known?.[i % known.length] ?? `${label}-${i % (VALUES[label] ?? 1)}-of-the-usual-length`
  }
  return Object.fromEntries(labels.map((label) => [label, value(label)]))
}

/** One sample of a metric; of a histogram one in each bucket, with a trace. */
function fill(metrics: ExporterMetrics, name: string, definition: Definition, i: number): void {
  const labels = labelsFor(definition, i)
  if (definition.kind === 'counter') metrics.count(name as 'podstart_image_pulls_total', labels)
  else if (definition.kind === 'gauge') metrics.set(name as 'podstart_pods_stuck', labels, 1)
  else {
    const values = [...(definition.buckets ?? []), 1e12]
    const trace = String(i).padStart(32, '0')
    for (const value of values) metrics.observe(name as 'podstart_watch_lag_seconds', value, labels, trace)
  }
}

describe('metrics, filled with all that they may hold', function () {
  this.timeout(300_000)
  let found: { readonly series: number; readonly heap: number }

  before(async () => {
    const metrics = fresh()
    await metrics.text()
    const began = heapInUse()
    for (const [name, definition] of Object.entries(TABLE)) {
      if (definition.open === undefined) continue
      for (let i = 0; i < 12_000; i += 1) fill(metrics, name, definition, i)
    }
    const text = await metrics.text('openmetrics')
    found = { series: seriesIn(text).length, heap: heapInUse() - began }
  })

  it('have the stated series, and hardly fewer', () => {
    expect(found.series).to.be.within(0.9 * MOST_SERIES, MOST_SERIES)
  })
  it('stay within the stated memory, after they were asked for, too', () => {
    expect(found.heap).to.be.below(MOST_HEAP)
  })
})

const PODS = 10_000
const NODES = 500
const IMAGES = 2_000

function podNumber(i: number): Story {
  const image = `registry-${i % 5}.example/team-${i % 40}/image-${i % IMAGES}:1`
  const one = story({
    name: `pod-${i}`,
    uid: `11111111-2222-4333-8444-${String(i).padStart(12, '0')}`,
    namespace: `team-${i % 40}`,
    containers: [{ name: 'app', image }],
    metadata: {
      ownerReferences: [{ kind: 'StatefulSet', name: `workload-${i % 800}`, controller: true }],
      labels: { 'controller-revision-hash': `rev-${i % 800}` },
    },
  })
  return startedBy(one.added(5).bound(20, `node-${i % NODES}`), 'app', 100).ready(190, [running('app', 170)])
}

describe('10,000 pods on 500 nodes with 2,000 images', function () {
  this.timeout(300_000)
  let found: { readonly samples: readonly string[]; readonly heap: number }

  before(async () => {
    const metrics = fresh()
    const meter = createMeter(metrics, meterRules(DEFAULTS, true))
    await metrics.text()
    const began = heapInUse()
    for (let i = 0; i < PODS; i += 1) {
      const pod = podNumber(i)
      for (const item of pod.items) meter.item(item)
      for (const startup of startups(pod)) meter.told({ startup, trace: spansOf(startup, { mode: 'link' }) })
    }
    const text = await metrics.text('openmetrics')
    found = { samples: seriesIn(text), heap: heapInUse() - began }
  })
  const sumOf = (name: string): number =>
    found.samples
      .filter((line) => line.startsWith(`${name}{`))
      .map((line) => Number(line.split('} ')[1]))
      .reduce((a, b) => a + b, 0)

  it('are all counted, under names of their own or together', () => {
    expect([sumOf('podstart_startup_duration_seconds_count'), sumOf('podstart_image_pulls_total')]).to.deep.equal([
      PODS,
      PODS,
    ])
  })
  it('stay within the stated series and memory', () => {
    expect(found.samples.length).to.be.below(MOST_SERIES)
    expect(found.heap).to.be.below(MOST_HEAP)
  })
  it('leave each node its own series of waits, though not each of its images', () => {
    const nodes = found.samples
      .filter((line) => line.startsWith('podstart_image_pull_wait_seconds_count'))
      .map((line) => /node="([^"]+)"/.exec(line)?.[1])
    expect(new Set(nodes).size).to.be.at.least(NODES)
  })
})

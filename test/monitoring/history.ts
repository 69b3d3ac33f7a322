import { metricBounds, meterRules } from '../../src/cli/metric-bounds.ts'
import { DEFAULTS } from '../../src/cli/settings/schema.ts'
import { measureState } from '../../src/exporter/gauges.ts'
import { createMeter } from '../../src/exporter/meter.ts'
import { EXPORTER_METRICS } from '../../src/exporter/metrics.ts'
import { plus, seconds, type Nanos } from '../../src/observe/nanos.ts'
import type { WatchItem } from '../../src/observe/observe.ts'
import { createMetrics } from '../../src/serve/metrics.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import { createTracker } from '../../src/tracker/tracker.ts'
import type { SeriesTable } from '../support/promtool.ts'

const TARGET = 'job="podstart",instance="exporter"'
const QUIET = { push: () => undefined, spans: 0, age: () => 0, drain: () => Promise.resolve(0) }

/** The exporter's pages of what the watches bring, one a minute, as series for promtool. */
export async function historyOf(lines: readonly WatchItem[], length: Nanos): Promise<SeriesTable> {
  const metrics = createMetrics(EXPORTER_METRICS, '1', metricBounds(DEFAULTS))
  const meter = createMeter(metrics, meterRules(DEFAULTS, true))
  const tracker = createTracker()
  measureState(metrics, [tracker], QUIET)
  metrics.set('podstart_watch_up', { watch: 'pods', watched_namespace: '' }, 1)
  const began = lines[0]?.at ?? (0n as Nanos)
  const left = [...lines]
  const pages: ReadonlyMap<string, string>[] = []
  for (let at = began; at <= plus(began, length); at = plus(at, seconds(1))) {
    while (left[0] !== undefined && left[0].at <= at) {
      const item = left.shift() as WatchItem
      tracker.feed(item)
      meter.item(item)
    }
    for (const startup of tracker.sweep(at)) meter.told({ startup, trace: spansOf(startup, { mode: 'link' }) })
    if ((at - began) % seconds(60) === 0n) pages.push(seriesIn(await metrics.text()))
  }
  return table(pages)
}

function seriesIn(page: string): ReadonlyMap<string, string> {
  const lines = page.split('\n').filter((line) => line.startsWith('podstart_'))
  return new Map(
    lines.map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      return [`${name}{${[TARGET, ...(labels === '' ? [] : [labels])].join(',')}}`, value]
    }),
  )
}

/** As Prometheus keeps it: a series that is not on the page any more ends at once. */
function table(pages: readonly ReadonlyMap<string, string>[]): SeriesTable {
  const all = [...new Set(pages.flatMap((page) => [...page.keys()]))]
  return Object.fromEntries(
    all.map((series) => {
      const first = pages.findIndex((page) => page.has(series))
      return [series, pages.map((page, i) => page.get(series) ?? (i < first ? '_' : 'stale')).join(' ')]
    }),
  )
}

import { metricBounds, meterRules } from '../../src/cli/metric-bounds.ts'
import { DEFAULTS } from '../../src/cli/settings/schema.ts'
import { createMeter } from '../../src/exporter/meter.ts'
import { EXPORTER_METRICS } from '../../src/exporter/metrics.ts'
import { replay } from '../../src/replay/replay.ts'
import { createMetrics } from '../../src/serve/metrics.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import { readItems } from '../support/recordings.ts'

/** What a recording's startups add to the page of the exporter, in OpenMetrics. */
async function pageOf(recording: string): Promise<string> {
  const metrics = createMetrics(EXPORTER_METRICS, '1', metricBounds(DEFAULTS))
  const meter = createMeter(metrics, meterRules(DEFAULTS, true))
  const items = readItems(recording)
  for (const item of items) meter.item(item)
  for (const startup of replay(items).startups) meter.told({ startup, trace: spansOf(startup, { mode: 'link' }) })
  const text = await metrics.text('openmetrics')
  return `${text.split('\n').filter(isOurs).map(withoutNow).join('\n')}\n`
}

/** Neither of the process nor of what nobody touched. */
const isOurs = (line: string): boolean => line.startsWith('podstart_') && !/\} 0$|^\S+ 0$/.test(line)

/** When an exemplar was observed. */
const withoutNow = (line: string): string => line.replace(/( # \{.*\} \S+) \S+$/, '$1')

export const metricsPages = ['cold-pull', 'pull-backoff-then-ok'].map((recording) => ({
  recording,
  file: new URL(`expected/${recording}.metrics.txt`, import.meta.url),
  page: () => pageOf(recording),
}))

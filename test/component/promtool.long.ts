import { spawnSync } from 'node:child_process'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { metricBounds, meterRules } from '../../src/cli/metric-bounds.ts'
import { DEFAULTS } from '../../src/cli/settings/schema.ts'
import { createMeter } from '../../src/exporter/meter.ts'
import { EXPORTER_METRICS } from '../../src/exporter/metrics.ts'
import { replay } from '../../src/replay/replay.ts'
import { createMetrics } from '../../src/serve/metrics.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import { WEBHOOK_METRICS } from '../../src/webhook/metrics.ts'
import { readItems, recordingNames } from '../support/recordings.ts'

/** All recordings, and names that nobody should use. */
async function exporterPage(): Promise<string> {
  const metrics = createMetrics(EXPORTER_METRICS, '1', metricBounds(DEFAULTS))
  const meter = createMeter(metrics, meterRules(DEFAULTS, true))
  for (const items of recordingNames.map(readItems)) {
    for (const item of items) meter.item(item)
    for (const startup of replay(items).startups) meter.told({ startup, trace: spansOf(startup, { mode: 'link' }) })
  }
  for (const namespace of ['a"b', 'a\\', 'a\nb', '\u0000', 'ü', 'x'.repeat(1e6)]) {
    metrics.observe('podstart_stage_duration_seconds', 1, { stage: 'pull', namespace, workload: namespace })
  }
  return metrics.text()
}

const PAGES: readonly (readonly [name: string, page: () => Promise<string>])[] = [
  ['exporter', exporterPage],
  ['webhook', () => createMetrics(WEBHOOK_METRICS, '1').text()],
]

describe('promtool check metrics', () => {
  for (const [name, page] of PAGES) {
    it(`has nothing to say against the page of the ${name}`, async () => {
      const { error, status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
        input: await page(),
        encoding: 'utf8',
      })
      if (error !== undefined)
        throw new Error('promtool is missing: install Debian’s package prometheus', { cause: error })
      expect({ status, stdout, stderr }).to.deep.equal({ status: 0, stdout: '', stderr: '' })
    })
  }
})

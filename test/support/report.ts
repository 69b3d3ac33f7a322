import { pino } from 'pino'
import { metricBounds } from '../../src/cli/metric-bounds.ts'
import { DEFAULTS } from '../../src/cli/settings/schema.ts'
import { createHealth } from '../../src/exporter/health.ts'
import { createReport } from '../../src/exporter/report.ts'
import { seconds } from '../../src/observe/nanos.ts'
import { EXPORTER_METRICS } from '../../src/exporter/metrics.ts'
import { createMetrics } from '../../src/serve/metrics.ts'
import { at } from './story.ts'

export interface Said {
  /** `warn: what it says`, and further fields behind it. */
  readonly log: readonly string[]
  /** `podstart_NAME{labels} value`, without those that nobody touched. */
  readonly metrics: readonly string[]
}

/** A report to real listeners, and what they have heard. */
export function reporting() {
  const log: string[] = []
  const lines = { write: (line: string) => log.push(lineOf(JSON.parse(line) as Readonly<Record<string, unknown>>)) }
  const metrics = createMetrics(EXPORTER_METRICS, '1', metricBounds(DEFAULTS))
  // What startups tell in numbers has tests of its own.
  const meter = { item: () => undefined, told: () => undefined }
  const health = createHealth(
    new Map([
      ['pods', seconds(600)],
      ['events in shop', seconds(600)],
    ]),
    at(0),
  )
  const options = {
    level: 'debug',
    base: null,
    timestamp: false,
    formatters: { level: (level: string) => ({ level }) },
  }
  return {
    report: createReport({ log: pino(options, lines), metrics, meter, health, excluded: ['kube-system'] }),
    health,
    said: async (): Promise<Said> => ({ log, metrics: shown(await metrics.text()) }),
  }
}
function lineOf({ level, msg, ...fields }: Readonly<Record<string, unknown>>): string {
  const more = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`
  return `${String(level)}: ${String(msg)}${more}`
}
/** What nobody touched is there from the beginning, as 0. */
const shown = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('podstart_') && !/^\S+ 0$/.test(line) && !/_build_info|_bucket/.test(line))

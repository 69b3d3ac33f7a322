import { pino } from 'pino'
import { createHealth } from '../exporter/health.ts'
import { createMeter } from '../exporter/meter.ts'
import { EXPORTER_METRICS, type ExporterMetrics } from '../exporter/metrics.ts'
import { createReport, type Report } from '../exporter/report.ts'
import { feedsOf, nameOf } from '../kube/feed.ts'
import { createWallClock } from '../kube/wall-clock.ts'
import { createMetrics } from '../serve/metrics.ts'
import { serve, type ListenAddress, type Server } from '../serve/server.ts'
import { meterRules, metricBounds } from './metric-bounds.ts'
import type { Settings } from './settings/settings.ts'

/** What the demo's exporter tells in numbers, where any exporter has them. */
export interface DemoMetrics {
  readonly metrics: ExporterMetrics
  readonly report: Report
  /** `host:port`. */
  readonly address: string
  close(): Promise<void>
}

/** @param sends whether the traces go to a collector */
export async function startDemoMetrics(settings: Settings, version: string, sends: boolean): Promise<DemoMetrics> {
  const now = createWallClock()
  const metrics = createMetrics(EXPORTER_METRICS, version, metricBounds(settings))
  const silences = feedsOf(settings.namespace, undefined).map(
    (feed) => [nameOf(feed), settings.livenessSilence] as const,
  )
  const health = createHealth(new Map(silences), now())
  const meter = createMeter(metrics, meterRules(settings, sends))
  const server = await listen(settings.listen, {
    title: 'podstart demo',
    live: () => health.live(now()),
    ready: () => health.ready(),
    metrics: (format) => metrics.text(format),
  })
  const report = createReport({
    log: pino({ level: 'silent' }),
    metrics,
    meter,
    health,
    excluded: settings.excludeNamespaces,
  })
  return { metrics, report, address: server.address, close: () => server.close() }
}

/** Where an exporter listens, if there is none: a demo needs no address of its own. */
const listen = ({ host, port }: ListenAddress, pages: Parameters<typeof serve>[1]): Promise<Server> =>
  serve({ host, port }, pages).catch(() => serve({ host, port: 0 }, pages))

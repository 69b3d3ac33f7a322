import { createQueue, type Delivery, type Queue } from '../deliver/queue.ts'
import { createSender } from '../deliver/sender.ts'
import { runWatches } from '../exporter/exporter.ts'
import { measureState } from '../exporter/gauges.ts'
import { createPipeline, type Told } from '../exporter/pipeline.ts'
import type { Report } from '../exporter/report.ts'
import type { Connection } from '../kube/connection.ts'
import { feedsOf } from '../kube/feed.ts'
import { createWallClock } from '../kube/wall-clock.ts'
import { toMillis } from '../observe/nanos.ts'
import type { WatchItem } from '../observe/observe.ts'
import { toReadableSpan } from '../telemetry/readable-span.ts'
import { createResources } from '../telemetry/resource.ts'
import { createCounts } from '../tracker/counts.ts'
import { createSampler } from '../tracker/sampler.ts'
import { createTracker } from '../tracker/tracker.ts'
import type { DemoMetrics } from './demo-metrics.ts'
import type { OtlpTarget } from './settings/otlp-target.ts'
import type { Settings } from './settings/settings.ts'
import { REFLECTOR, samplerRules, trackerSettings } from './watch-settings.ts'

/** The exporter, with somebody who looks on. */
export interface DemoExporter {
  readonly connection: Connection
  readonly settings: Settings
  /** None: the traces are shown, and go nowhere. */
  readonly target: OtlpTarget | undefined
  readonly numbers: DemoMetrics
  item(item: WatchItem): void
  told(told: Told): void
  delivery(delivery: Delivery): void
}

const NOWHERE: Queue = { push: () => undefined, spans: 0, age: () => 0, drain: () => Promise.resolve(0) }

/** So long it goes on sending after the end was asked for. */
const DRAIN_MS = 1_000

/** Watches until `signal` aborts. Rejects only for a bug. */
export async function runDemoExporter(parts: DemoExporter, signal: AbortSignal): Promise<void> {
  const { connection, settings, target, numbers } = parts
  const now = createWallClock()
  const giveUp = new AbortController()
  const sender = target === undefined ? undefined : createSender(target, giveUp.signal)
  const queue =
    sender === undefined
      ? NOWHERE
      : createQueue(sender, {
          maxSpans: settings.queueSpans,
          tell(delivery) {
            numbers.report.delivery(delivery)
            parts.delivery(delivery)
          },
          now: () => performance.now(),
          random: () => Math.random(),
        })
  const resources = createResources({ clusterName: settings.clusterName, extra: {} })
  const counts = createCounts((what, by, detail) => numbers.report.counted(what, by, detail))
  const tracker = createTracker(trackerSettings(settings), counts)
  measureState(numbers.metrics, [tracker], queue)
  const pipeline = createPipeline(tracker, {
    spans: { mode: settings.context },
    sampler: createSampler(samplerRules(settings), tracker.counts),
  })
  await runWatches(
    {
      places: [{ feeds: feedsOf(settings.namespace, undefined), pipeline }],
      connection,
      reflector: { now, silence: toMillis(settings.watchSilence), ...REFLECTOR },
      queue,
      readable: (trace) => trace.map((span) => toReadableSpan(span, resources)),
      report: reportTo(parts),
      record: (item) => parts.item(item),
    },
    signal,
  )
  const limit = AbortSignal.timeout(DRAIN_MS)
  limit.addEventListener('abort', () => giveUp.abort(), { once: true })
  await queue.drain(limit)
  await sender?.close()
}

/** To the metrics, and to who looks on. */
const reportTo = ({ numbers: { report }, ...parts }: DemoExporter): Report => ({
  item: (feed, item, vanished) => report.item(feed, item, vanished),
  news: (feed, news) => report.news(feed, news),
  delivery: (delivery) => report.delivery(delivery),
  counted: (what, by, detail) => report.counted(what, by, detail),
  told(told) {
    report.told(told)
    parts.told(told)
  },
})

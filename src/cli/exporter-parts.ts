import { createQueue, type Queue } from '../deliver/queue.ts'
import { createSender, type Sender } from '../deliver/sender.ts'
import { createTracedSender } from '../deliver/traced-sender.ts'
import type { ExporterParts } from '../exporter/exporter.ts'
import { measureState } from '../exporter/gauges.ts'
import type { ExporterMetrics } from '../exporter/metrics.ts'
import { createHealth, type Health } from '../exporter/health.ts'
import { createMeter } from '../exporter/meter.ts'
import { createPipeline } from '../exporter/pipeline.ts'
import { createReport } from '../exporter/report.ts'
import type { Connection } from '../kube/connection.ts'
import { feedsOf, nameOf, silenceOf, type Feed } from '../kube/feed.ts'
import { createWallClock } from '../kube/wall-clock.ts'
import { millis, plus, toMillis, type Nanos } from '../observe/nanos.ts'
import type { Log } from '../serve/log.ts'
import { OFF, type OwnTracing } from '../serve/own-tracing.ts'
import { toReadableSpan } from '../telemetry/readable-span.ts'
import { createResources } from '../telemetry/resource.ts'
import { createCounts } from '../tracker/counts.ts'
import { createSampler } from '../tracker/sampler.ts'
import { createTracker, type Tracker } from '../tracker/tracker.ts'
import type { Environment } from './config.ts'
import { meterRules } from './metric-bounds.ts'
import type { OtlpTarget } from './settings/otlp-target.ts'
import type { Settings } from './settings/settings.ts'
import { REFLECTOR, samplerRules, trackerSettings } from './watch-settings.ts'

export interface Surroundings {
  readonly settings: Settings
  readonly environment: Environment
  readonly target: OtlpTarget
  readonly connection: Connection
  readonly log: Log
  readonly metrics: ExporterMetrics
  /** Off by default. */
  readonly tracing?: OwnTracing
  /** Ends what is being sent. */
  readonly giveUp: AbortSignal
}

export interface Assembled {
  readonly parts: ExporterParts
  /** How many startups are under way: they are lost if it ends here. */
  readonly underWay: () => number
  /** Whether spans have been lost so far. */
  readonly hasLost: () => boolean
  readonly queue: Queue
  readonly health: Health
  readonly close: () => Promise<void>
}

/** Puts the exporter together; nothing runs yet. */
export function assemble(surroundings: Surroundings): Assembled {
  const { settings, environment, target, connection, log, metrics, tracing = OFF, giveUp } = surroundings
  const now = createWallClock()
  const began = now()
  const feeds = feedsOf(settings.namespace, settings.labelSelector === '' ? undefined : settings.labelSelector)
  const health = createHealth(silences(feeds, settings), began)
  const meter = createMeter(metrics, meterRules(settings, true))
  const report = createReport({ log, metrics, meter, health, excluded: settings.excludeNamespaces })
  const counts = createCounts((what, by, detail) => report.counted(what, by, detail))
  const trackers = new Map(feeds.map(({ namespace }) => [namespace, createTracker(trackerSettings(settings), counts)]))
  const sampler = createSampler(samplerRules(settings), counts)
  const sender = senderTo(target, giveUp, tracing)
  let lost = 0
  const queue = createQueue(sender, {
    maxSpans: settings.queueSpans,
    tell(delivery) {
      if (delivery.is === 'lost') lost += delivery.spans
      report.delivery(delivery)
    },
    now: () => performance.now(),
    random: () => Math.random(),
  })
  const sum = (of: (tracker: Tracker) => number) => [...trackers.values()].reduce((all, one) => all + of(one), 0)
  measureState(metrics, [...trackers.values()], queue)
  const { context: mode, rootService } = settings
  const spans = { mode, ...(rootService !== undefined && { rootService }) }
  const resources = createResources({ clusterName: settings.clusterName, extra: environment.resourceAttributes })
  const parts: ExporterParts = {
    places: [...trackers].map(([place, tracker]) => ({
      feeds: feeds.filter(({ namespace }) => namespace === place),
      pipeline: createPipeline(tracker, { spans, sampler }),
    })),
    connection,
    reflector: { now, silence: toMillis(settings.watchSilence), ...REFLECTOR },
    queue,
    readable: (trace) => trace.map((span) => toReadableSpan(span, resources)),
    report,
  }
  const underWay = () => sum((tracker) => tracker.underWay())
  return { parts, underWay, hasLost: () => lost > 0, queue, health, close: () => sender.close() }
}

function senderTo(target: OtlpTarget, giveUp: AbortSignal, tracing: OwnTracing): Sender {
  const sender = createSender(target, giveUp)
  return tracing === OFF ? sender : createTracedSender(sender, (batch) => tracing.batch(batch))
}

/** A watch that may be quiet for long is opened anew only then: that must have had its chance. */
function silences(feeds: readonly Feed[], { livenessSilence, watchSilence }: Settings): ReadonlyMap<string, Nanos> {
  const quiet = toMillis(watchSilence)
  return new Map(feeds.map((feed) => [nameOf(feed), plus(livenessSilence, millis(silenceOf(feed, quiet) - quiet))]))
}

import { createQueue, type Queue } from '../deliver/queue.ts'
import { createSender } from '../deliver/sender.ts'
import type { ExporterParts } from '../exporter/exporter.ts'
import { createHealth, type Health } from '../exporter/health.ts'
import { createPipeline } from '../exporter/pipeline.ts'
import { createReport } from '../exporter/report.ts'
import type { Connection } from '../kube/connection.ts'
import { feedsOf, nameOf, silenceOf, type Feed } from '../kube/feed.ts'
import { createWallClock } from '../kube/wall-clock.ts'
import { millis, plus, toMillis, type Nanos } from '../observe/nanos.ts'
import type { Log } from '../serve/log.ts'
import type { Metrics } from '../serve/metrics.ts'
import { toReadableSpan } from '../telemetry/readable-span.ts'
import { createResources } from '../telemetry/resource.ts'
import { SETTLE_RULES } from '../timeline/verdict.ts'
import { createCounts } from '../tracker/counts.ts'
import { createTracker, TRACKER_SETTINGS, type Tracker, type TrackerSettings } from '../tracker/tracker.ts'
import type { Environment } from './config.ts'
import type { OtlpTarget } from './settings/otlp-target.ts'
import type { Settings } from './settings/settings.ts'

export interface Surroundings {
  readonly settings: Settings
  readonly environment: Environment
  readonly target: OtlpTarget
  readonly connection: Connection
  readonly log: Log
  readonly metrics: Metrics
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
  const { settings, environment, target, connection, log, metrics, giveUp } = surroundings
  const now = createWallClock()
  const began = now()
  const feeds = feedsOf(settings.namespace, settings.labelSelector === '' ? undefined : settings.labelSelector)
  const health = createHealth(silences(feeds, settings), began)
  const report = createReport({ log, metrics, health })
  const counts = createCounts((what, by, detail) => report.counted(what, by, detail))
  const trackers = new Map(feeds.map(({ namespace }) => [namespace, createTracker(trackerSettings(settings), counts)]))
  const sender = createSender(target, giveUp)
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
  metrics.measure('podstart_pods_tracked', () => sum(({ pods }) => pods))
  metrics.measure('podstart_queue_spans', () => queue.spans)
  metrics.measure('podstart_queue_age_seconds', () => queue.age() / 1_000)
  const { context: mode, rootService } = settings
  const spans = { mode, ...(rootService !== undefined && { rootService }) }
  const resources = createResources({ clusterName: settings.clusterName, extra: environment.resourceAttributes })
  const parts: ExporterParts = {
    places: [...trackers].map(([place, tracker]) => ({
      feeds: feeds.filter(({ namespace }) => namespace === place),
      pipeline: createPipeline(tracker, { spans, slow: settings.slowStartup }),
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

/** A watch that may be quiet for long is opened anew only then: that must have had its chance. */
function silences(feeds: readonly Feed[], { livenessSilence, watchSilence }: Settings): ReadonlyMap<string, Nanos> {
  const quiet = toMillis(watchSilence)
  return new Map(feeds.map((feed) => [nameOf(feed), plus(livenessSilence, millis(silenceOf(feed, quiet) - quiet))]))
}

/** Pages as client-go's pager has them; an answer that does not begin within half a minute does not come. */
export const REFLECTOR = { pageSize: 500, patience: 30_000, random: () => Math.random() }

function trackerSettings(settings: Settings): TrackerSettings {
  const { deadline, finalDeadline, crashWindow, lookback, maxPods, annotationPrefix: prefix } = settings
  return {
    ...TRACKER_SETTINGS,
    settle: { ...SETTLE_RULES, deadline, finalDeadline, crashWindow },
    lookback,
    maxPods,
    prefix,
  }
}

import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type { Queue } from '../deliver/queue.ts'
import type { Connection } from '../kube/connection.ts'
import { nameOf, silenceOf, type Feed } from '../kube/feed.ts'
import { reflect, type News, type ReflectorSettings } from '../kube/reflector.ts'
import type { WatchItem } from '../observe/observe.ts'
import type { SpanRecord } from '../telemetry/span-record.ts'
import type { Pipeline } from './pipeline.ts'
import type { Report } from './report.ts'

/** What is watched of one place, the cluster or a namespace: what befalls its watches is of no concern to others. */
export interface Place {
  readonly feeds: readonly Feed[]
  readonly pipeline: Pipeline
}

export interface ExporterParts {
  readonly places: readonly Place[]
  readonly connection: Connection
  readonly reflector: ReflectorSettings
  readonly queue: Queue
  readonly readable: (trace: readonly SpanRecord[]) => readonly ReadableSpan[]
  readonly report: Report
  /** Gets every item as it came. */
  readonly record?: (item: WatchItem) => void
}

/** Late by this much a trace is told at most, beside what its outcome needs. */
const SWEEP_EVERY_MS = 250

/**
 * Watches and tells until `signal` aborts; then tells what is over by then.
 *
 * @returns when the watches have ended; the queue may still hold traces. Rejects only for a bug
 */
export async function runWatches(parts: ExporterParts, signal: AbortSignal): Promise<void> {
  const { places, connection, reflector, report, record } = parts
  const failure = new AbortController()
  const timer = setInterval(() => sweep(parts), SWEEP_EVERY_MS)
  try {
    const watches = places.flatMap(({ feeds, pipeline }) =>
      feeds.map((feed) => {
        const name = nameOf(feed)
        const listener = {
          item(item: WatchItem) {
            record?.(item)
            report.item(feed, item, pipeline.take(name, item).vanished)
          },
          news(news: News) {
            if (news.is === 'blind') pipeline.blind(feed.watch, news.since)
            report.news(feed, news)
          },
        }
        const settings = { ...reflector, silence: silenceOf(feed, reflector.silence) }
        return reflect(feed, connection, settings, listener, AbortSignal.any([signal, failure.signal]))
      }),
    )
    await Promise.all(watches)
    sweep(parts)
  } finally {
    // One watch's bug ends the others.
    failure.abort()
    clearInterval(timer)
  }
}

function sweep({ places, reflector, queue, readable, report }: ExporterParts): void {
  const now = reflector.now()
  for (const told of places.flatMap(({ pipeline }) => pipeline.sweep(now))) {
    report.told(told)
    if (told.trace !== undefined) queue.push(readable(told.trace))
  }
}

import type { Nanos } from '../observe/nanos.ts'
import type { WatchItem } from '../observe/observe.ts'
import { isSent } from '../telemetry/sampling.ts'
import type { SpanRecord } from '../telemetry/span-record.ts'
import { spansOf, type SpanSettings } from '../telemetry/spans.ts'
import type { Startup } from '../timeline/startup.ts'
import { createGapFinder, type GapFinder } from '../tracker/gaps.ts'
import type { Tracker } from '../tracker/tracker.ts'

export interface PipelineSettings {
  readonly spans: SpanSettings
  /** Startups that took longer are sent whatever their stamp's flag says. */
  readonly slow: Nanos
}

export interface Told {
  readonly startup: Startup
  /** None where the stamp says that this trace is not sampled. */
  readonly trace: readonly SpanRecord[] | undefined
}

/** From what the watches bring to traces. */
export interface Pipeline {
  /** @param feed the watch that brought it: gaps are found for each on its own */
  take(feed: string, item: WatchItem): { readonly vanished: number }
  /** A watch sees nothing since then; a bookmark says when it does again. */
  blind(watch: WatchItem['watch'], since: Nanos): void
  /** @returns the startups that are over at `now` */
  sweep(now: Nanos): readonly Told[]
}

export function createPipeline(tracker: Tracker, { spans, slow }: PipelineSettings): Pipeline {
  const finders = new Map<string, GapFinder>()
  return {
    take(feed, item) {
      const finder = finders.get(feed) ?? createGapFinder()
      finders.set(feed, finder)
      const gap = finder.take(item)
      const vanished = gap === undefined ? 0 : tracker.vanished(gap.gone, gap.at)
      tracker.feed(item)
      return { vanished }
    },
    blind: (watch, since) => tracker.blind(watch, since),
    sweep: (now) =>
      tracker.sweep(now).map((startup) => ({
        startup,
        trace: isSent(startup, slow) ? spansOf(startup, spans) : undefined,
      })),
  }
}

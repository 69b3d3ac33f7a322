import type { Nanos } from '../observe/nanos.ts'
import type { WatchItem } from '../observe/observe.ts'
import type { Sampling } from '../telemetry/sampling.ts'
import { withSampling } from '../telemetry/sampling-marks.ts'
import type { SpanRecord } from '../telemetry/span-record.ts'
import { spansOf, type SpanSettings } from '../telemetry/spans.ts'
import type { Startup } from '../timeline/startup.ts'
import { createGapFinder, type GapFinder } from '../tracker/gaps.ts'
import type { Sampler } from '../tracker/sampler.ts'
import type { Tracker } from '../tracker/tracker.ts'

export interface PipelineSettings {
  readonly spans: SpanSettings
  /** One for all pipelines of an exporter: it remembers no more workloads for that there are many. */
  readonly sampler: Sampler
}

export interface Told {
  readonly startup: Startup
  readonly sampling: Sampling
  /** None where it is not sent. */
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

export function createPipeline(tracker: Tracker, { spans, sampler }: PipelineSettings): Pipeline {
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
      tracker.sweep(now).map((startup) => {
        const sampling = sampler.decide(startup)
        return { startup, sampling, trace: sampling.sent ? withSampling(spansOf(startup, spans), sampling) : undefined }
      }),
  }
}

import { blindSince } from '../observe/bookmark.ts'
import { later, plus, seconds, type Nanos } from '../observe/nanos.ts'
import type { WatchItem } from '../observe/observe.ts'
import type { Startup } from '../timeline/startup.ts'
import { createTracker, TRACKER_SETTINGS, type Tracker, type TrackerSettings } from '../tracker/tracker.ts'
import type { Counts } from '../tracker/counts.ts'
import { gapsIn, type Gap } from '../tracker/gaps.ts'
import { shuffled } from './shuffle.ts'
import { skewed, type Skew } from './skew.ts'

export interface ReplaySettings {
  readonly dropEvents?: boolean
  /** Delivers in another order; each item keeps its arrival time. */
  readonly shuffle?: number
  readonly skew?: Skew
  readonly tracker?: TrackerSettings
}

export interface Replayed {
  readonly startups: readonly Startup[]
  readonly counts: Counts
  /** When the last item came: what fell due after it was seen by nobody. */
  readonly lastAt: Nanos
}

/**
 * Drives the pipeline with a recording's own clock, and on after its end until every pod is settled.
 *
 * @param items in order of arrival, lists marked
 */
export function replay(items: readonly WatchItem[], settings: ReplaySettings = {}): Replayed {
  const rules = settings.tracker ?? TRACKER_SETTINGS
  const tracker = createTracker(rules)
  const startups: Startup[] = []
  const changed = items
    .filter(({ watch }) => settings.dropEvents !== true || watch !== 'events')
    .map((item) => (settings.skew === undefined ? item : skewed(item, settings.skew, rules.prefix)))
  // Found in the order of arrival: out of order nobody could tell what a list lacked.
  const gaps = [...gapsIn(changed)]
  // A live exporter gives no verdict while it is blind: here the interruption is known by its end, so it is told before.
  const marks = blindTimesIn(changed)
  const isShuffled = settings.shuffle !== undefined
  for (const item of isShuffled ? shuffled(changed, settings.shuffle) : changed) {
    // Out of order the clock stands still: what has not been delivered yet must not be missed by a verdict.
    if (!isShuffled) {
      while (marks[0] !== undefined && marks[0].from <= item.at) tellBlind(tracker, marks.shift())
      startups.push(...tracker.sweep(justBefore(item.at)))
    }
    while (!isShuffled && gaps[0] !== undefined && gaps[0].at <= item.at) fill(tracker, gaps.shift())
    tracker.feed(item)
  }
  for (const gap of gaps) fill(tracker, gap)
  startups.push(...tracker.sweep(afterAll(changed, rules)))
  return { startups, counts: tracker.counts, lastAt: lastOf(changed) }
}

const fill = (tracker: Tracker, gap: Gap | undefined): void => {
  if (gap !== undefined) tracker.vanished(gap.gone, gap.at)
}

interface BlindTime {
  readonly watch: WatchItem['watch']
  readonly from: Nanos
  readonly to: Nanos
}

const blindTimesIn = (items: readonly WatchItem[]): BlindTime[] =>
  items
    .flatMap((item) => {
      const from = blindSince(item)
      return from === undefined ? [] : [{ watch: item.watch, from, to: item.at }]
    })
    .sort((a, b) => (a.from < b.from ? -1 : 1))

const tellBlind = (tracker: Tracker, time: BlindTime | undefined): void => {
  if (time !== undefined) tracker.blind(time.watch, time.from, time.to)
}

const justBefore = (at: Nanos): Nanos => (at - 1n) as Nanos

/** Past every deadline that the last item can have set. */
function afterAll(items: readonly WatchItem[], { settle, orphanLife }: TrackerSettings): Nanos {
  return plus(plus(plus(lastOf(items), settle.deadline), orphanLife), seconds(3_600))
}

const lastOf = (items: readonly WatchItem[]): Nanos => items.map(({ at }) => at).reduce(later, seconds(0))

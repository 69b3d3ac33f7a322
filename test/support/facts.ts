import { minus, toMillis, type Nanos } from '../../src/observe/nanos.ts'
import type { Observation, PodUid } from '../../src/observe/observation.ts'
import { observe, type WatchItem } from '../../src/observe/observe.ts'
import type { Boundary } from '../../src/timeline/boundary.ts'
import { resolveTimeline, type Resolution } from '../../src/timeline/resolution.ts'
import { add, emptyTimeline, type Timeline } from '../../src/timeline/timeline.ts'
import { EPOCH, type Story } from './story.ts'

/** What a story tells, with no tracker in between. */
export const observationsIn = (items: readonly WatchItem[]): readonly Observation[] =>
  items.flatMap((item) => observe(item).observations)

export const timelineOf = ({ uid, items }: Story, more: readonly Observation[] = []): Timeline =>
  add(emptyTimeline(uid as PodUid), [...observationsIn(items), ...more]).timeline

export function resolutionOf(one: Story, more: readonly Observation[] = []): Resolution {
  const resolution = resolveTimeline(timelineOf(one, more))
  if (resolution === undefined) throw new Error('a story without its pod')
  return resolution
}

/** Milliseconds after the story's beginning. */
export const msOf = (at: Nanos): number => toMillis(minus(at, EPOCH))

/** A boundary as a row: `[earliest, latest] at`, source and clock. */
export interface BoundaryRow {
  readonly at: number
  readonly bounds: readonly [earliest: number, latest: number]
  readonly source: string
  readonly clock: string
  readonly conflict?: true
}

export const rowOf = ({ at, earliest, latest, source, clock, conflict }: Boundary): BoundaryRow => ({
  at: msOf(at),
  bounds: [msOf(earliest), msOf(latest)],
  source,
  clock,
  ...(conflict ? { conflict } : {}),
})

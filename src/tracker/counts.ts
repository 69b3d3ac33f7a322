import { NOTICES, type Notice } from '../observe/observation.ts'
import type { Outcome } from '../timeline/verdict.ts'

/** What was left out, or understood only in part. */
export const SKIPPED = [
  ...NOTICES,
  /** Facts over a pod's limit. */
  'facts_dropped',
  /** Pods over the tracker's limit, the oldest first. */
  'pods_dropped',
  /** Ready or ended before they were first seen: not traced. */
  'pods_started_before',
  /** Facts of Events whose pod never came. */
  'events_without_pod',
  /** Workloads over the sampler's limit, those unused for the longest time first. */
  'workloads_forgotten',
] as const

export type Counted = (typeof SKIPPED)[number] | `outcome_${Outcome}`

export interface Counts {
  add(what: Counted, by?: number): void
  notice(kind: Notice['kind'], detail: string): void
  /** What was counted so far; zeros are left out. */
  all(): Readonly<Partial<Record<Counted, number>>>
  /** A detail for each kind of notice, the first that came. */
  examples(): Readonly<Partial<Record<Notice['kind'], string>>>
}

/** Hears of each thing as it is counted, such as a metric. */
export type OnCount = (what: Counted, by: number, detail?: string) => void

export function createCounts(onCount: OnCount = () => undefined): Counts {
  const counts = new Map<Counted, number>()
  const examples = new Map<Notice['kind'], string>()
  const add = (what: Counted, by = 1, detail?: string): void => {
    if (by <= 0) return
    counts.set(what, (counts.get(what) ?? 0) + by)
    onCount(what, by, detail)
  }
  return {
    add: (what, by) => add(what, by),
    notice(kind, detail) {
      add(kind, 1, detail)
      if (!examples.has(kind)) examples.set(kind, detail)
    },
    all: () => Object.fromEntries(counts),
    examples: () => Object.fromEntries(examples),
  }
}

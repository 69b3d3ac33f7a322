import type { Notice } from '../observe/observation.ts'
import type { Outcome } from '../timeline/verdict.ts'

export type Counted =
  | Notice['kind']
  | `outcome_${Outcome}`
  /** Facts over a pod's limit. */
  | 'facts_dropped'
  /** Pods over the tracker's limit, the oldest first. */
  | 'pods_dropped'
  /** Ready or ended before they were first seen: not traced. */
  | 'pods_started_before'
  /** Facts of Events whose pod never came. */
  | 'events_without_pod'

export interface Counts {
  add(what: Counted, by?: number): void
  notice(kind: Notice['kind'], detail: string): void
  /** What was counted so far; zeros are left out. */
  all(): Readonly<Partial<Record<Counted, number>>>
  /** A detail for each kind of notice, the first that came. */
  examples(): Readonly<Partial<Record<Notice['kind'], string>>>
}

export function createCounts(): Counts {
  const counts = new Map<Counted, number>()
  const examples = new Map<Notice['kind'], string>()
  const add = (what: Counted, by = 1): void => {
    if (by > 0) counts.set(what, (counts.get(what) ?? 0) + by)
  }
  return {
    add,
    notice(kind, detail) {
      add(kind)
      if (!examples.has(kind)) examples.set(kind, detail)
    },
    all: () => Object.fromEntries(counts),
    examples: () => Object.fromEntries(examples),
  }
}

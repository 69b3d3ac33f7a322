import type { Boundary } from './boundary.ts'
import type { Stage, StageName } from './stage.ts'

/** A stage and the boundary it ends at, if that is known. */
export interface Link {
  readonly name: StageName
  readonly to: Boundary | undefined
}

export interface Chained {
  readonly stages: readonly Stage[]
  /** Stages after the last known end. */
  readonly pending: readonly StageName[]
  readonly last: Boundary
}

/**
 * Puts stages end to end. A stage whose end is not known, or came by the same arrival as its beginning, cannot be
 * told apart from its neighbour: both become one, named after both.
 */
export function chain(first: Boundary, links: readonly Link[]): Chained {
  const stages: Stage[] = []
  let pending: StageName[] = []
  let last = first
  for (const { name, to } of links) {
    pending.push(name)
    if (to === undefined) continue
    const before = stages.at(-1)
    if (!isSame(last, to)) stages.push({ names: pending, from: last, to, open: false })
    else if (before !== undefined) stages.splice(-1, 1, { ...before, names: [...before.names, ...pending], to })
    else continue
    pending = []
    last = to
  }
  return { stages, pending, last }
}

const INEXACT = new Set<Boundary['source']>([
  'watch_arrival',
  'list_arrival',
  'container_status',
  'condition',
  'start_time',
  'creation_timestamp',
  'event_timestamp',
])

/** Two boundaries at one estimate tell nothing of what lay between them, unless both are exact. */
const isSame = (a: Boundary, b: Boundary): boolean => a.at === b.at && INEXACT.has(b.source)

/** What of a stage lies between the startup's start and its end. */
export function cut(stage: Stage, start: Boundary, end: Boundary): readonly Stage[] {
  if (stage.from.at > end.at || (stage.to.at <= start.at && stage.from.at < start.at)) return []
  const from = stage.from.at < start.at ? start : stage.from
  const to = stage.to.at > end.at ? end : stage.to
  return [{ ...stage, from, to, open: stage.open || stage.to.at > end.at }]
}

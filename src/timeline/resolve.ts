import { earlier, later, type Nanos } from '../observe/nanos.ts'
import type { Boundary, BoundaryKey, Evidence } from './boundary.ts'
import { middle, offsetOf, onExporterClock, type ClockOffsets, type EvidenceOf } from './clocks.ts'
import type { Step } from './plan.ts'

export type Boundaries = ReadonlyMap<BoundaryKey, Boundary>

/** Bounds while they are narrowed; open where nothing is known. */
interface Bounds {
  readonly from: Nanos | undefined
  readonly to: Nanos | undefined
  readonly conflict: boolean
  /** What the evidence itself said where an order forced the bounds away from it. */
  readonly written?: Nanos
}

const OPEN: Bounds = { from: undefined, to: undefined, conflict: false }

/**
 * Where each boundary lies: its evidence intersected, narrowed by what comes before and after, and the most likely
 * place in what is left. A boundary without evidence of its own is left out.
 *
 * The result never runs backwards along the plan: estimates only grow, and so do both bounds where clocks agree; the
 * hull of a contradiction may reach back.
 */
export function resolve(steps: readonly Step[], evidence: EvidenceOf, offsets: ClockOffsets): Boundaries {
  const bounds = new Map<BoundaryKey, Bounds>()
  for (const { key } of steps) bounds.set(key, (evidence.get(key) ?? []).reduce(intersect(offsets), OPEN))
  narrowForwards(steps, bounds)
  narrowBackwards(steps, bounds)
  return place(steps, evidence, bounds, offsets)
}

const maxOf = (a: Nanos | undefined, b: Nanos | undefined) => (a === undefined ? b : b === undefined ? a : later(a, b))
const minOf = (a: Nanos | undefined, b: Nanos | undefined) =>
  a === undefined ? b : b === undefined ? a : earlier(a, b)

/** Evidence comes best first. What contradicts it is dropped, and the bounds become the hull of both. */
const intersect =
  (offsets: ClockOffsets) =>
  (known: Bounds, raw: Evidence): Bounds => {
    const { earliest, latest } = onExporterClock(raw, offsetOf(offsets, raw.clock))
    const from = maxOf(known.from, earliest)
    const to = minOf(known.to, latest)
    if (from === undefined || to === undefined || from <= to) return { ...known, from, to }
    return { from: minOf(known.from, earliest ?? latest), to: maxOf(known.to, latest ?? earliest), conflict: true }
  }

function narrowForwards(steps: readonly Step[], bounds: Map<BoundaryKey, Bounds>): void {
  for (const { key, after } of steps) {
    const own = bounds.get(key) ?? OPEN
    const before = after.map((one) => bounds.get(one)?.from).reduce(maxOf, undefined)
    if (before === undefined) continue
    const contradicts = own.to !== undefined && before > own.to
    if (contradicts)
      bounds.set(key, { from: before, to: before, conflict: true, written: own.from ?? own.to ?? before })
    else bounds.set(key, { ...own, from: maxOf(own.from, before) })
  }
}

function narrowBackwards(steps: readonly Step[], bounds: Map<BoundaryKey, Bounds>): void {
  for (const { key, after } of steps.toReversed()) {
    const to = bounds.get(key)?.to
    for (const one of after) {
      const before = bounds.get(one) ?? OPEN
      bounds.set(one, { ...before, to: minOf(before.to, to) })
    }
  }
}

function place(
  steps: readonly Step[],
  evidence: EvidenceOf,
  bounds: ReadonlyMap<BoundaryKey, Bounds>,
  offsets: ClockOffsets,
): Boundaries {
  const placed = new Map<BoundaryKey, Boundary>()
  const reached = new Map<BoundaryKey, Nanos>()
  for (const { key, after } of steps) {
    const before = after.map((one) => reached.get(one)).reduce(maxOf, undefined)
    const own = evidence.get(key) ?? []
    const found = pick(own, bounds.get(key) ?? OPEN, offsets)
    const doubtful = own.filter(({ clock, likely }) => likely !== undefined && !offsetOf(offsets, clock).agrees)
    const boundary = found === undefined ? undefined : withHull(found, before, bounds.get(key) ?? OPEN, doubtful)
    if (boundary !== undefined) placed.set(key, boundary)
    const here = maxOf(before, boundary?.at)
    if (here !== undefined) reached.set(key, here)
  }
  return placed
}

interface Pick {
  readonly raw: Evidence
  readonly at: Nanos
}

/** The best evidence whose likely range meets the bounds; where none does, the best one's nearest point within them. */
function pick(evidence: readonly Evidence[], { from, to }: Bounds, offsets: ClockOffsets): Pick | undefined {
  const candidates = evidence.flatMap((raw) => {
    const { likely } = onExporterClock(raw, offsetOf(offsets, raw.clock))
    return likely === undefined ? [] : [{ raw, likely }]
  })
  for (const { raw, likely } of candidates) {
    const low = maxOf(likely.from, from) ?? likely.from
    const high = minOf(likely.to, to) ?? likely.to
    if (low <= high) return { raw, at: middle(low, high) }
  }
  const [best] = candidates
  if (best === undefined) return undefined
  return { raw: best.raw, at: to !== undefined && best.likely.from > to ? to : (from ?? best.likely.from) }
}

/** Where a clock disagrees, the bounds hold both what it wrote and what that means on the exporter's clock. */
function withHull(
  { raw, at }: Pick,
  before: Nanos | undefined,
  bounds: Bounds,
  doubtful: readonly Evidence[],
): Boundary {
  const estimate = maxOf(at, before) ?? at
  const from = bounds.from ?? raw.earliest ?? estimate
  const to = bounds.to ?? raw.latest ?? estimate
  const written = doubtful.flatMap(({ earliest, latest, likely }) => [
    earliest ?? likely?.from ?? from,
    latest ?? likely?.to ?? to,
  ])
  const all = [...written, ...(bounds.written === undefined ? [] : [bounds.written]), estimate]
  return {
    at: estimate,
    earliest: all.reduce(earlier, from),
    latest: all.reduce(later, to),
    source: raw.source,
    clock: raw.clock,
    conflict: bounds.conflict || doubtful.length > 0,
  }
}

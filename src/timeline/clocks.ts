import { earlier, later, millis, minus, plus, seconds, type Nanos } from '../observe/nanos.ts'
import {
  APISERVER,
  EXPORTER,
  nodeClock,
  SCHEDULER,
  WEBHOOK,
  type Clock,
  type Fact,
  type Observation,
} from '../observe/observation.ts'
import type { BoundaryKey, Evidence } from './boundary.ts'
import type { Step } from './plan.ts'
import type { Stamp } from './stamp.ts'

/**
 * How far a clock runs ahead of the exporter's, as far as one pod's facts can tell.
 *
 * A fact cannot arrive before it was written: that gives the least. A cause cannot come after its effect: that gives
 * the most. A clock agrees while 0 lies between the two.
 */
export interface ClockOffset {
  readonly agrees: boolean
  readonly least: Nanos
  readonly most: Nanos
  /** What its times are moved by, to be compared with others. */
  readonly use: Nanos
  /** How far it may be off without anybody seeing it: fields cut to whole seconds prove little. */
  readonly unseen: Nanos
}

export type ClockOffsets = ReadonlyMap<Clock, ClockOffset>
export type EvidenceOf = ReadonlyMap<BoundaryKey, readonly Evidence[]>

const ZERO = 0n as Nanos
const AGREES: ClockOffset = { agrees: true, least: ZERO, most: ZERO, use: ZERO, unseen: ZERO }
/** A clock that shows itself by whole seconds only. */
const AGREES_COARSELY: ClockOffset = { ...AGREES, unseen: millis(500) }
/** Arrivals later than this tell nothing of a slow clock: the watch may have been behind. */
const CREDIBLE_LAG = seconds(2)

export const offsetOf = (offsets: ClockOffsets, clock: Clock): ClockOffset => offsets.get(clock) ?? AGREES

/** The clocks in causal order: each is judged by those before it. */
export function clockOffsets(
  steps: readonly Step[],
  evidence: EvidenceOf,
  observations: readonly Observation[],
  stamp: Stamp,
): ClockOffsets {
  const samples = observations.flatMap((one) => samplesOf(one, stamp))
  const nodes = new Set([...evidence.values()].flat().map(({ clock }) => clock))
  const order = new Set([WEBHOOK, APISERVER, SCHEDULER, ...nodes])
  order.delete(EXPORTER)
  const offsets = new Map<Clock, ClockOffset>()
  for (const clock of order) {
    const own = samples.filter((sample) => sample.clock === clock)
    const behind = roomToCauses(clock, steps, evidence, offsets)
    offsets.set(clock, decide(own, behind))
  }
  return offsets
}

function decide(samples: readonly Sample[], behind: readonly Nanos[]): ClockOffset {
  const least = samples.length === 0 ? undefined : samples.map(({ ahead }) => ahead).reduce(later)
  const most = behind.length === 0 ? undefined : behind.reduce(earlier)
  const fast = least !== undefined && least > 0n
  const slow = most !== undefined && most < 0n
  if (!fast && !slow) return samples.some(({ isExact }) => isExact) ? AGREES : AGREES_COARSELY
  if (fast || least === undefined) {
    const known = least ?? most ?? ZERO
    // What came late makes a fast clock look less fast than it is.
    const upper = plus(known, CREDIBLE_LAG)
    const top = most === undefined || most < known ? upper : earlier(most, upper)
    return { agrees: false, least: known, most: top, use: known, unseen: ZERO }
  }
  const upper = most ?? least
  const isCredible = least > minus(upper, CREDIBLE_LAG)
  return { agrees: false, least: earlier(least, upper), most: upper, use: isCredible ? least : upper, unseen: ZERO }
}

/** For each of the clock's times: how much it may be set back before it lies before a cause. */
function roomToCauses(
  clock: Clock,
  steps: readonly Step[],
  evidence: EvidenceOf,
  decided: ClockOffsets,
): readonly Nanos[] {
  const floors = new Map<BoundaryKey, Nanos>()
  const rooms: Nanos[] = []
  for (const { key, after } of steps) {
    const before = after.map((one) => floors.get(one)).filter((one) => one !== undefined)
    let floor = before.length === 0 ? undefined : before.reduce(later)
    for (const one of evidence.get(key) ?? []) {
      if (one.clock === clock && one.latest !== undefined && floor !== undefined) rooms.push(minus(one.latest, floor))
      if (one.clock === clock || one.earliest === undefined || !decided.has(one.clock)) continue
      const earliest = minus(one.earliest, offsetOf(decided, one.clock).most)
      floor = floor === undefined ? earliest : later(floor, earliest)
    }
    if (floor !== undefined) floors.set(key, floor)
  }
  return rooms
}

interface Sample {
  readonly clock: Clock
  /** The time that was written minus its arrival: less than the clock's offset by the way it took. */
  readonly ahead: Nanos
  readonly isExact: boolean
}

function samplesOf({ fact, arrival }: Observation, stamp: Stamp): readonly Sample[] {
  return timesIn(fact, stamp).map(({ clock, time, isExact = false }) => ({
    clock,
    isExact,
    ahead: minus(time, arrival.at),
  }))
}

interface Written {
  readonly clock: Clock
  readonly time: Nanos
  readonly isExact?: boolean
}

function timesIn(fact: Fact, stamp: Stamp): readonly Written[] {
  switch (fact.kind) {
    case 'pod': {
      const created = { clock: APISERVER, time: fact.createdAt }
      return stamp.trusted ? [created, { clock: WEBHOOK, time: stamp.admittedAt, isExact: true }] : [created]
    }
    case 'condition':
      return fact.since === undefined ? [] : [{ clock: fact.clock, time: fact.since }]
    case 'accepted':
      return [{ clock: fact.clock, time: fact.at }]
    case 'event': {
      const time = fact.exact ?? fact.first
      return time === undefined ? [] : [{ clock: fact.clock, time, isExact: fact.exact !== undefined }]
    }
    case 'container': {
      const times = [fact.startedAt, fact.termination?.startedAt, fact.termination?.finishedAt]
      const node = fact.node
      return node === undefined
        ? []
        : times.flatMap((time) => (time === undefined ? [] : [{ clock: nodeClock(node), time }]))
    }
    default:
      return []
  }
}

/** A piece of evidence, moved to the exporter's clock; a doubtful offset widens it. */
export function onExporterClock(one: Evidence, offset: ClockOffset): Evidence {
  if (offset.agrees && offset.unseen === 0n) return one
  const { least, most, unseen, use } = offset
  return {
    source: one.source,
    clock: one.clock,
    ...(one.earliest === undefined ? {} : { earliest: minus(minus(one.earliest, most), unseen) }),
    ...(one.latest === undefined ? {} : { latest: plus(minus(one.latest, least), unseen) }),
    ...(one.likely === undefined
      ? {}
      : { likely: { from: minus(one.likely.from, use), to: minus(one.likely.to, use) } }),
  }
}

export const middle = (from: Nanos, to: Nanos): Nanos => plus(from, ((to - from) / 2n) as Nanos)

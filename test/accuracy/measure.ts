import { minus, plus, type Nanos } from '../../src/observe/nanos.ts'
import { EXPORTER } from '../../src/observe/observation.ts'
import { replay, type ReplaySettings } from '../../src/replay/replay.ts'
import type { Skew } from '../../src/replay/skew.ts'
import type { Boundary, BoundaryKey, Edge, Source } from '../../src/timeline/boundary.ts'
import { readItems, recordingNames } from '../support/recordings.ts'
import type { Startup } from '../../src/timeline/startup.ts'
import { readTruths, type True, type Truths } from './truth.ts'

/** One boundary of one pod, held against the truth. Times are milliseconds. */
export interface Measured {
  readonly recording: string
  readonly pod: string
  readonly key: BoundaryKey
  readonly edge: Edge
  readonly source: Source
  readonly error: number
  readonly width: number
  /** The bounds hold the true moment. */
  readonly inside: boolean
  readonly conflict: boolean
}

/** Every boundary of every recording that has a truth. */
export function measureAll(settings: ReplaySettings = {}): readonly Measured[] {
  return recordingNames.flatMap((name) => measure(name, settings))
}

export function measure(recording: string, settings: ReplaySettings = {}): readonly Measured[] {
  const items = readItems(recording)
  const truths = readTruths(recording, items)
  return measureStartups(recording, replay(items, settings).startups, truths, settings.skew)
}

/** @param recording whatever the startups are called together */
export function measureStartups(
  recording: string,
  startups: readonly Startup[],
  truths: Truths,
  skew?: Skew,
): readonly Measured[] {
  return startups.flatMap(({ view, boundaries, resumed }) => {
    const truth = truths.get(view.uid)
    if (truth === undefined || resumed) return []
    return [...boundaries].flatMap(([key, boundary]) => {
      const real = truth.get(key)
      return real === undefined ? [] : [compare(recording, view.pod.name, key, boundary, shifted(real, boundary, skew))]
    })
  })
}

/**
 * The truth on each clock that the boundary may be told on: the one it names, the exporter's, by whose arrivals it is
 * bounded, and that of the component which measured the truth. While these do not contradict each other nobody can
 * tell which of them is right.
 */
function shifted(real: True, { clock }: Boundary, skew: Skew | undefined): readonly True[] {
  return [clock, EXPORTER, real.clock].map((one) => {
    const by = skew?.get(one)
    return by === undefined ? real : { ...real, from: plus(real.from, by), to: plus(real.to, by) }
  })
}

const clamp = (value: Nanos, from: Nanos, to: Nanos): Nanos => (value < from ? from : value > to ? to : value)
const ms = (value: Nanos): number => Number(value) / 1e6

function compare(
  recording: string,
  pod: string,
  key: BoundaryKey,
  boundary: Boundary,
  truths: readonly True[],
): Measured {
  const [real] = truths
  if (real === undefined) throw new Error('no truth to compare with')
  // The stamp is made somewhere in the call; every other call's end is the moment itself, or the latest it can be.
  const goal = boundary.source === 'stamp' ? clamp(boundary.at, real.from, real.to) : real.to
  return {
    recording,
    pod,
    key,
    edge: key.slice(key.lastIndexOf('/') + 1) as Edge,
    source: boundary.source,
    error: Math.abs(ms(minus(boundary.at, goal))),
    width: ms(minus(boundary.latest, boundary.earliest)),
    inside: truths.some(({ from, to }) => boundary.earliest <= to && boundary.latest >= from),
    conflict: boundary.conflict,
  }
}

/** The smallest value that at least the given part of all are not above (nearest rank). */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN
}

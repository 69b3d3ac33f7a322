import { errorFunction, mean } from 'simple-statistics'

/** One measured value. Values are compared only with those of the same stratum. */
export interface Unit {
  readonly group: string
  readonly stratum: string
  /** Of a time its logarithm, so that a difference is a ratio. */
  readonly value: number
  /** Those of a group that were measured together, and may have been slow or fast for one reason. */
  readonly burst: string
}

/** How much larger the values of one side are, over all strata. */
export interface Shift {
  readonly shift: number
  /** Bounds of 95 % confidence; infinite where there are too few values for any. */
  readonly low: number
  readonly high: number
  /** How likely so large a shift, or a larger one, is by chance alone where there is none: one-sided. */
  readonly chance: number
  readonly here: number
  readonly elsewhere: number
  /** In how many strata they were compared. */
  readonly strata: number
}

interface Stratum {
  readonly here: readonly number[]
  readonly elsewhere: readonly number[]
}

/** The 97.5th percentile of the normal distribution. */
const Z = 1.96

/** More of one stratum tell little more, and cost time. */
const MOST = 12

/**
 * Compares two sides within their strata: the aligned rank test of Hodges and Lehmann, the estimate that belongs to it,
 * and the interval of all shifts that the test does not refuse.
 *
 * Each value is taken relative to its stratum's mean, and then all are ranked together, so that strata need no common
 * scale, heavy tails do no harm, and pairs count by how far they are apart. The variance is that of all ways to deal a
 * stratum's values to the two sides, ties included.
 * Source: Hodges and Lehmann 1962; Lehmann, Nonparametrics, 3.3.
 *
 * @param repetition how many values of a burst count as one, see {@link repetitionIn}
 * @returns undefined where no stratum has values of both sides
 */
export function shiftBetween(here: readonly Unit[], elsewhere: readonly Unit[], repetition = 1): Shift | undefined {
  const shared = sharedStrata(here, elsewhere)
  if (shared.length === 0) return undefined
  const strata = shared.map((one) => ({ here: thinned(one.here), elsewhere: thinned(one.elsewhere) }))
  const score = (shift: number): number => standardised(strata, shift) / Math.sqrt(repetition)
  return {
    shift: whereFalls(score, 0),
    low: whereFalls(score, Z),
    high: whereFalls(score, -Z),
    chance: upperTail(score(0)),
    here: sum(shared.map((one) => one.here.length)),
    elsewhere: sum(shared.map((one) => one.elsewhere.length)),
    strata: shared.length,
  }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

const upperTail = (z: number): number => Math.min(1, Math.max(0, (1 - errorFunction(z / Math.SQRT2)) / 2))

function sharedStrata(here: readonly Unit[], elsewhere: readonly Unit[]): readonly Stratum[] {
  const [ours, theirs] = [byStratum(here), byStratum(elsewhere)]
  return [...ours].flatMap(([name, mine]) => {
    const other = theirs.get(name)
    return other === undefined ? [] : [{ here: mine, elsewhere: other }]
  })
}

function byStratum(units: readonly Unit[]): ReadonlyMap<string, readonly number[]> {
  const groups = Map.groupBy(units, ({ stratum }) => stratum)
  return new Map([...groups].map(([name, all]) => [name, all.map(({ value }) => value)]))
}

/** Evenly from the smallest to the largest: fewer values of the same distribution. */
function thinned(values: readonly number[]): readonly number[] {
  if (values.length <= MOST) return values
  const sorted = values.toSorted((a, b) => a - b)
  return Array.from({ length: MOST }, (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / MOST)] ?? 0)
}

/** How many standard deviations the ranks of this side lie above what chance would give, were it `shift` less. */
function standardised(strata: readonly Stratum[], shift: number): number {
  const aligned = strata.map((one) => {
    const values = [...one.here.map((value) => value - shift), ...one.elsewhere]
    const middle = mean(values)
    return values.map((value) => value - middle)
  })
  const ranks = ranksOf(aligned.flat())
  let [from, above, variance] = [0, 0, 0]
  for (const { here, elsewhere } of strata) {
    const all = here.length + elsewhere.length
    const own = ranks.slice(from, from + all)
    from += all
    const middle = mean(own)
    above += sum(own.slice(0, here.length)) - here.length * middle
    const spread = sum(own.map((rank) => (rank - middle) ** 2))
    variance += ((here.length * elsewhere.length) / (all * (all - 1))) * spread
  }
  return variance === 0 ? 0 : above / Math.sqrt(variance)
}

/** From 1; equal values share the middle of their ranks. */
function ranksOf(values: readonly number[]): readonly number[] {
  const sorted = Float64Array.from(values).sort()
  const ranks = new Map<number, number>()
  for (let first = 0, last = 0; first < sorted.length; first = last) {
    const value = sorted[first] ?? 0
    while (last < sorted.length && sorted[last] === value) last += 1
    ranks.set(value, (first + 1 + last) / 2)
  }
  return values.map((value) => ranks.get(value) ?? 0)
}

/** A ratio of 22,000 and its inverse: nothing lies beyond. */
const LARGEST = 10
/** To half a per cent. */
const STEPS = 12

/** The shift at which the score comes down to a level: it falls as the shift grows. Infinite where it never does. */
function whereFalls(score: (shift: number) => number, level: number): number {
  let [low, high] = [-LARGEST, LARGEST]
  if (score(low) <= level) return -Infinity
  if (score(high) >= level) return Infinity
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2
    if (score(middle) > level) low = middle
    else high = middle
  }
  return (low + high) / 2
}

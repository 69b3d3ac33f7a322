import { nearestRank } from './percentiles.ts'

/** One startup of a workload, as it is remembered. Instants and lengths here are in milliseconds. */
export interface Sample {
  readonly endedAt: number
  readonly took: number
  /** Between 0 and 1, neither of them: by chance, but always the same for one startup. */
  readonly lot: number
}

/** What a workload's startups usually take: now, and a while ago. */
export interface Usual {
  /** In no order; numbers alone, since there are many of them. */
  readonly lengths: readonly number[]
  /** Of each length: the higher, the longer it is remembered. */
  readonly ranks: readonly number[]
  /** What startups up to then did not exceed, the oldest first. */
  readonly limits: readonly Limit[]
}

interface Limit {
  readonly from: number
  /** None where too few were known. */
  readonly length?: number
}

export interface UsualRules {
  /** From 1 to 99. */
  readonly percentile: number
  /** No startup that is asked about began longer ago. */
  readonly horizon: number
}

export const NOTHING_YET: Usual = { lengths: [], ranks: [], limits: [] }

/** So many lengths stand for a workload's recent startups. */
export const MOST_SAMPLES = 100
/** Fewer tell nothing. */
const LEAST_SAMPLES = 20
/** Remembered among those that are an hour younger, a startup would need e times their luck. */
const RECENT = 3_600_000
/** A horizon has so many limits, or twice as many at the most. */
const STEPS = 8

/**
 * Remembers one more startup. Those that are remembered are drawn from all, recent ones with better chances, so that a
 * burst is not known by its slowest alone, which end last. Which they are does not depend on the order in which they come.
 *
 * Source: Cormode and others, Forward decay (2009): exponential weights, and a reservoir of the highest ranks.
 */
export function learn({ lengths, ranks, limits }: Usual, sample: Sample, rules: UsualRules): Usual {
  const all = { lengths: [...lengths, sample.took], ranks: [...ranks, rankOf(sample)] }
  const least = all.ranks.length > MOST_SAMPLES ? all.ranks.indexOf(Math.min(...all.ranks)) : -1
  const kept = {
    lengths: all.lengths.filter((_, i) => i !== least),
    ranks: all.ranks.filter((_, i) => i !== least),
  }
  const from = Math.max(sample.endedAt, limits.at(-1)?.from ?? sample.endedAt)
  const length = limitOf(kept.lengths, rules.percentile)
  return { ...kept, limits: withLimit(limits, { from, ...(length !== undefined && { length }) }, rules.horizon) }
}

/**
 * What a startup that began then must exceed to be slow for its workload: by those alone that had ended by then. Of those
 * that began together the slow ones end last, and each would be slow beside those that have ended so far.
 *
 * @returns undefined where too little was known by then
 */
export const limitAt = ({ limits }: Usual, began: number): number | undefined =>
  limits.findLast(({ from }) => from <= began)?.length

/** The highest of these are a sample of all, with weights that grow with time. */
const rankOf = ({ endedAt, lot }: Sample): number => endedAt / RECENT - Math.log(-Math.log(lot))

/** A percentile that is the largest value by another name is none. */
function limitOf(lengths: readonly number[], percentile: number): number | undefined {
  if (lengths.length < Math.max(LEAST_SAMPLES, 100 / (100 - percentile))) return undefined
  return nearestRank(
    lengths.toSorted((a, b) => a - b),
    percentile,
  )
}

/** The newest limit takes the place of the one before it as long as that is young: so they stay few. */
function withLimit(limits: readonly Limit[], limit: Limit, horizon: number): readonly Limit[] {
  const before = limits.at(-2)
  const isYoung = before !== undefined && limit.from - before.from < horizon / STEPS
  const all = [...(isYoung ? limits.slice(0, -1) : limits), limit]
  const needed = all.findLastIndex(({ from }) => from <= limit.from - horizon)
  return all.slice(Math.max(0, needed))
}

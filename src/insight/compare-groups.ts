import { RULES, type Verdict } from './confidence.ts'
import type { Warmth } from './cold-cache.ts'
import { repetitionIn } from './repetition.ts'
import { shiftBetween, type Shift, type Unit } from './stratified.ts'

/** A group against the others, in the same strata. */
export type Compared =
  | { readonly group: string; readonly verdict: 'too few'; readonly here: number; readonly elsewhere: number }
  | {
      readonly group: string
      readonly verdict: Exclude<Verdict, 'too few'>
      /** How many times as long it takes here, and between which bounds that is by 95 %. */
      readonly ratio: number
      readonly low: number
      readonly high: number
      /** That it is by chance, corrected for how many are compared. */
      readonly chance: number
      readonly here: number
      readonly elsewhere: number
      readonly strata: number
      /** Of a cold one: how many of its images were there, and of the others'. */
      readonly warmth?: { readonly here: Warmth; readonly others: Warmth }
    }

export type Judged = Exclude<Compared, { readonly verdict: 'too few' }>

/**
 * Which groups are slow against the others for the same things. One that is named is no measure for the rest any more:
 * of two slow ones among four, neither hides the other.
 */
export function compareGroups(units: readonly Unit[]): readonly Compared[] {
  const slow = new Set<string>()
  let known = judge(units, slow)
  for (;;) {
    const worst = slowest(known.filter(({ group }) => !slow.has(group)))
    if (worst === undefined) return known
    slow.add(worst.group)
    const again = judge(units, slow)
    known = known.map((before, i) => better(before, again[i], slow))
  }
}

/** The last slow one may leave the others with nothing to be compared with, and a named one stays named. */
function better(before: Compared, after: Compared | undefined, slow: ReadonlySet<string>): Compared {
  if (after === undefined || after.verdict === 'too few') return before
  return slow.has(before.group) && after.verdict !== 'slow' ? before : after
}

const slowest = (all: readonly Compared[]): Judged | undefined =>
  all
    .flatMap((one) => (one.verdict === 'slow' ? [one] : []))
    .reduce<Judged | undefined>((worst, one) => (worst === undefined || one.low > worst.low ? one : worst), undefined)

/** Each group against the others, without those that are known to be slow. */
function judge(units: readonly Unit[], slow: ReadonlySet<string>): readonly Compared[] {
  const groups = [...new Set(units.map(({ group }) => group))].sort()
  const repetition = repetitionIn(units)
  const shifts = groups.map((group) => {
    const others = units.filter((one) => one.group !== group && !slow.has(one.group))
    return shiftBetween(
      units.filter((one) => one.group === group),
      others,
      repetition,
    )
  })
  const compared = shifts.filter((shift) => shift !== undefined).filter(isEnough)
  // Each further look is a further chance to be wrong.
  const chances = holm(compared.map(({ chance }) => Math.min(1, chance * (slow.size + 1))))
  const chanceOf = new Map(compared.map((shift, i) => [shift, chances[i]]))
  return groups.map((group, i) => {
    const shift = shifts[i]
    return verdictOn(group, shift, (shift && chanceOf.get(shift)) ?? 1)
  })
}

const isEnough = ({ here, elsewhere, low, high }: Shift): boolean =>
  here >= RULES.leastHere && elsewhere >= RULES.leastElsewhere && Number.isFinite(low) && Number.isFinite(high)

function verdictOn(group: string, shift: Shift | undefined, chance: number): Compared {
  if (shift === undefined) return { group, verdict: 'too few', here: 0, elsewhere: 0 }
  const [ratio, low, high] = [Math.exp(shift.shift), Math.exp(shift.low), Math.exp(shift.high)]
  const { here, elsewhere, strata } = shift
  if (!isEnough(shift)) return { group, verdict: 'too few', here, elsewhere }
  const matters = ratio >= RULES.ratio
  const isSlow = matters && low >= RULES.lowerBound && chance <= RULES.sure
  const isPerhaps = matters && chance <= RULES.perhaps
  const verdict = isSlow ? 'slow' : isPerhaps ? 'perhaps' : high < RULES.ratio ? 'same' : 'open'
  return { group, verdict, ratio, low, high, chance, here, elsewhere, strata }
}

/** Holm's correction: with many groups the smallest of their chances is small by itself. In the order given. */
export function holm(chances: readonly number[]): readonly number[] {
  const order = chances.map((chance, i) => ({ chance, i })).sort((a, b) => a.chance - b.chance)
  const adjusted = new Array<number>(chances.length).fill(1)
  let least = 0
  for (const [rank, { chance, i }] of order.entries()) {
    least = Math.min(1, Math.max(least, chance * (chances.length - rank)))
    adjusted[i] = least
  }
  return adjusted
}

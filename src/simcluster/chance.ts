import { createHash } from 'node:crypto'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** What falls to one subject, in turn. */
export interface Luck {
  /** From 0 to 1. */
  share(): number
  between(from: number, to: number): number
  /** A whole number below the limit. */
  below(limit: number): number
  /** Half of them are below the median; `spread` is the deviation of the logarithm. */
  logNormal(median: number, spread: number): number
  hex(digits: number): string
  uuid(): string
}

/** All of a simulated cluster's randomness. */
export interface Chance {
  /** A stream of its own for each subject, from its beginning: whatever others draw, it stays the same. */
  of(subject: string): Luck
}

export const createChance = (seed: number | string): Chance => ({
  of: (subject) =>
    createLuck(
      createHash('sha256')
        .update(JSON.stringify([seed, subject]))
        .digest()
        .readInt32LE(),
    ),
})

function createLuck(seed: number): Luck {
  const generator = xoroshiro128plus(seed)
  const share = (): number => uniformFloat64(generator)
  const below = (limit: number): number => Math.floor(share() * limit)
  const hex = (digits: number): string => Array.from({ length: digits }, () => below(16).toString(16)).join('')
  return {
    share,
    below,
    hex,
    between: (from, to) => from + share() * (to - from),
    logNormal(median, spread) {
      // Box and Muller; 1 - share is never 0.
      const normal = Math.sqrt(-2 * Math.log(1 - share())) * Math.cos(2 * Math.PI * share())
      return median * Math.exp(spread * normal)
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[below(4)]}${hex(3)}-${hex(12)}`,
  }
}

/** Kubernetes' letters for names: no vowels and no look-alikes. Source: apimachinery util/rand. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789'

export const suffix = (luck: Luck): string => Array.from({ length: 5 }, () => LETTERS[luck.below(27)]).join('')

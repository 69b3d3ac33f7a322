import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Chance that is the same each time for a seed. */
export interface Random {
  /** Both ends are possible. */
  between(from: number, to: number): number
  pick<T>(from: readonly T[]): T
  /** One of those that carry a weight, the more often the heavier it is. */
  weighed<T extends { readonly weight: number }>(from: readonly T[]): T
}

export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  const between = (from: number, to: number) => uniformInt(generator, from, to)
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('there is nothing to pick from')
    return value
  }
  return {
    between,
    pick: (from) => there(from[between(0, from.length - 1)]),
    weighed(from) {
      let left = between(
        1,
        from.reduce((sum, { weight }) => sum + weight, 0),
      )
      return there(from.find(({ weight }) => (left -= weight) <= 0))
    },
  }
}

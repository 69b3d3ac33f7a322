import type { Compared, Judged } from './compare-groups.ts'
import { sureness } from './confidence.ts'

/** What is compared, in words. */
export interface ComparisonWords {
  /** `pulls of the same images`. */
  readonly things: string
  readonly thing: (count: number) => string
}

export const NODE_WORDS: ComparisonWords = {
  things: 'pulls of the same images',
  thing: (count) => `${count} ${count === 1 ? 'pull' : 'pulls'}`,
}

export const REGISTRY_WORDS: ComparisonWords = {
  things: 'images of like size on the same nodes',
  thing: (count) => `${count} ${count === 1 ? 'image' : 'images'}`,
}

/** `3.1 times slower than the others (2.4 to 4 times; 24 pulls there, 71 elsewhere; very sure)`. */
export function comparisonText(compared: Compared, words: ComparisonWords): string {
  const { here, elsewhere } = compared
  const sizes = `${words.thing(here)} there, ${elsewhere} elsewhere`
  if (compared.verdict === 'too few') {
    return here + elsewhere === 0 ? `no ${words.things} to compare` : `too few ${words.things} to compare (${sizes})`
  }
  const { ratio, low, high, chance } = compared
  const bounds = `${ratioText(low)} to ${ratioText(high)} times`
  switch (compared.verdict) {
    case 'slow':
      return `${ratioText(ratio)} times slower than the others (${bounds}; ${sizes}; ${sureness(chance)})`
    case 'cold':
      return `${ratioText(ratio)} times slower than the others, but ${coldText(compared.warmth)}: it may have had more to move (${bounds}; ${sizes})`
    case 'perhaps':
      return `perhaps ${ratioText(ratio)} times slower than the others (${bounds}; ${sizes}; not sure)`
    case 'same':
      return `not slower than the others (${sizes})`
    case 'open':
      return `no difference that ${words.thing(here)} could show (${bounds}; ${elsewhere} elsewhere)`
  }
}

const coldText = (warmth: NonNullable<Judged['warmth']> | undefined): string =>
  warmth === undefined
    ? 'its cache was colder'
    : `fewer of its images were there before (${warmth.here.there} of ${warmth.here.images}, elsewhere ${warmth.others.there} of ${warmth.others.images})`

/** Two digits that count. */
export const ratioText = (ratio: number): string => String(Number(ratio.toPrecision(2)))

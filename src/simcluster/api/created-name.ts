/** Source: Kubernetes 1.36, `apiserver/pkg/storage/names`: names of 63 characters at most, five of them by chance. */
const LONGEST_BASE = 58
/** Without vowels, and what looks alike. Source: `apimachinery/pkg/util/rand`. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
const SUFFIX_LENGTH = 5

export const generatedName = (base: string, suffix: string): string => base.slice(0, LONGEST_BASE) + suffix

/** @param below gives a whole number from 0, below the one it is given */
export const nameSuffix = (below: (limit: number) => number): string =>
  Array.from({ length: SUFFIX_LENGTH }, () => ALPHABET[below(ALPHABET.length)]).join('')

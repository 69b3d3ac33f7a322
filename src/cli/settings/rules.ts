import type { Nanos } from '../../observe/nanos.ts'
import type { Key, Settings } from './settings.ts'

type Times = { readonly [K in Key]: Settings[K] extends Nanos ? K : never }[Key]

interface Rule {
  readonly one: Times
  readonly other: Times
  readonly holds: (one: Nanos, other: Nanos) => boolean
  readonly expected: string
}

const RULES: readonly Rule[] = [
  {
    // A watch that is opened anew brings bytes: before that, silence is no reason to restart the process.
    one: 'livenessSilence',
    other: 'watchSilence',
    holds: (one, other) => one > other,
    expected: 'livenessSilence to be longer than watchSilence',
  },
]

/**
 * What does not go together.
 *
 * @param isGood whether a setting could be read; of one that could not, nothing is known
 * @param tell a setting with its value, and where it is from
 */
export const brokenRules = (
  settings: Settings,
  isGood: (key: Key) => boolean,
  tell: (key: Key) => string,
): readonly string[] =>
  RULES.filter(({ one, other, holds }) => isGood(one) && isGood(other) && !holds(settings[one], settings[other])).map(
    ({ one, other, expected }) => `${tell(one)}, and ${tell(other)}; expected ${expected}`,
  )

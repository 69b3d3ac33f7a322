import type { Key, Settings } from './settings.ts'

interface Rule {
  readonly keys: readonly [Key, Key]
  readonly holds: (settings: Settings) => boolean
  readonly expected: string
}

const RULES: readonly Rule[] = [
  {
    // A watch that is opened anew brings bytes: before that, silence is no reason to restart the process.
    keys: ['livenessSilence', 'watchSilence'],
    holds: ({ livenessSilence, watchSilence }) => livenessSilence > watchSilence,
    expected: 'livenessSilence to be longer than watchSilence',
  },
  {
    // Without authorities no certificate is asked for, and there is no name to look at.
    keys: ['clientNames', 'clientCa'],
    holds: ({ clientNames, clientCa }) => clientNames.length === 0 || clientCa !== undefined,
    expected: 'clientCa where there are clientNames',
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
  RULES.filter(({ keys, holds }) => keys.every(isGood) && !holds(settings)).map(
    ({ keys: [one, other], expected }) => `${tell(one)}, and ${tell(other)}; expected ${expected}`,
  )

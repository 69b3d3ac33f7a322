import type { Ending } from './ending.ts'

/** What to do after an attempt has ended. */
export interface Step {
  /** Milliseconds to wait before the next one. */
  readonly delay: number
  /** Go on from where the watch was; otherwise all is listed again. */
  readonly keepsPosition: boolean
  readonly renewsCredentials: boolean
}

export interface Attempts {
  /** Attempts in a row that brought nothing. */
  readonly failures: number
  /** Of these, those that the server itself answered. */
  readonly answered: number
  /** 0 to 1, to spread the attempts of many clients. */
  readonly chance: number
}

/** So often a server may fail to go on from a position, before all is listed again: it may not know it any more. */
const TRIES_FROM_POSITION = 3

/** A refusal is for people to heal; it is tried again once in a while, so that it heals without a restart. */
const SLOW = 60_000

const FIRST = 500
const LONGEST = 30_000

/** Doubles up to half a minute; between half of that and all of it. */
export const backOff = (failures: number, chance: number): number =>
  Math.min(FIRST * 2 ** Math.max(0, failures - 1), LONGEST) * (0.5 + chance / 2)

type Rule = (ending: Ending, attempts: Attempts) => Step

const onwards = (delay: number, more: Partial<Step> = {}): Step => ({
  delay,
  keepsPosition: true,
  renewsCredentials: false,
  ...more,
})
/** The first time at once, then with growing patience. */
const soon = ({ failures, chance }: Attempts): number => (failures <= 1 ? 0 : backOff(failures - 1, chance))

const RULES: Readonly<Record<Ending['is'], Rule>> = {
  ended: (_, attempts) => onwards(soon(attempts)),
  silent: (_, attempts) => onwards(soon(attempts)),
  expired: (_, attempts) => onwards(soon(attempts), { keepsPosition: false }),
  'not offered': (_, attempts) => onwards(soon(attempts), { keepsPosition: false }),
  unauthorized: (_, attempts) => onwards(soon(attempts), { renewsCredentials: true }),
  refused: (_, { chance }) => onwards(SLOW * (0.75 + chance / 2)),
  throttled: (ending, { failures, chance }) => {
    const told = ending.is === 'throttled' ? ending.wait : undefined
    return onwards(told === undefined ? backOff(failures, chance) : told + FIRST * chance)
  },
  failed: (_, { failures, answered, chance }) =>
    onwards(backOff(failures, chance), { keepsPosition: answered < TRIES_FROM_POSITION }),
}

export const nextStep = (ending: Ending, attempts: Attempts): Step => RULES[ending.is](ending, attempts)

import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Ending } from '../../../src/kube/ending.ts'
import { backOff, nextStep, type Step } from '../../../src/kube/next-step.ts'

describe('backOff', () => {
  const CASES: readonly (readonly [failures: number, least: number, most: number])[] = [
    [0, 250, 500],
    [1, 250, 500],
    [2, 500, 1_000],
    [3, 1_000, 2_000],
    [6, 8_000, 16_000],
    [7, 15_000, 30_000],
    [8, 15_000, 30_000],
    [5_000, 15_000, 30_000],
  ]
  for (const [failures, least, most] of CASES) {
    it(`${failures} failures: between ${least} and ${most} ms`, () => {
      expect([0, 0.5, 1].map((chance) => backOff(failures, chance))).to.deep.equal([least, (least + most) / 2, most])
    })
  }
})

const why = 'why'
const ENDED: Ending = { is: 'ended' }
const SILENT: Ending = { is: 'silent', why }
const EXPIRED: Ending = { is: 'expired', why }
const NOT_OFFERED: Ending = { is: 'not offered', why }
const UNAUTHORIZED: Ending = { is: 'unauthorized', why }
const REFUSED: Ending = { is: 'refused', why }
const THROTTLED: Ending = { is: 'throttled', why }
const NO_ANSWER: Ending = { is: 'failed', why, answered: false }
const ERROR: Ending = { is: 'failed', why, answered: true }
const told = (wait: number): Ending => ({ is: 'throttled', why, wait })

/** The least and the most that is waited. */
type Delays = readonly [least: number, most: number]
const AT_ONCE: Delays = [0, 0]

interface Case {
  readonly title: string
  readonly ending: Ending
  /** Attempts in a row that brought nothing, and those of them that the server answered. */
  readonly failures?: number
  readonly answered?: number
  readonly delays: Delays
  readonly more?: Partial<Step>
}

const ANEW = { keepsPosition: false }
const RENEWED = { renewsCredentials: true }

const CASES: readonly Case[] = [
  { title: 'ended by the server: goes on at once', ending: ENDED, delays: AT_ONCE },
  { title: 'ended again and again: with patience', ending: ENDED, failures: 3, delays: [500, 1_000] },
  { title: 'silent: goes on at once', ending: SILENT, delays: AT_ONCE },
  { title: 'silent again: with patience', ending: SILENT, failures: 2, delays: [250, 500] },
  { title: 'too old: lists anew at once', ending: EXPIRED, delays: AT_ONCE, more: ANEW },
  { title: 'too old again: lists anew with patience', ending: EXPIRED, failures: 2, delays: [250, 500], more: ANEW },
  { title: 'not offered: lists anew at once', ending: NOT_OFFERED, delays: AT_ONCE, more: ANEW },
  { title: 'unauthorized: goes on at once, credentials anew', ending: UNAUTHORIZED, delays: AT_ONCE, more: RENEWED },
  {
    title: 'unauthorized again: with patience, credentials anew each time',
    ending: UNAUTHORIZED,
    failures: 9,
    delays: [15_000, 30_000],
    more: RENEWED,
  },
  { title: 'refused: about a minute', ending: REFUSED, delays: [45_000, 75_000] },
  { title: 'refused for long: about a minute still', ending: REFUSED, failures: 50, delays: [45_000, 75_000] },
  { title: 'throttled: with patience from the first', ending: THROTTLED, delays: [250, 500] },
  { title: 'throttled again: with more', ending: THROTTLED, failures: 4, delays: [2_000, 4_000] },
  { title: 'throttled with a time: not before, and a little spread', ending: told(7_000), delays: [7_000, 7_500] },
  { title: 'throttled with a time, often: as told', ending: told(7_000), failures: 9, delays: [7_000, 7_500] },
  { title: 'no answer: with patience, from where it was', ending: NO_ANSWER, delays: [250, 500] },
  { title: 'no answer for long: from where it was still', ending: NO_ANSWER, failures: 99, delays: [15_000, 30_000] },
  { title: 'an error: with patience, from where it was', ending: ERROR, answered: 1, delays: [250, 500] },
  { title: 'two errors: from where it was', ending: ERROR, failures: 2, answered: 2, delays: [500, 1_000] },
  {
    title: 'three errors: lists anew, for the server may not know the position',
    ending: ERROR,
    failures: 3,
    answered: 3,
    delays: [1_000, 2_000],
    more: ANEW,
  },
  {
    title: 'three errors, then no answer: lists anew',
    ending: NO_ANSWER,
    failures: 4,
    answered: 3,
    delays: [2_000, 4_000],
    more: ANEW,
  },
]

describe('what follows on an end', () => {
  for (const { title, ending, failures = 1, answered = 0, delays, more } of CASES) {
    it(title, () => {
      const steps = [0, 1].map((chance) => nextStep(ending, { failures, answered, chance }))
      const plain = { keepsPosition: true, renewsCredentials: false, ...more }
      expect(steps).to.deep.equal(delays.map((delay) => ({ delay, ...plain })))
    })
  }
})

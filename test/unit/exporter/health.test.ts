import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createHealth, type Check, type Health } from '../../../src/exporter/health.ts'
import { seconds } from '../../../src/observe/nanos.ts'
import { at } from '../../support/story.ts'

type Step = (health: Health) => void
const bytes =
  (feed: string, ms: number): Step =>
  (health) =>
    health.bytes(feed, at(ms))
const seeing =
  (feed: string, ms: number): Step =>
  (health) =>
    health.seeing(feed, at(ms))
const trouble =
  (feed: string, why: string): Step =>
  (health) =>
    health.trouble(feed, why)

/** Begun at 0; no byte may come for 10 min, of Events for 20. */
function health(...steps: readonly Step[]): Health {
  const self = createHealth(
    new Map([
      ['pods', seconds(600)],
      ['events', seconds(1_200)],
    ]),
    at(0),
  )
  for (const step of steps) step(self)
  return self
}
/** As the probes show it. */
const shown = (checks: readonly Check[]): readonly string[] =>
  checks.map(({ name, ok, detail }) => `${ok ? '+' : '-'}${name}: ${detail}`)

describe('the exporter is alive', () => {
  const CASES: readonly (readonly [title: string, steps: readonly Step[], now: number, shown: readonly string[]])[] = [
    ['when it has just begun', [], 0, ['+watch pods: last byte 0 s ago', '+watch events: last byte 0 s ago']],
    [
      'for as long as bytes come',
      [bytes('pods', 1_000_000), bytes('events', 1_009_600)],
      1_010_000,
      ['+watch pods: last byte 10 s ago', '+watch events: last byte 0 s ago'],
    ],
    [
      'up to the limit of each watch',
      [bytes('pods', 600_000)],
      1_200_000,
      ['+watch pods: last byte 600 s ago', '+watch events: last byte 1200 s ago'],
    ],
    [
      'not when one of them is over it',
      [bytes('pods', 599_999)],
      1_200_000,
      ['-watch pods: last byte 600 s ago', '+watch events: last byte 1200 s ago'],
    ],
    ['nor the other', [], 1_200_001, ['-watch pods: last byte 1200 s ago', '-watch events: last byte 1200 s ago']],
    [
      'not over the limit, and says why',
      [bytes('pods', 10_000), bytes('events', 700_000), trouble('pods', 'connect ECONNREFUSED')],
      700_000,
      ['-watch pods: last byte 690 s ago (connect ECONNREFUSED)', '+watch events: last byte 0 s ago'],
    ],
    [
      'again with the next byte',
      [bytes('pods', 10_000), trouble('pods', 'connect ECONNREFUSED'), bytes('pods', 700_000)],
      700_000,
      ['+watch pods: last byte 0 s ago', '+watch events: last byte 700 s ago'],
    ],
    [
      'again once the watch is open, though it has nothing to say',
      [trouble('pods', 'connect ECONNREFUSED'), seeing('pods', 650_000)],
      700_000,
      ['+watch pods: last byte 50 s ago', '+watch events: last byte 700 s ago'],
    ],
    [
      'and forgets the trouble that is over',
      [trouble('pods', 'connect ECONNREFUSED'), seeing('pods', 10_000)],
      700_000,
      ['-watch pods: last byte 690 s ago', '+watch events: last byte 700 s ago'],
    ],
  ]
  for (const [title, steps, now, wanted] of CASES) {
    it(title, () => {
      expect(shown(health(...steps).live(at(now)))).to.deep.equal(wanted)
    })
  }
})

describe('the exporter is ready', () => {
  const CASES: readonly (readonly [title: string, steps: readonly Step[], shown: readonly string[]])[] = [
    ['not before anything is listed', [], ['-watch pods: not listed yet', '-watch events: not listed yet']],
    [
      'not while one is not, and says why',
      [seeing('pods', 1), trouble('events', 'HTTP 403: events is forbidden')],
      ['+watch pods: listed', '-watch events: not listed yet (HTTP 403: events is forbidden)'],
    ],
    [
      'not by bytes alone',
      [bytes('pods', 1), bytes('events', 1)],
      ['-watch pods: not listed yet', '-watch events: not listed yet'],
    ],
    [
      'when all is listed',
      [trouble('pods', 'connect ECONNREFUSED'), seeing('pods', 1), seeing('events', 1)],
      ['+watch pods: listed', '+watch events: listed'],
    ],
    [
      'and stays so through interruptions',
      [seeing('pods', 1), seeing('events', 1), trouble('pods', 'connect ECONNREFUSED')],
      ['+watch pods: listed', '+watch events: listed'],
    ],
  ]
  for (const [title, steps, wanted] of CASES) {
    it(title, () => {
      expect(shown(health(...steps).ready())).to.deep.equal(wanted)
    })
  }
})

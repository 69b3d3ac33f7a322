import { Readable } from 'node:stream'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { clockDoubt } from '../../../src/cli/clock-doubt.ts'
import type { Connection } from '../../../src/kube/connection.ts'
import { aheadBy, createServerClock, type Ahead } from '../../../src/kube/server-clock.ts'
import { millis, minus, seconds, toMillis, type Nanos } from '../../../src/observe/nanos.ts'
import { parseTimestamp } from '../../../src/observe/timestamp.ts'

const NOON = parseTimestamp('2026-03-01T12:00:00Z') as Nanos
const dateAt = (ms: number): string => new Date(toMillis(NOON) + ms).toUTCString()
const shown = (ahead: Ahead | undefined) => ahead && [toMillis(ahead.least), toMillis(ahead.most)]

describe('how far the server’s clock is ahead', () => {
  const CASES: readonly [title: string, date: string | undefined, waited: number, arrived: number, ahead: unknown][] = [
    ['as ours', dateAt(0), 100, 500, [-500, 600]],
    ['at the edge of its second', dateAt(0), 100, 1_050, [-1_050, 50]],
    ['five minutes ahead', dateAt(300_000), 40, 500, [299_500, 300_540]],
    ['two hours behind', dateAt(-7_200_000), 40, 500, [-7_200_500, -7_199_460]],
    ['an answer that took long tells less', dateAt(0), 5_000, 4_500, [-4_500, 1_500]],
    ['no header', undefined, 40, 500, undefined],
    ['no date', 'yesterday', 40, 500, undefined],
  ]
  for (const [title, date, waited, arrived, ahead] of CASES) {
    it(title, () => {
      expect(shown(aheadBy({ date, waited }, (NOON + millis(arrived)) as Nanos))).to.deep.equal(ahead)
    })
  }
})

/** Answers at noon by our clock, after 40 ms, one with each of these dates. @returns what is added to our time after each */
async function heard(dates: readonly (string | undefined)[]) {
  const left = [...dates]
  const connection: Connection = {
    server: new URL('https://api.example'),
    namespace: '',
    get: () =>
      Promise.resolve({
        is: 'answer',
        status: 200,
        retryAfter: undefined,
        date: left.shift(),
        waited: 40,
        body: Readable.from([]),
      }),
    renewCredentials: () => undefined,
    close: () => undefined,
  }
  const clock = createServerClock(connection, () => NOON)
  const added: number[] = []
  for (let asked = 0; asked < dates.length; asked += 1) {
    await clock.connection.get('/', 1_000, new AbortController().signal)
    added.push(toMillis(minus(clock.now(), NOON)))
  }
  return { added, doubt: clockDoubt(clock.ahead()) }
}

describe('the server’s time', () => {
  const CASES: readonly [title: string, dates: readonly (string | undefined)[], added: readonly number[]][] = [
    ['is ours where nobody tells', [undefined], [0]],
    ['is ours where clocks agree', [dateAt(0), dateAt(-1_000)], [0, 0]],
    ['is ours where a date that is kept for a second explains it', [dateAt(1_000), dateAt(-2_000)], [0, 0]],
    ['is as late as it can be where they do not', [dateAt(300_000)], [301_040]],
    ['does not jump while it may be right', [dateAt(300_000), dateAt(301_000)], [301_040, 301_040]],
    ['follows a clock that was set', [dateAt(300_000), dateAt(0), dateAt(-60_000)], [301_040, 0, -58_960]],
    ['stays where an answer tells none', [dateAt(300_000), undefined], [301_040, 301_040]],
  ]
  for (const [title, dates, added] of CASES) {
    it(title, async () => {
      expect((await heard(dates)).added).to.deep.equal(added)
    })
  }
})

describe('a doubt about clocks', () => {
  const said = (by: string): string =>
    `this machine’s clock is about ${by} the cluster’s, by the Date of its answers: times are the cluster’s`
  const CASES: readonly [title: string, date: string | undefined, doubt: string | undefined][] = [
    ['none where nobody tells', undefined, undefined],
    ['none where clocks agree', dateAt(0), undefined],
    ['none for two seconds', dateAt(2_000), undefined],
    ['behind', dateAt(300_000), said('5 min 1 s behind')],
    ['ahead', dateAt(-7_200_000), said('1 h 59 min ahead of')],
    ['three seconds', dateAt(3_000), said('3.52 s behind')],
  ]
  for (const [title, date, doubt] of CASES) {
    it(title, async () => {
      expect((await heard([date])).doubt).to.equal(doubt)
    })
  }
  it('none for seconds that the way may have taken', () => {
    expect(clockDoubt({ least: seconds(-6), most: seconds(1) })).to.equal(undefined)
  })
})

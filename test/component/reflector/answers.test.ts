import { expect } from 'chai'
import { describe } from 'mocha'
import { ANSWERS, answer, cut, refuse, reset } from '../../support/apiserver/fault-kit.ts'
import type { Fault } from '../../support/apiserver/faults.ts'
import { errorEvent } from '../../support/apiserver/hostile.ts'
import { expired, failure, tooLarge, tooManyRequests, type Status } from '../../../src/simcluster/api/status.ts'
import { overs, pod, reflects, type Reflecting } from './reflecting.ts'

const EXPIRED = 'The resourceVersion for the provided list is too old.'
const forbidden =
  'pods is forbidden: User "system:serviceaccount:podstart:podstart" cannot watch resource "pods" in API group "" at the cluster scope'

/** `opens`: it begins as a watch does. */
type Row = readonly [title: string, fault: Fault, over: string, opens?: 'opens']

const ROWS: readonly Row[] = [
  ['401', ANSWERS.unauthorized(), 'unauthorized HTTP 401: Unauthorized; 0 ms; goes on, renews'],
  ['403', ANSWERS.forbidden('watch', 'pods'), `refused HTTP 403: ${forbidden}; 45000 ms; goes on`],
  ['404', answer(404, '404 page not found\n'), 'refused HTTP 404; 45000 ms; goes on'],
  ['408', answer(408), 'failed HTTP 408; 250 ms; goes on'],
  ['410', ANSWERS.expired(EXPIRED), `expired HTTP 410: ${EXPIRED}; 0 ms; lists anew`],
  ['429 with seconds', ANSWERS.busy(7), 'throttled HTTP 429; 7000 ms; goes on'],
  [
    '429 with seconds in the body alone',
    answer(429, tooManyRequests('storage is (re)initializing', 3)),
    'throttled HTTP 429: storage is (re)initializing; 3000 ms; goes on',
  ],
  ['429 without a time', answer(429, 'busy'), 'throttled HTTP 429; 250 ms; goes on'],
  [
    '500',
    ANSWERS.internalError(),
    'failed HTTP 500: Internal error occurred: etcdserver: request timed out; 250 ms; goes on',
  ],
  [
    '500 with a time',
    ANSWERS.etcdSlow('pods'),
    'throttled HTTP 500: The list operation against pods could not be completed at this time, please try again.; 2000 ms; goes on',
  ],
  ['502 of a load balancer', ANSWERS.badGateway(), 'failed HTTP 502; 250 ms; goes on'],
  ['503', ANSWERS.unavailable(), 'failed HTTP 503: apiserver not ready; 250 ms; goes on'],
  [
    '504, the version is not known',
    refuse(tooLarge(9_999, 1_000, 0)),
    'failed HTTP 504: Timeout: Too large resource version: 9999, current: 1000; 250 ms; goes on',
  ],
  ['an answer that breaks off', cut(0, 'reset'), 'failed aborted; 250 ms; goes on', 'opens'],
  ['a connection closed in the answer', cut(0, 'close'), 'failed aborted; 250 ms; goes on', 'opens'],
  ['no answer but a reset', reset(), 'failed read ECONNRESET; 250 ms; goes on'],
  ['an answer that ends at once', cut(0, 'end'), 'ended; 0 ms; goes on', 'opens'],
  ['a page of a proxy', answer(200, '<html>Log in</html>\n'), 'ended; 0 ms; goes on', 'opens'],
]

const over = (live: Reflecting, count: number) => live.until(() => overs(live.news)[count - 1])
const isSeeing = (live: Reflecting, times = 1) =>
  live.until(() => live.news.filter(({ is }) => is === 'seeing').length === times)

/** Longer is not waited for by a test. */
const isSoon = (told: string): boolean => / (0|250) ms;/.test(told)

describe('a reflector’s first request, answered by', () => {
  for (const [title, fault, told] of ROWS) {
    reflects(title, async ({ server, start }) => {
      server.pods.put(pod('a'))
      server.fail({ verb: 'watch' }, fault)
      const live = start()
      expect(await over(live, 1)).to.equal(told)
      if (isSoon(told)) await live.shows('ADDED a-1 @1001 listed', 'BOOKMARK @1001 end blind')
      else expect(live.items).to.deep.equal([])
    })
  }
  for (const status of [400, 422] as const) {
    reflects(
      `${status}, which says that lists are not watched: lists`,
      async ({ server, start }) => {
        server.pods.put(pod('a'))
        const live = start()
        await live.shows('ADDED a-1 @1001 listed', 'BOOKMARK @1001 end blind', 'BOOKMARK @1001 blind')
        expect(overs(live.news).map((one) => one.replace(/: .*;(.*;)/, ';$1'))).to.deep.equal([
          `not offered HTTP ${status}; 0 ms; lists anew`,
        ])
      },
      { watchList: status },
    )
  }
})

describe('a reflector that goes on, answered by', () => {
  for (const [title, fault, told, opens] of ROWS) {
    reflects(title, async ({ server, start }) => {
      server.pods.put(pod('a'))
      const live = start()
      await isSeeing(live)
      server.fail({ verb: 'watch' }, fault)
      void server.openWatches[0]?.end()
      server.pods.put(pod('b'))
      // The end of the watch itself is the first failure in a row.
      const second = told.replace('; 250 ms;', '; 500 ms;').replace('; 0 ms;', '; 250 ms;')
      expect([await over(live, 1), await over(live, 2)]).to.deep.equal(['ended; 0 ms; goes on', second])
      const before = ['ADDED a-1 @1001 listed', 'BOOKMARK @1001 end']
      const blind = opens === undefined ? ['BOOKMARK @1001 blind'] : ['BOOKMARK @1001 blind', 'BOOKMARK @1001 blind']
      const again = ['ERROR 410', 'ADDED a-1 @1001 listed', 'ADDED b-1 @1002 listed', 'BOOKMARK @1002 end blind']
      if (told.endsWith('lists anew')) await live.shows(...before, ...again)
      else if (isSoon(told)) await live.shows(...before, ...blind, 'ADDED b-1 @1002 listed')
      else expect(live.items).to.have.length(before.length)
    })
  }
  reflects('504 three times, the version is not known: lists anew', async ({ server, start }) => {
    server.pods.put(pod('a'))
    const live = start()
    await isSeeing(live)
    const fault = server.fail({ verb: 'watch' }, ANSWERS.tooLarge(1_001, 900), 'always')
    void server.openWatches[0]?.end()
    await over(live, 4)
    fault.remove()
    const told = 'failed HTTP 504: Timeout: Too large resource version: 1001, current: 900'
    expect(overs(live.news)).to.deep.equal([
      'ended; 0 ms; goes on',
      `${told}; 500 ms; goes on`,
      `${told}; 1000 ms; goes on`,
      `${told}; 2000 ms; lists anew`,
    ])
  })
  reflects('429 with a date: comes then', async ({ server, start }) => {
    server.fail({ verb: 'watch' }, ANSWERS.busy(new Date(Date.now() + 60_000)))
    const live = start()
    const [, delay] = / (\d+\.?\d*) ms;/.exec(await over(live, 1)) ?? []
    // Dates have whole seconds.
    expect(Number(delay)).to.be.within(50_000, 60_000)
  })
})

describe('a watch that says', () => {
  const STATUSES: readonly (readonly [title: string, status: Status, over: string])[] = [
    [
      '410',
      expired('too old resource version: 1001 (1002)'),
      'expired HTTP 410: too old resource version: 1001 (1002); 0 ms; lists anew',
    ],
    ['500', failure(500, 'InternalError', 'etcd'), 'failed HTTP 500: etcd; 250 ms; goes on'],
    ['429 with a time', tooManyRequests('busy', 5), 'throttled HTTP 429: busy; 5000 ms; goes on'],
    ['403', failure(403, 'Forbidden', 'no more'), 'refused HTTP 403: no more; 45000 ms; goes on'],
    ['401', failure(401, 'Unauthorized', 'Unauthorized'), 'unauthorized HTTP 401: Unauthorized; 0 ms; goes on, renews'],
  ]
  for (const [title, status, told] of STATUSES) {
    reflects(`ERROR ${title}: is over, as by an answer`, async ({ server, start }) => {
      const live = start()
      await isSeeing(live)
      await server.openWatches[0]?.write(errorEvent(status))
      expect(await over(live, 1)).to.equal(told)
    })
  }
})

import { expect } from 'chai'
import { describe } from 'mocha'
import type { ApiServer } from '../../support/apiserver/apiserver.ts'
import { hang, silence } from '../../support/apiserver/fault-kit.ts'
import { overs, pod, reflects, type Reflecting } from './reflecting.ts'

/** Milliseconds, here in place of two minutes. */
const SILENCE = 1_000
const SILENT = 'silent no byte for 1 s; 0 ms; goes on'

const isSeeing = (live: Reflecting) => live.until(() => live.news.some(({ is }) => is === 'seeing'))
const over = (live: Reflecting, count: number) => live.until(() => overs(live.news)[count - 1])
const versions = ({ requests }: ApiServer) => requests.map(({ query }) => query['resourceVersion'])

describe('a reflector that hears nothing for too long', () => {
  reflects('no answer to its first request: asks again', async ({ server, start }) => {
    server.pods.put(pod('a'))
    server.fail({ verb: 'watch' }, hang())
    const live = start({ silence: SILENCE })
    expect(await over(live, 1)).to.equal('failed no answer for 1000 ms; 250 ms; goes on')
    await live.shows('ADDED a-1 @1001 listed', 'BOOKMARK @1001 end blind')
  })
  reflects('no answer when it goes on: asks again, from where it was', async ({ server, start }) => {
    server.pods.put(pod('a'))
    const live = start({ silence: SILENCE })
    await isSeeing(live)
    server.fail({ verb: 'watch' }, hang())
    void server.openWatches[0]?.end()
    expect([await over(live, 1), await over(live, 2)]).to.deep.equal([
      'ended; 0 ms; goes on',
      'failed no answer for 1000 ms; 500 ms; goes on',
    ])
    await live.until(() => live.items.length === 3)
    expect(versions(server)).to.deep.equal([undefined, '1001', '1001'])
  })
  reflects('the headers, and nothing more: opens anew', async ({ server, start }) => {
    server.pods.put(pod('a'))
    server.fail({ verb: 'watch' }, silence())
    const live = start({ silence: SILENCE })
    expect(await over(live, 1)).to.equal(SILENT)
    await live.shows('ADDED a-1 @1001 listed', 'BOOKMARK @1001 end blind')
  })
  reflects(
    'the headers of a list, and nothing more: lists anew',
    async ({ server, start }) => {
      server.pods.put(pod('a'))
      server.fail({ verb: 'list' }, silence())
      const live = start({ silence: SILENCE })
      // The list that was not offered was the first failure in a row.
      expect([await over(live, 1), await over(live, 2)]).to.deep.equal([
        'not offered HTTP 400: sendInitialEvents is not supported; 0 ms; lists anew',
        'silent no byte for 1 s; 250 ms; goes on',
      ])
      await live.shows('ADDED a-1 @1001 listed', 'BOOKMARK @1001 end blind', 'BOOKMARK @1001 blind')
    },
    { watchList: 400 },
  )
  reflects('a connection that is gone without a word: opens anew, and misses nothing', async ({ server, start }) => {
    server.pods.put(pod('a'))
    const live = start({ silence: SILENCE })
    await isSeeing(live)
    server.pods.put(pod('b'))
    await live.until(() => live.items.length === 3)
    server.openWatches[0]?.withhold('everything')
    server.pods.put(pod('c'))
    expect(await over(live, 1)).to.equal(SILENT)
    await live.shows(
      'ADDED a-1 @1001 listed',
      'BOOKMARK @1001 end',
      'ADDED b-1 @1002',
      'BOOKMARK @1002 blind',
      'ADDED c-1 @1003 listed',
    )
    await server.until(() => server.openWatches.length === 1)
  })
})

describe('a watch that brings bookmarks alone', () => {
  reflects(
    'stays open for longer than it may be silent',
    async ({ server, start }) => {
      const live = start({ silence: SILENCE })
      await isSeeing(live)
      const began = performance.now()
      await live.until(() => performance.now() - began > 3 * SILENCE)
      expect({ overs: overs(live.news), requests: server.requests.length }).to.deep.equal({ overs: [], requests: 1 })
    },
    { bookmarkEveryMs: 20 },
  )
  reflects('goes on from the last of them', async ({ server, start }) => {
    server.pods.put(pod('a'))
    const live = start()
    await isSeeing(live)
    for (let i = 0; i < 5; i += 1) server.elsewhere()
    server.bookmark()
    await live.until(() => live.items.length === 3)
    // What was before the bookmark is gone: only from there it can go on.
    server.compact()
    await server.openWatches[0]?.end()
    server.pods.put(pod('b'))
    await live.shows(
      'ADDED a-1 @1001 listed',
      'BOOKMARK @1001 end',
      'BOOKMARK @1006',
      'BOOKMARK @1006 blind',
      'ADDED b-1 @1007 listed',
    )
    expect(versions(server)).to.deep.equal([undefined, '1006'])
  })
})

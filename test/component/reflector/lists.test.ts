import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { describe } from 'mocha'
import type { ApiServer } from '../../support/apiserver/apiserver.ts'
import { ANSWERS, answer, cut, reset, trickle, wait } from '../../support/apiserver/fault-kit.ts'
import { lineOf, overs, pod, reflects, type Reflecting } from './reflecting.ts'

const BY_PAGES = { watchList: 400 } as const

const isSeeing = (live: Reflecting) => live.until(() => live.news.some(({ is }) => is === 'seeing'))

/** `watch`, `list 1`, `watch 1002`: what was asked for, a list's page, and from which version a watch is. */
const asked = ({ requests }: ApiServer): readonly string[] =>
  requests.map(({ verb, page, query }) =>
    [verb, page, query['resourceVersion']].filter((part) => part !== undefined).join(' '),
  )

const NOT_OFFERED = 'not offered HTTP 400: sendInitialEvents is not supported; 0 ms; lists anew'

describe('a reflector that lists by pages', () => {
  reflects(
    'asks as a pager does, and watches from the version that it has listed',
    async ({ server, start }) => {
      for (const name of ['a', 'b', 'c']) server.pods.put(pod(name))
      const live = start({ pageSize: 2 })
      await isSeeing(live)
      const queries = server.requests.map(({ path, query: { continue: from, ...query } }) => ({
        path,
        ...query,
        ...(from !== undefined && { continues: true }),
      }))
      const path = '/api/v1/pods'
      expect(queries).to.deep.equal([
        {
          path,
          watch: 'true',
          allowWatchBookmarks: 'true',
          sendInitialEvents: 'true',
          resourceVersionMatch: 'NotOlderThan',
        },
        { path, limit: '2' },
        { path, limit: '2', continues: true },
        { path, watch: 'true', allowWatchBookmarks: 'true', resourceVersion: '1003' },
      ])
      expect(overs(live.news)).to.deep.equal([NOT_OFFERED])
    },
    BY_PAGES,
  )
  reflects(
    'gives objects of a list their type, which only those of a watch have',
    async ({ server, start }) => {
      const { metadata } = server.pods.put(pod('a'))
      const live = start()
      await isSeeing(live)
      expect(live.items[0]?.object).to.deep.equal({ kind: 'Pod', apiVersion: 'v1', metadata })
    },
    BY_PAGES,
  )
  reflects(
    'brings 5,000 pods in ten pages, each once, over one connection',
    async ({ server, start }) => {
      // Of this size pages are compressed.
      const padding = { annotations: { padding: 'x'.repeat(300) } }
      const names = Array.from({ length: 5_000 }, (_, i) => `pod-${String(i).padStart(4, '0')}`)
      for (const name of names) server.pods.put(pod(name, padding))
      const live = start()
      await isSeeing(live)
      expect(live.items.map(lineOf)).to.deep.equal([
        ...names.map((name, i) => `ADDED ${name}-1 @${1_001 + i} listed`),
        'BOOKMARK @6000 end blind',
        'BOOKMARK @6000 blind',
      ])
      const pages = Array.from({ length: 10 }, (_, i) => `list ${i + 1}`)
      expect([...asked(server), server.connections.opened]).to.deep.equal(['watch', ...pages, 'watch 6000', 1])
    },
    BY_PAGES,
  )
  reflects(
    'shows what the first page found; what changes meanwhile comes with the watch',
    async ({ server, start }) => {
      for (const name of ['a', 'b', 'c']) server.pods.put(pod(name))
      const { promise, resolve } = Promise.withResolvers<undefined>()
      server.fail({ verb: 'list', page: 2 }, wait(promise))
      const live = start({ pageSize: 2 })
      await server.until(() => server.requests.some(({ page }) => page === 2))
      server.pods.put(pod('a'))
      server.pods.remove('n', 'c')
      server.pods.put(pod('aa'))
      resolve(undefined)
      await live.shows(
        'ADDED a-1 @1001 listed',
        'ADDED b-1 @1002 listed',
        'ADDED c-1 @1003 listed',
        'BOOKMARK @1003 end blind',
        'BOOKMARK @1003 blind',
        // They came while the pages were listed: late.
        'MODIFIED a-1 @1004 listed',
        'DELETED c-1 @1005 listed',
        'ADDED aa-1 @1006 listed',
      )
    },
    BY_PAGES,
  )
  reflects(
    'lists by pages again after a gap: a server does not learn it meanwhile',
    async ({ server, start }) => {
      server.pods.put(pod('a'))
      const live = start()
      await isSeeing(live)
      server.fail({ verb: 'watch' }, ANSWERS.expired())
      await server.openWatches[0]?.end()
      await live.until(() => live.items.length === 7)
      expect(asked(server)).to.deep.equal(['watch', 'list 1', 'watch 1001', 'watch 1001', 'list 1', 'watch 1001'])
      expect(live.items.slice(3).map(lineOf)).to.deep.equal([
        'ERROR 410',
        'ADDED a-1 @1001 listed',
        'BOOKMARK @1001 end blind',
        'BOOKMARK @1001 blind',
      ])
    },
    BY_PAGES,
  )
})

describe('a list by pages that fails at its second page', () => {
  const AGAIN = [
    'ADDED a-1 @1001 listed',
    'ADDED b-1 @1002 listed',
    'ERROR 410',
    'ADDED a-1 @1001 listed',
    'ADDED b-1 @1002 listed',
    'ADDED c-1 @1003 listed',
    'BOOKMARK @1003 end blind',
    'BOOKMARK @1003 blind',
  ]
  const cases: readonly (readonly [title: string, spoil: (server: ApiServer) => void, over: string])[] = [
    [
      'its version is gone: 410',
      (server) => server.fail({ page: 2 }, ANSWERS.continueExpired()),
      'expired HTTP 410: The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.; 250 ms; lists anew',
    ],
    [
      'an error',
      (server) => server.fail({ page: 2 }, ANSWERS.internalError('boom')),
      'failed HTTP 500: Internal error occurred: boom; 500 ms; goes on',
    ],
    ['a reset', (server) => server.fail({ page: 2 }, reset()), 'failed read ECONNRESET; 500 ms; goes on'],
    ['half an answer', (server) => server.fail({ page: 2 }, cut(100, 'close')), 'failed aborted; 500 ms; goes on'],
    [
      'half an answer that seems whole',
      (server) => server.fail({ page: 2 }, cut(100, 'end')),
      'failed an answer that is no JSON; 500 ms; goes on',
    ],
    [
      'another answer than a list',
      (server) => server.fail({ page: 2 }, answer(200, { kind: 'Pod' })),
      'failed an answer that is no list; 500 ms; goes on',
    ],
    [
      'a page of a proxy',
      (server) => server.fail({ page: 2 }, answer(200, '<html>Log in</html>')),
      'failed an answer that is no JSON; 500 ms; goes on',
    ],
    [
      'broken compression',
      (server) => server.fail({ page: 2 }, answer(200, gzipSync('{}').subarray(0, 12), { 'Content-Encoding': 'gzip' })),
      'failed unexpected end of file; 500 ms; goes on',
    ],
    [
      'what is no compression',
      (server) => server.fail({ page: 2 }, answer(200, '{}', { 'Content-Encoding': 'gzip' })),
      'failed incorrect header check; 500 ms; goes on',
    ],
  ]
  for (const [title, spoil, over] of cases) {
    reflects(
      `${title}: begins again`,
      async ({ server, start }) => {
        for (const name of ['a', 'b', 'c']) server.pods.put(pod(name))
        spoil(server)
        const live = start({ pageSize: 2 })
        await live.shows(...AGAIN)
        expect(overs(live.news)).to.deep.equal([NOT_OFFERED, over])
      },
      BY_PAGES,
    )
  }
  reflects(
    'compacted between two pages: begins again',
    async ({ server, start }) => {
      for (const name of ['a', 'b', 'c']) server.pods.put(pod(name))
      const { promise, resolve } = Promise.withResolvers<undefined>()
      server.fail({ verb: 'list', page: 2 }, wait(promise))
      const live = start({ pageSize: 2 })
      await server.until(() => server.requests.some(({ page }) => page === 2))
      server.pods.remove('n', 'b')
      server.compact()
      resolve(undefined)
      await live.shows(
        ...AGAIN.slice(0, 4),
        'ADDED c-1 @1003 listed',
        'BOOKMARK @1004 end blind',
        'BOOKMARK @1004 blind',
      )
    },
    BY_PAGES,
  )
})

describe('an answer that comes byte by byte', () => {
  for (const watchList of ['offered', 400] as const) {
    reflects(
      `is as one that comes at once (lists in a watch: ${watchList})`,
      async ({ server, start }) => {
        server.pods.put(pod('a'))
        server.fail({}, trickle(1), 'always')
        const live = start()
        await isSeeing(live)
        server.pods.put(pod('b', { labels: { city: 'Zürich 🙂' } }))
        await live.until(() => live.items.some(({ object }) => JSON.stringify(object).includes('Zürich 🙂')))
        const list =
          watchList === 'offered' ? ['BOOKMARK @1001 end'] : ['BOOKMARK @1001 end blind', 'BOOKMARK @1001 blind']
        const late = watchList === 'offered' ? '' : ' listed'
        await live.shows('ADDED a-1 @1001 listed', ...list, `ADDED b-1 @1002${late}`)
      },
      { watchList },
    )
  }
})

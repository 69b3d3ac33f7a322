import { expect } from 'chai'
import { describe } from 'mocha'
import { feedsOf } from '../../../src/kube/feed.ts'
import type { ApiServer } from '../../support/apiserver/apiserver.ts'
import { credentialsFor, EVENTS, lineOf, pod, reflects, type Reflecting } from './reflecting.ts'

const isSeeing = (live: Reflecting, times = 1) =>
  live.until(() => live.news.filter(({ is }) => is === 'seeing').length === times)

const LABELLED = { watch: 'pods', namespace: '', labelSelector: 'app=web' } as const
const web = (name: string, more: object = {}, uid?: string) => pod(name, { labels: { app: 'web' }, ...more }, uid)

describe('a reflector with a label selector', () => {
  reflects('sees only what matches; what leaves without being deleted has LEFT', async ({ server, start }) => {
    server.pods.put(web('a'))
    server.pods.put(pod('b'))
    const live = start({ feed: LABELLED })
    await isSeeing(live)
    server.pods.put(pod('a'))
    server.pods.put(web('b'))
    server.pods.put(web('c'))
    server.pods.put(web('c', { deletionTimestamp: '2026-03-01T12:00:30Z' }))
    server.pods.remove('n', 'c')
    server.pods.remove('n', 'b')
    await live.shows(
      'ADDED a-1 @1001 listed',
      'BOOKMARK @1002 end',
      'LEFT a-1 @1003',
      'ADDED b-1 @1004',
      'ADDED c-1 @1005',
      'MODIFIED c-1 @1006',
      'DELETED c-1 @1007',
      // Deleted by force, it looks as if it had left.
      'LEFT b-1 @1008',
    )
    expect(server.requests.map(({ query }) => query['labelSelector'])).to.deep.equal(['app=web'])
  })
  reflects(
    'asks with it for pages, too',
    async ({ server, start }) => {
      for (const one of [web('a'), pod('b'), web('c')]) server.pods.put(one)
      const live = start({ feed: LABELLED, pageSize: 1 })
      await isSeeing(live)
      expect([...new Set(server.requests.map(({ query }) => query['labelSelector']))]).to.deep.equal(['app=web'])
      expect(live.items.map(lineOf).slice(0, 2)).to.deep.equal(['ADDED a-1 @1001 listed', 'ADDED c-1 @1003 listed'])
    },
    { watchList: 400 },
  )
})
describe('a reflector without one', () => {
  reflects('takes each DELETED for a deletion', async ({ server, start }) => {
    server.pods.put(pod('a'))
    const live = start()
    await isSeeing(live)
    server.pods.remove('n', 'a')
    await live.shows('ADDED a-1 @1001 listed', 'BOOKMARK @1001 end', 'DELETED a-1 @1002')
  })
})

describe('a reflector of Events', () => {
  const event = (name: string, kind: string) => ({ metadata: { name, namespace: 'n' }, involvedObject: { kind } })
  reflects('asks for those about pods', async ({ server, start }) => {
    server.events.put({ ...event('a', 'Pod'), metadata: { name: 'a', namespace: 'n', uid: 'a-1' } })
    server.events.put(event('b', 'Node'))
    const live = start({ feed: EVENTS })
    await live.shows('ADDED a-1 @1001 listed', 'BOOKMARK @1002 end')
    expect(server.requests.map(({ path, query }) => [path, query['fieldSelector']])).to.deep.equal([
      ['/api/v1/events', 'involvedObject.kind=Pod'],
    ])
  })
})

describe('one pod name with two UIDs over a gap', () => {
  async function gap(server: ApiServer, live: Reflecting, isCompacted: boolean): Promise<void> {
    await isSeeing(live)
    await server.stop()
    server.pods.remove('n', 'a')
    server.pods.put(pod('a', {}, 'a-2'))
    if (isCompacted) server.compact()
    await server.start()
    await isSeeing(live, isCompacted ? 3 : 2)
  }
  reflects('that the server remembers: the old one goes, the new one comes', async ({ server, start }) => {
    server.pods.put(pod('a'))
    const live = start()
    await gap(server, live, false)
    await live.shows(
      'ADDED a-1 @1001 listed',
      'BOOKMARK @1001 end',
      'BOOKMARK @1001 blind',
      'DELETED a-1 @1002 listed',
      'ADDED a-2 @1003 listed',
    )
  })
  reflects('that it does not: the new one is in the list', async ({ server, start }) => {
    server.pods.put(pod('a'))
    const live = start()
    await gap(server, live, true)
    await live.shows(
      'ADDED a-1 @1001 listed',
      'BOOKMARK @1001 end',
      'BOOKMARK @1001 blind',
      'ERROR 410',
      'ADDED a-2 @1003 listed',
      'BOOKMARK @1003 end blind',
    )
  })
})

describe('the reflectors of a cluster', () => {
  const cases: readonly (readonly [namespaces: readonly string[], paths: readonly string[]])[] = [
    [[], ['/api/v1/events', '/api/v1/pods']],
    [
      ['a', 'b'],
      [
        '/api/v1/namespaces/a/events',
        '/api/v1/namespaces/a/pods',
        '/api/v1/namespaces/b/events',
        '/api/v1/namespaces/b/pods',
      ],
    ],
  ]
  for (const [namespaces, paths] of cases) {
    reflects(
      `in ${namespaces.join(' and ') || 'all namespaces'}: are ${paths.length} watches, and no more`,
      async (stage) => {
        const { server, folder, start } = stage
        const credentials = credentialsFor(server, folder)
        const all = feedsOf(namespaces, undefined).map((feed) => start({ credentials, feed }))
        await Promise.all(all.map((live) => isSeeing(live)))
        expect(server.requests.map(({ path }) => path).toSorted()).to.deep.equal(paths)
        // One connection each, which stays as long as the server does not close it.
        for (const round of [2, 3]) {
          await Promise.all(server.openWatches.map((watch) => watch.end()))
          await Promise.all(all.map((live) => isSeeing(live, round)))
        }
        expect([server.requests.length, server.connections]).to.deep.equal([
          3 * paths.length,
          { opened: paths.length, open: paths.length },
        ])
        expect(server.requests.map(({ headers }) => headers['user-agent'])).to.deep.equal(
          Array(3 * paths.length).fill('test'),
        )
      },
    )
  }
})

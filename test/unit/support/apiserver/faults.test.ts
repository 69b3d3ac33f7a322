import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { bookmarksOnly, cut, hang, reset, silence, trickle, wait } from '../../../support/apiserver/fault-kit.ts'
import { get, stream } from './client.ts'
import { pod, seen, serverForEach } from './harness.ts'

const PODS = '/api/v1/pods'
const WATCH = '/api/v1/pods?watch=1&resourceVersion=1001'

describe('faults of an answer', () => {
  const server = serverForEach()
  beforeEach(() => void server.now.pods.put(pod('a')))
  describe('keep an answer back', () => {
    const codeOf = (error: NodeJS.ErrnoException): string | undefined => error.code
    it('reset', async () => {
      server.now.fail({}, reset())
      expect(await get(server.now, PODS).catch(codeOf)).to.equal('ECONNRESET')
      const [request] = await server.now.until(() => server.now.requests[0]?.ended && server.now.requests)
      expect([request?.status, request?.ended?.how]).to.deep.equal([undefined, 'reset'])
    })
    it('hang', async () => {
      server.now.fail({}, hang())
      const answered = get(server.now, PODS).catch(codeOf)
      await server.now.until(() => server.now.requests.length === 1)
      await server.now.stop()
      const { status, ended } = server.now.requests[0] ?? {}
      expect([await answered, status, ended?.how]).to.deep.equal(['ECONNRESET', undefined, 'closed'])
    })
    it('wait', async () => {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      server.now.fail({}, wait(promise))
      const answered = get(server.now, PODS)
      await server.now.until(() => server.now.requests.length === 1)
      server.now.pods.put(pod('late'))
      resolve(undefined)
      expect((await answered).text).to.include('"late"')
    })
    for (const path of [PODS, WATCH]) {
      it(`silence, for GET ${path}`, async () => {
        server.now.fail({}, silence())
        const body = await stream(server.now, path)
        server.now.pods.put(pod('b'))
        server.now.bookmark()
        await server.now.stop()
        expect([body.status, await body.ended, body.text()]).to.deep.equal([200, 'ECONNRESET', ''])
      })
    }
    it('silence that ends', async () => {
      server.now.fail({}, silence())
      const watch = await stream(server.now, WATCH)
      server.now.pods.put(pod('b'))
      server.now.openWatches[0]?.release()
      server.now.pods.put(pod('c'))
      expect(await watch.events(2)).to.deep.equal([seen('ADDED', 1002, pod('b')), seen('ADDED', 1003, pod('c'))])
    })
    it('bookmarks only, of what has been sent', async () => {
      server.now.fail({}, bookmarksOnly())
      const watch = await stream(server.now, `${WATCH}&allowWatchBookmarks=1`)
      server.now.pods.put(pod('b'))
      server.now.bookmark()
      server.now.openWatches[0]?.release()
      server.now.bookmark()
      const events = await watch.events(3)
      expect(
        events.map(({ type, object }) => [type, (object as ReturnType<typeof seen>['object']).metadata]),
      ).to.deep.equal([
        ['BOOKMARK', { resourceVersion: '1001' }],
        ['ADDED', { ...pod('b').metadata, resourceVersion: '1002' }],
        ['BOOKMARK', { resourceVersion: '1002' }],
      ])
    })
    it('from some moment on', async () => {
      const watch = await stream(server.now, `${WATCH}&allowWatchBookmarks=1`)
      server.now.pods.put(pod('b'))
      server.now.openWatches[0]?.withhold('objects')
      server.now.pods.put(pod('c'))
      server.now.bookmark()
      const [first, second] = await watch.events(2)
      const version = (second?.object as unknown as ReturnType<typeof seen>['object']).metadata.resourceVersion
      expect([first, second?.type, version]).to.deep.equal([seen('ADDED', 1002, pod('b')), 'BOOKMARK', '1002'])
    })
  })

  describe('spoil a body', () => {
    const CASES: readonly [by: 'reset' | 'close' | 'end', ended: string, how: string][] = [
      ['reset', 'ECONNRESET', 'reset'],
      ['close', 'ECONNRESET', 'closed'],
      ['end', 'end', 'complete'],
    ]
    for (const [by, ended, how] of CASES) {
      for (const [path, bytes] of [
        [PODS, 0],
        [PODS, 21],
        [WATCH, 0],
        [WATCH, 200],
      ] as const) {
        it(`cut behind ${bytes} bytes by ${by}, for GET ${path}`, async () => {
          server.now.fail({}, cut(bytes, by))
          const body = await stream(server.now, path)
          if (bytes > 0 && path === WATCH) for (const name of ['b', 'c', 'd']) server.now.pods.put(pod(name))
          expect([await body.ended, body.text().length]).to.deep.equal([ended, bytes])
          await server.now.until(() => server.now.requests[0]?.ended)
          expect(server.now.requests[0]?.ended?.how).to.equal(how)
        })
      }
    }
    it('a cut that is never reached leaves the body whole', async () => {
      server.now.fail({}, cut(1_000_000))
      const body = await stream(server.now, PODS)
      expect([await body.ended, body.text()]).to.deep.equal(['end', (await get(server.now, PODS)).text])
    })
    for (const bytes of [1, 7]) {
      it(`${bytes} bytes at a time`, async () => {
        server.now.fail({}, trickle(bytes), 2)
        const [list, watch] = [await stream(server.now, PODS), await stream(server.now, WATCH)]
        server.now.pods.put(pod('b'))
        expect(await watch.events(1)).to.deep.equal([seen('ADDED', 1002, pod('b'))])
        expect(await list.ended).to.equal('end')
        for (const { pieces } of [list, watch])
          expect(pieces.slice(0, -1).every(({ length }) => length === bytes)).to.equal(true)
      })
    }
  })
})

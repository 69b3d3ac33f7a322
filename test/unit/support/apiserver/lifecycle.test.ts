import { Agent } from 'node:https'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { startApiServer } from '../../../support/apiserver/apiserver.ts'
import { hang } from '../../../support/apiserver/fault-kit.ts'
import { get, stream } from './client.ts'
import { pod, seen, serverForEach } from './harness.ts'

const PODS = '/api/v1/pods'

describe('the server', () => {
  const server = serverForEach()
  const codeOf = (error: NodeJS.ErrnoException): string | undefined => error.code

  describe('keeps connections', () => {
    let agent: Agent
    beforeEach(() => {
      agent = new Agent({ keepAlive: true, maxSockets: 1 })
    })
    afterEach(() => agent.destroy())
    it('for the next request', async () => {
      for (const path of [PODS, PODS, '/api/v1/events', '/nowhere']) await get(server.now, path, { agent })
      expect([server.now.connections, server.now.requests.map(({ connection }) => connection)]).to.deep.equal([
        { opened: 1, open: 1 },
        [1, 1, 1, 1],
      ])
    })
    it('until they are closed', async () => {
      await get(server.now, PODS)
      await server.now.until(() => server.now.connections.open === 0)
      await get(server.now, PODS, { agent })
      expect(server.now.connections).to.deep.equal({ opened: 2, open: 1 })
    })
  })

  it('writes down what came', async () => {
    const headers = { accept: 'application/json', 'accept-encoding': 'gzip', 'user-agent': 'podstart/1', cookie: 'x' }
    await get(server.now, '/api/v1/namespaces/shop/pods?limit=5&labelSelector=a%20in%20(b)', { headers })
    await server.now.until(() => server.now.requests[0]?.ended)
    const [{ at, ended, ...rest } = { at: 0, ended: undefined }] = server.now.requests
    expect(rest).to.deep.equal({
      method: 'GET',
      path: '/api/v1/namespaces/shop/pods',
      query: { limit: '5', labelSelector: 'a in (b)' },
      verb: 'list',
      resource: 'pods',
      namespace: 'shop',
      page: 1,
      headers: {
        authorization: 'Bearer token',
        accept: 'application/json',
        'accept-encoding': 'gzip',
        'user-agent': 'podstart/1',
      },
      connection: 1,
      status: 200,
    })
    expect(ended).to.deep.equal({ at: ended?.at, how: 'complete' })
    expect(ended?.at).to.be.at.least(at)
  })
  it('notices when a client leaves', async () => {
    const watch = await stream(server.now, `${PODS}?watch=1`)
    watch.leave()
    await server.now.until(() => server.now.openWatches.length === 0)
    expect(server.now.requests[0]?.ended?.how).to.equal('client')
  })

  describe('waits for what is to happen', () => {
    it('and gives it', async () => {
      const coming = server.now.until(() => server.now.openWatches.find(({ resource }) => resource === 'events'))
      await stream(server.now, `${PODS}?watch=1`)
      await stream(server.now, '/api/v1/events?watch=1')
      expect((await coming).resource).to.equal('events')
    })
    it('such as an event that is sent', async () => {
      await stream(server.now, `${PODS}?watch=1`)
      const coming = server.now.until(() => server.now.openWatches[0]?.sent === 2)
      for (const name of ['a', 'b']) server.now.pods.put(pod(name))
      expect(await coming).to.equal(true)
    })
    it('such as a fault that is met', async () => {
      const fault = server.now.fail({}, hang())
      const gone = get(server.now, PODS).catch(codeOf)
      const [request] = await server.now.until(() => fault.met.length > 0 && fault.met)
      expect(request).to.equal(server.now.requests[0])
      await server.now.stop()
      await gone
    })
    it('and says what was, when it does not', async () => {
      server.now.fail({ resource: 'events' }, hang())
      await get(server.now, `${PODS}?limit=5`)
      await server.now.until(() => server.now.requests[0]?.ended)
      const gone = get(server.now, '/api/v1/events').catch(codeOf)
      await server.now.until(() => server.now.requests.length === 2)
      const error = await server.now.until(() => server.now.requests.length === 3, 1).catch((thrown: Error) => thrown)
      await server.now.stop()
      await gone
      expect(error).to.have.property(
        'message',
        'not so within 1 ms: () => server.now.requests.length === 3\n' +
          'the requests were:\n' +
          '  GET /api/v1/pods?limit=5: 200, complete\n' +
          '  GET /api/v1/events: no answer, open',
      )
    })
    it('and fails when the question does', async () => {
      const ask = (): boolean => {
        throw new Error('what?')
      }
      expect(await server.now.until(ask).catch((error: Error) => error.message)).to.equal('what?')
    })
  })

  describe('restarted', () => {
    it('has the same objects at the same place, and breaks off what was open', async () => {
      server.now.pods.put(pod('a'))
      const before = server.now.url
      const watch = await stream(server.now, `${PODS}?watch=1`)
      await watch.events(1)
      await server.now.restart()
      expect([await watch.ended, server.now.requests[0]?.ended?.how]).to.deep.equal(['ECONNRESET', 'closed'])
      expect([server.now.url, server.now.openWatches]).to.deep.equal([before, []])
      const again = await stream(server.now, `${PODS}?watch=1`)
      expect(await again.events(1)).to.deep.equal([seen('ADDED', 1001, pod('a'))])
    })
    it('is away between stop and start, while objects change', async () => {
      server.now.pods.put(pod('a'))
      await server.now.stop()
      expect(await get(server.now, PODS).catch(codeOf)).to.equal('ECONNREFUSED')
      server.now.pods.put(pod('b'))
      await server.now.start()
      const watch = await stream(server.now, `${PODS}?watch=1&resourceVersion=1001`)
      expect(await watch.events(1)).to.deep.equal([seen('ADDED', 1002, pod('b'))])
    })
  })

  describe('closed', () => {
    it('leaves nothing that keeps the process alive', async () => {
      const timers = (): number => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length
      const other = await startApiServer()
      const before = timers()
      const query = 'watch=1&allowWatchBookmarks=1&timeoutSeconds=60'
      const watches = await Promise.all([stream(other, `${PODS}?${query}`), stream(other, `/api/v1/events?${query}`)])
      expect(timers()).to.be.above(before)
      await other.close()
      await Promise.all(watches.map(({ ended }) => ended))
      expect([timers(), other.openWatches, other.connections]).to.deep.equal([before, [], { opened: 2, open: 0 }])
    })
    it('twice is no mistake', async () => {
      await server.now.close()
      await server.now.close()
    })
  })
})

import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { get, stream } from './client.ts'
import { event, pod, seen, serverForEach, status } from './harness.ts'

type ResourceName = 'pods' | 'events'

const BLANK: Readonly<Record<ResourceName, object>> = {
  pods: { spec: { containers: null }, status: {} },
  events: {
    involvedObject: {},
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: null,
    reportingComponent: '',
    reportingInstance: '',
  },
}

const bookmark = (version: number, resource: ResourceName = 'pods', more: object = {}) => ({
  type: 'BOOKMARK',
  object: {
    kind: resource === 'pods' ? 'Pod' : 'Event',
    apiVersion: 'v1',
    metadata: { resourceVersion: String(version), ...more },
    ...BLANK[resource],
  },
})
const initialEnd = (version: number, resource: ResourceName = 'pods') =>
  bookmark(version, resource, { annotations: { 'k8s.io/initial-events-end': 'true' } })

describe('a watch', () => {
  const server = serverForEach()
  const web = pod('web', { labels: { app: 'web' } })
  const api = pod('api', { labels: { app: 'api' }, namespace: 'zoo' })
  /** 1001 to 1003. */
  beforeEach(() => {
    server.now.pods.put(web)
    server.now.pods.put(api)
    server.now.events.put(event('e1'))
  })

  it('is one line of JSON an event, in chunks', async () => {
    const watch = await stream(server.now, '/api/v1/pods?watch=1&resourceVersion=1001')
    const { 'content-type': type, 'transfer-encoding': encoding } = watch.headers
    expect([watch.status, type, encoding]).to.deep.equal([200, 'application/json', 'chunked'])
    const line = `${JSON.stringify(seen('ADDED', 1002, api))}\n`
    expect([await watch.lines(1), watch.text()]).to.deep.equal([[line.trim()], line])
  })

  const BEGINNINGS: readonly [query: string, events: readonly object[], resource?: ResourceName][] = [
    ['watch=true', [seen('ADDED', 1001, web), seen('ADDED', 1002, api)]],
    ['watch=true&resourceVersion=0', [seen('ADDED', 1001, web), seen('ADDED', 1002, api)]],
    ['watch=true&allowWatchBookmarks=true', [seen('ADDED', 1001, web), seen('ADDED', 1002, api), initialEnd(1003)]],
    [
      'watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=1001',
      [seen('ADDED', 1001, web), seen('ADDED', 1002, api), initialEnd(1003)],
    ],
    [
      'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan',
      [seen('ADDED', 1001, web), seen('ADDED', 1002, api)],
    ],
    ['watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan', []],
    ['watch=true&labelSelector=app%3Dapi&allowWatchBookmarks=1', [seen('ADDED', 1002, api), initialEnd(1003)]],
    ['watch=true&resourceVersion=1000', [seen('ADDED', 1001, web), seen('ADDED', 1002, api)]],
    ['watch=true&resourceVersion=1001', [seen('ADDED', 1002, api)]],
    ['watch=true&resourceVersion=1001&fieldSelector=metadata.namespace%3Dshop', []],
    ['watch=true&resourceVersion=1003', []],
    [
      'watch=true&allowWatchBookmarks=true',
      [seen('ADDED', 1003, event('e1'), 'Event'), initialEnd(1003, 'events')],
      'events',
    ],
    [
      'watch=true&fieldSelector=involvedObject.kind%3DDeployment&allowWatchBookmarks=1',
      [initialEnd(1003, 'events')],
      'events',
    ],
  ]
  for (const [query, events, resource = 'pods'] of BEGINNINGS) {
    it(`of ${resource} begins, with ${query}`, async () => {
      const watch = await stream(server.now, `/api/v1/${resource}?${query}`)
      // Nothing else came before what is written now.
      const next = resource === 'pods' ? pod('next', { labels: { app: 'api' } }) : event('next', { kind: 'Deployment' })
      server.now[resource].put(next)
      const [kind, version] = resource === 'pods' ? ['Pod', 1004] : ['Event', 1004]
      const all = [...events, seen('ADDED', version, next, kind)]
      const seesNext = !query.includes('kind%3DPod')
      expect(await watch.events(all.length)).to.deep.equal(seesNext ? all : events)
    })
  }

  it('goes on with what is written', async () => {
    const watch = await stream(server.now, '/api/v1/namespaces/shop/pods?watch=1&resourceVersion=1003')
    server.now.pods.put({ ...web, spec: { nodeName: 'n' } })
    server.now.pods.put({ ...api, spec: { nodeName: 'n' } })
    server.now.events.put(event('e2'))
    server.now.pods.put(pod('new'))
    server.now.pods.remove('shop', 'web')
    expect(await watch.events(3)).to.deep.equal([
      seen('MODIFIED', 1004, { ...web, spec: { nodeName: 'n' } }),
      seen('ADDED', 1007, pod('new')),
      seen('DELETED', 1008, { ...web, spec: { nodeName: 'n' } }),
    ])
  })

  it('catches up on a history', async () => {
    server.now.pods.put({ ...web, spec: { nodeName: 'n' } })
    server.now.pods.remove('shop', 'web')
    const watch = await stream(server.now, '/api/v1/pods?watch=1&resourceVersion=1002')
    expect(await watch.events(2)).to.deep.equal([
      seen('MODIFIED', 1004, { ...web, spec: { nodeName: 'n' } }),
      seen('DELETED', 1005, { ...web, spec: { nodeName: 'n' } }),
    ])
  })

  it('with a selector sees objects come into it and leave it', async () => {
    const labelled = (app: string) => ({ ...web, metadata: { ...web.metadata, labels: { app } } })
    const watch = await stream(server.now, '/api/v1/pods?watch=1&labelSelector=app%3Dapi&resourceVersion=1003')
    server.now.pods.put(labelled('api'))
    server.now.pods.put({ ...labelled('api'), spec: { nodeName: 'n' } })
    server.now.pods.put(labelled('web'))
    server.now.pods.remove('shop', 'web')
    server.now.pods.remove('zoo', 'api')
    expect(await watch.events(4)).to.deep.equal([
      seen('ADDED', 1004, labelled('api')),
      seen('MODIFIED', 1005, { ...labelled('api'), spec: { nodeName: 'n' } }),
      seen('DELETED', 1006, { ...labelled('api'), spec: { nodeName: 'n' } }),
      seen('DELETED', 1008, api),
    ])
  })

  it('from a version that is still to come waits for it', async () => {
    const watch = await stream(server.now, '/api/v1/pods?watch=1&resourceVersion=1004')
    server.now.pods.put(pod('early'))
    server.now.pods.put(pod('late'))
    expect(await watch.events(1)).to.deep.equal([seen('ADDED', 1005, pod('late'))])
  })

  it('ends in order at its timeout', async () => {
    server.now.settings.secondMs = 1
    const watch = await stream(server.now, '/api/v1/pods?watch=1&resourceVersion=1003&timeoutSeconds=20')
    expect([await watch.ended, watch.text()]).to.deep.equal(['end', ''])
  })
  it('gets a bookmark shortly before its timeout', async () => {
    server.now.settings.secondMs = 10
    const query = 'watch=1&resourceVersion=1001&timeoutSeconds=4&allowWatchBookmarks=1'
    const watch = await stream(server.now, `/api/v1/pods?${query}`)
    expect(await watch.ended).to.equal('end')
    expect(await watch.events(2)).to.deep.equal([seen('ADDED', 1002, api), bookmark(1003)])
  })

  describe('with bookmarks', () => {
    const PODS = '/api/v1/pods?watch=1&resourceVersion=1003'
    const EVENTS = '/api/v1/events?watch=1&resourceVersion=1003&allowWatchBookmarks=1'
    it('gets one when the test says so', async () => {
      const watch = await stream(server.now, `${PODS}&allowWatchBookmarks=1`)
      server.now.elsewhere()
      server.now.bookmark()
      expect(await watch.events(1)).to.deep.equal([bookmark(1004)])
    })
    it('gets them in an interval', async () => {
      server.now.settings.bookmarkEveryMs = 1
      const watch = await stream(server.now, `${PODS}&allowWatchBookmarks=1`)
      expect(await watch.events(3)).to.deep.equal([bookmark(1003), bookmark(1003), bookmark(1003)])
    })
    it('that did not ask gets none', async () => {
      const watch = await stream(server.now, PODS)
      server.now.bookmark()
      server.now.pods.put(pod('new'))
      expect(await watch.events(1)).to.deep.equal([seen('ADDED', 1004, pod('new'))])
    })
    it('of Events gets none but by name: they have no watch cache', async () => {
      const watch = await stream(server.now, EVENTS)
      server.now.bookmark()
      server.now.elsewhere()
      server.now.bookmark('events')
      expect(await watch.events(1)).to.deep.equal([bookmark(1004, 'events')])
    })
  })

  describe('from a version that is gone', () => {
    beforeEach(() => server.now.compact())
    const POD_GONE = status(410, 'Expired', 'too old resource version: 1002 (1003)')
    const EVENT_GONE = status(410, 'Expired', 'The resourceVersion for the provided watch is too old.')
    const CASES: readonly [resource: ResourceName, gone: object][] = [
      ['pods', POD_GONE],
      ['events', EVENT_GONE],
    ]
    for (const [resource, gone] of CASES) {
      it(`of ${resource} has an ERROR event, and ends`, async () => {
        const watch = await stream(server.now, `/api/v1/${resource}?watch=1&resourceVersion=1002`)
        expect([watch.status, await watch.ended]).to.deep.equal([200, 'end'])
        expect(watch.text()).to.equal(`${JSON.stringify({ type: 'ERROR', object: gone })}\n`)
      })
      it(`of ${resource} is refused with 410, where the server is of that kind`, async () => {
        server.now.settings.expiredWatch = 'status'
        const { status, json } = await get(server.now, `/api/v1/${resource}?watch=1&resourceVersion=1002`)
        expect([status, json]).to.deep.equal([410, gone])
      })
    }
    it('is not that of the compaction itself', async () => {
      const watch = await stream(server.now, '/api/v1/pods?watch=1&resourceVersion=1003')
      server.now.pods.put(pod('new'))
      expect(await watch.events(1)).to.deep.equal([seen('ADDED', 1004, pod('new'))])
    })
  })

  it('with initial events from a version still to come has an ERROR event', async () => {
    const query = 'watch=1&sendInitialEvents=1&resourceVersionMatch=NotOlderThan&resourceVersion=2000'
    const { text } = await get(server.now, `/api/v1/pods?${query}`)
    expect(text).to.include('"type":"ERROR"').and.to.include('Timeout: Too large resource version: 2000, current: 1003')
  })
  it('from a version that is none is refused', async () => {
    const { status, json } = await get(server.now, '/api/v1/pods?watch=1&resourceVersion=x')
    const message = 'resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax'
    const told = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 }
    expect([status, json]).to.deep.equal([500, told])
  })
  it('keeps watching over a compaction', async () => {
    const watch = await stream(server.now, '/api/v1/pods?watch=1&resourceVersion=1003')
    server.now.compact()
    server.now.pods.put({ ...web, spec: {} })
    expect(await watch.events(1)).to.deep.equal([seen('MODIFIED', 1004, web)])
  })
  it('without the WatchList begins with what is there, and says nothing of its end', async () => {
    server.now.settings.watchList = 422
    const watch = await stream(server.now, '/api/v1/pods?watch=1&allowWatchBookmarks=1')
    server.now.bookmark()
    expect(await watch.events(3)).to.deep.equal([seen('ADDED', 1001, web), seen('ADDED', 1002, api), bookmark(1003)])
  })
  it('is in the hands of the test while it is open', async () => {
    const path =
      '/api/v1/namespaces/shop/pods?watch=1&resourceVersion=1002&labelSelector=app&fieldSelector=metadata.name%3Dx'
    await stream(server.now, path)
    const [watch] = server.now.openWatches
    const { resource, namespace, labelSelector, fieldSelector, resourceVersion, sent } = watch ?? {}
    expect({ resource, namespace, labelSelector, fieldSelector, resourceVersion, sent }).to.deep.equal({
      resource: 'pods',
      namespace: 'shop',
      labelSelector: 'app',
      fieldSelector: 'metadata.name=x',
      resourceVersion: '1002',
      sent: 0,
    })
  })
})

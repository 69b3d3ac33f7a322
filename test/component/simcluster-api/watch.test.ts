import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { SECOND, nanos } from '../../../src/observe/nanos.ts'
import { createCompactor } from '../../../src/simcluster/api/history.ts'
import type { Received } from '../../unit/support/apiserver/client.ts'
import { apiForEach, pod, PODS, startApi } from './harness.ts'

interface Event {
  readonly type: string
  readonly object: { readonly metadata: { readonly name?: string; readonly resourceVersion: string } }
}

async function shown(watch: Received, count: number): Promise<readonly string[]> {
  const events = (await watch.events(count)) as unknown as readonly Event[]
  return events.map(({ type, object: { metadata } }) => `${type} ${metadata.name ?? ''}@${metadata.resourceVersion}`)
}

describe('a watch of the simulated API', () => {
  const api = apiForEach()
  const create = (name: string, more: object = {}) => api.now.ask('POST', PODS, pod(name, more))

  it('tells what is there, and what is written', async () => {
    await create('a', { spec: { nodeName: 'n', terminationGracePeriodSeconds: 9 } })
    const watch = await api.now.stream(`${PODS}?watch=1&allowWatchBookmarks=1`)
    await create('b')
    await api.now.ask('DELETE', `${PODS}/a`)
    await api.now.ask('DELETE', `${PODS}/a`, { gracePeriodSeconds: 0 })
    // As the real one does it, and as was recorded: what goes at once is marked first.
    expect(await shown(watch, 6)).to.deep.equal([
      'ADDED a@1005',
      'BOOKMARK @1005',
      'ADDED b@1006',
      'MODIFIED a@1007',
      'MODIFIED a@1008',
      'DELETED a@1009',
    ])
  })
  it('goes on from a version', async () => {
    await create('a')
    await create('b')
    const watch = await api.now.stream(`${PODS}?watch=1&resourceVersion=1005`)
    expect(await shown(watch, 1)).to.deep.equal(['ADDED b@1006'])
  })
  it('of one node sees pods come to it and leave', async () => {
    await create('a')
    const watch = await api.now.stream(`/api/v1/pods?watch=1&fieldSelector=spec.nodeName%3Dn&resourceVersion=1005`)
    await api.now.ask('POST', `${PODS}/a/binding`, { metadata: { name: 'a' }, target: { name: 'n' } })
    await api.now.ask('DELETE', `${PODS}/a`, { gracePeriodSeconds: 0 })
    expect(await shown(watch, 3)).to.deep.equal(['ADDED a@1006', 'MODIFIED a@1007', 'DELETED a@1008'])
  })
  it('shows nodes without a namespace', async () => {
    const watch = await api.now.stream('/api/v1/nodes?watch=1')
    await api.now.ask('POST', '/api/v1/nodes', { metadata: { name: 'n' } })
    const [event] = (await watch.events(1)) as unknown as readonly Event[]
    expect(Object.keys(event?.object.metadata ?? {})).to.deep.equal([
      'name',
      'creationTimestamp',
      'uid',
      'resourceVersion',
    ])
  })
  it('that many have shows the same to each', async () => {
    const watches = await Promise.all(['a', 'b', 'c'].map(() => api.now.stream(`${PODS}?watch=1&resourceVersion=1004`)))
    await create('a')
    await create('b')
    const seen = await Promise.all(watches.map((watch) => shown(watch, 2)))
    const expected = ['ADDED a@1005', 'ADDED b@1006']
    expect(seen).to.deep.equal([expected, expected, expected])
  })

  it('from a version that is gone has an ERROR event', async () => {
    await create('a')
    const { store } = api.now
    let seconds = 0n
    const look = createCompactor(store, () => nanos(SECOND * seconds))
    look()
    store.elsewhere()
    seconds = 301n
    look()
    const watch = await api.now.stream(`${PODS}?watch=1&resourceVersion=1004`)
    const [{ type, object } = { type: '', object: {} }] = (await watch.events(1)) as unknown as readonly Event[]
    const { code, reason, message } = object as { code: number; reason: string; message: string }
    expect([type, code, reason, message, await watch.ended]).to.deep.equal([
      'ERROR',
      410,
      'Expired',
      'too old resource version: 1004 (1005)',
      'end',
    ])
  })
  it('ends at its timeout', async () => {
    const watch = await api.now.stream(`${PODS}?watch=1&timeoutSeconds=1`)
    expect(await watch.ended).to.equal('end')
  })
  it('has bookmarks now and then, and ends by itself', async () => {
    const other = await startApi({ timing: { bookmarkEveryMs: 20, watchEndsMs: [110, 110] } })
    const watch = await other.stream(`${PODS}?watch=1&allowWatchBookmarks=1&resourceVersion=1004`)
    const ended = await watch.ended
    const bookmarks = new Set(
      watch
        .text()
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as Event).type),
    )
    await other.close()
    expect([ended, [...bookmarks]]).to.deep.equal(['end', ['BOOKMARK']])
  })
  it('is over when the server closes, at once', async () => {
    const other = await startApi()
    const watch = await other.stream(`${PODS}?watch=1`)
    const began = performance.now()
    await other.close()
    expect(await watch.ended).to.equal('ECONNRESET')
    expect(performance.now() - began).to.be.below(1_000)
  })
  it('whose client goes is forgotten', async () => {
    const watch = await api.now.stream(`${PODS}?watch=1`)
    watch.leave()
    await create('a')
    const again = await api.now.stream(`${PODS}?watch=1`)
    expect(await shown(again, 1)).to.deep.equal(['ADDED a@1005'])
  })
})

describe('lists of the simulated API', () => {
  const api = apiForEach()
  it('come in pages of one version, whatever is written between them', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await api.now.ask('POST', PODS, pod(name))
    const pages: string[][] = []
    for (let token: string | undefined = ''; token !== undefined;) {
      const { json } = await api.now.ask('GET', `${PODS}?limit=2&continue=${token}`)
      const { metadata, items } = json as unknown as {
        metadata: { continue?: string; resourceVersion: string; remainingItemCount?: number }
        items: Event['object'][]
      }
      pages.push([
        metadata.resourceVersion,
        String(metadata.remainingItemCount),
        ...items.map((one) => one.metadata.name ?? ''),
      ])
      token = metadata.continue
      await api.now.ask('DELETE', `${PODS}/c`)
      await api.now.ask('POST', PODS, pod(`bb${pages.length}`))
    }
    expect(pages).to.deep.equal([
      ['1009', '3', 'a', 'b'],
      ['1009', '1', 'c', 'd'],
      ['1009', 'undefined', 'e'],
    ])
  })
  it('are compressed where they are long', async () => {
    const many = Array.from({ length: 400 }, (_, i) => `pod-${i}`)
    for (const name of many) api.now.store.put('pods', pod(name, { metadata: { annotations: { a: 'x'.repeat(400) } } }))
    const { headers, json } = await api.now.ask('GET', PODS, undefined, { 'accept-encoding': 'gzip' })
    expect([headers['content-encoding'], (json as unknown as { items: unknown[] }).items.length]).to.deep.equal([
      'gzip',
      400,
    ])
  })
})

describe('the simulated API server', () => {
  it('leaves no timer when it is closed', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length
    // mocha's own timer begins when a test first waits.
    await setImmediate()
    const before = timers()
    const api = await startApi()
    const watch = await api.stream(`${PODS}?watch=1&allowWatchBookmarks=1`)
    const open = timers()
    await api.close()
    await watch.ended
    expect([open > before, timers()]).to.deep.equal([true, before])
  })
})

import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { status as failure } from '../../unit/support/apiserver/harness.ts'
import { apiForEach, EVENTS, pod, PODS } from './harness.ts'

describe('the simulated API deletes', () => {
  const api = apiForEach()
  const code = async (method: string, path: string, body?: object) => (await api.now.ask(method, path, body)).status
  const names = () => api.now.store.list('pods').map(([key]) => key)
  const going = () => {
    const metadata = api.now.store.get('pods', 'default', 'web')?.metadata
    return {
      deletionTimestamp: metadata?.['deletionTimestamp'],
      deletionGracePeriodSeconds: metadata?.['deletionGracePeriodSeconds'],
      generation: metadata?.['generation'],
    }
  }

  it('a pod without a node at once, and tells what it was', async () => {
    await code('POST', PODS, pod('web'))
    const { status, json } = await api.now.ask('DELETE', `${PODS}/web`)
    expect([status, (json as { kind: string }).kind, names()]).to.deep.equal([200, 'Pod', []])
  })

  describe('a pod on a node', () => {
    beforeEach(() => code('POST', PODS, pod('web', { spec: { nodeName: 'n', terminationGracePeriodSeconds: 30 } })))
    const CASES: readonly [title: string, body: object, seconds: number, until: string][] = [
      ['after the time it asks for', {}, 30, '2026-11-22T15:35:26Z'],
      ['after another time', { gracePeriodSeconds: 5 }, 5, '2026-11-22T15:35:01Z'],
      ['after a second, for less than none', { gracePeriodSeconds: -1 }, 1, '2026-11-22T15:34:57Z'],
    ]
    for (const [title, body, deletionGracePeriodSeconds, deletionTimestamp] of CASES) {
      it(title, async () => {
        expect(await code('DELETE', `${PODS}/web`, body)).to.equal(200)
        expect(going()).to.deep.equal({ deletionTimestamp, deletionGracePeriodSeconds, generation: 2 })
      })
    }
    it('at once, with a grace of 0, as the kubelet asks for', async () => {
      expect([await code('DELETE', `${PODS}/web`, { gracePeriodSeconds: 0 }), names()]).to.deep.equal([200, []])
    })
    it('a second time: sooner, never later', async () => {
      await code('DELETE', `${PODS}/web`, { gracePeriodSeconds: 20 })
      await code('DELETE', `${PODS}/web`, { gracePeriodSeconds: 25 })
      const later = going()
      await code('DELETE', `${PODS}/web`, { gracePeriodSeconds: 10 })
      expect([later, going()]).to.deep.equal([
        { deletionTimestamp: '2026-11-22T15:35:16Z', deletionGracePeriodSeconds: 20, generation: 2 },
        { deletionTimestamp: '2026-11-22T15:35:06Z', deletionGracePeriodSeconds: 10, generation: 2 },
      ])
    })
    it('a second time: with what is left', async () => {
      await code('DELETE', `${PODS}/web`)
      api.now.world.seconds = 20
      await code('DELETE', `${PODS}/web`, { gracePeriodSeconds: 10 })
      expect(going()).to.deep.equal({
        deletionTimestamp: '2026-11-22T15:35:16Z',
        deletionGracePeriodSeconds: 1,
        generation: 2,
      })
    })
    it('at once, where it has ended', async () => {
      const { store } = api.now
      store.put('pods', { ...store.get('pods', 'default', 'web'), status: { phase: 'Succeeded' } })
      expect([await code('DELETE', `${PODS}/web`), names()]).to.deep.equal([200, []])
    })
    it('only where it is the one that is meant', async () => {
      const refused = await api.now.ask('DELETE', `${PODS}/web`, { preconditions: { uid: 'other' } })
      const message =
        'Operation cannot be fulfilled on Pod "web": the UID in the precondition (other) does not match the UID in ' +
        'record (uid-5). The object might have been deleted and then recreated'
      expect([refused.status, refused.json, names()]).to.deep.equal([
        409,
        failure(409, 'Conflict', message, { details: { name: 'web', kind: 'Pod' } }),
        ['default/web'],
      ])
    })
    it('not, for a dry run', async () => {
      expect([await code('DELETE', `${PODS}/web?dryRun=All&gracePeriodSeconds=0`), names()]).to.deep.equal([
        200,
        ['default/web'],
      ])
    })
  })

  it('what has a finalizer once that is gone', async () => {
    await code('POST', PODS, pod('web', { metadata: { finalizers: ['example.com/x'] } }))
    await code('DELETE', `${PODS}/web`)
    const held = names()
    const type = { 'content-type': 'application/merge-patch+json' }
    await api.now.ask('PATCH', `${PODS}/web`, { metadata: { finalizers: null } }, type)
    expect([held, names()]).to.deep.equal([['default/web'], []])
  })
  it('what is no pod, and says so', async () => {
    await code('POST', EVENTS, { metadata: { name: 'e' } })
    const { json } = await api.now.ask('DELETE', `${EVENTS}/e`)
    expect(json).to.deep.equal({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'e', kind: 'events', uid: 'uid-5' },
    })
  })
  it('all pods that a selector names', async () => {
    for (const [name, app] of [
      ['a', 'web'],
      ['b', 'api'],
      ['c', 'web'],
    ] as const)
      await code('POST', PODS, pod(name, { metadata: { labels: { app } } }))
    const { json } = await api.now.ask('DELETE', `${PODS}?labelSelector=app%3Dweb`)
    const { items } = json as { items: { metadata: { name: string } }[] }
    expect([items.map(({ metadata }) => metadata.name), names()]).to.deep.equal([['a', 'c'], ['default/b']])
  })

  describe('a namespace', () => {
    const SHOP = '/api/v1/namespaces/shop'
    beforeEach(() => code('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } }))
    const phase = () => api.now.store.get('namespaces', '', 'shop')?.['status']

    it('with all that is in it', async () => {
      await code('POST', `${SHOP}/pods`, pod('web'))
      await code('POST', `${SHOP}/events`, { metadata: { name: 'e' } })
      await code('DELETE', SHOP)
      const { store } = api.now
      expect([phase(), store.list('pods'), store.list('events')]).to.deep.equal([undefined, [], []])
    })
    it('behind the last of its pods; until then nothing new comes in', async () => {
      await code('POST', `${SHOP}/pods`, pod('web', { spec: { nodeName: 'n', terminationGracePeriodSeconds: 9 } }))
      await code('DELETE', SHOP)
      const between = phase()
      const { status, json } = await api.now.ask('POST', `${SHOP}/pods`, pod('late'))
      await code('DELETE', `${SHOP}/pods/web`, { gracePeriodSeconds: 0 })
      const message =
        'pods "late" is forbidden: unable to create new content in namespace shop because it is being terminated'
      expect([between, status, (json as { message: string }).message, phase()]).to.deep.equal([
        { phase: 'Terminating' },
        403,
        message,
        undefined,
      ])
    })
    it('but none of those that each cluster has', async () => {
      expect(await code('DELETE', '/api/v1/namespaces/kube-system')).to.equal(403)
    })
  })
})

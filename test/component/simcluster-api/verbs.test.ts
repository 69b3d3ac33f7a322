import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { without } from '../../../src/simcluster/api/metadata.ts'
import { apiForEach, NOW, pod, PODS } from './harness.ts'

const STORED = {
  ...pod('web'),
  metadata: {
    name: 'web',
    namespace: 'default',
    uid: 'uid-5',
    creationTimestamp: NOW,
    generation: 1,
    resourceVersion: '1005',
  },
  status: { phase: 'Pending' },
}
const at = (version: number, more: object = {}, rest: object = {}) => ({
  ...STORED,
  ...rest,
  metadata: { ...STORED.metadata, resourceVersion: String(version), ...more },
})

describe('the simulated API', () => {
  const api = apiForEach()
  const json = async (method: string, path: string, body?: object, type = 'application/json') => {
    const { status, json } = await api.now.ask(method, path, body, { 'content-type': type })
    return [status, json]
  }

  describe('creates', () => {
    it('a pod, with its time to the second', async () => {
      expect(await json('POST', PODS, pod('web'))).to.deep.equal([201, STORED])
    })
    it('with a name of its own making', async () => {
      const [, first] = await json('POST', PODS, pod('', { metadata: { generateName: 'web-' } }))
      const [, second] = await json('POST', PODS, pod('', { metadata: { generateName: 'w'.repeat(70) } }))
      const names = [first, second].map((one) => (one as unknown as typeof STORED).metadata.name)
      expect(names).to.deep.equal(['web-xxxxx', `${'w'.repeat(58)}yyyyy`])
    })
    it('under another name, where the one it made is taken', async () => {
      await json('POST', PODS, pod('web-xxxxx'))
      const [, made] = await json('POST', PODS, pod('', { metadata: { generateName: 'web-' } }))
      expect((made as unknown as typeof STORED).metadata.name).to.equal('web-yyyyy')
    })
    it('nothing, for a dry run, and says what it would be', async () => {
      const [code, made] = await json('POST', `${PODS}?dryRun=All`, pod('web'))
      const { uid } = (made as unknown as typeof STORED).metadata
      expect([code, made, api.now.store.list('pods')]).to.deep.equal([
        201,
        { ...STORED, metadata: without({ ...STORED.metadata, uid }, 'resourceVersion') },
        [],
      ])
    })
    it('what only the API writes is left out', async () => {
      const metadata = { uid: 'mine', creationTimestamp: '2000-01-01T00:00:00Z', deletionTimestamp: NOW }
      const given = { ...pod('web', { metadata }), status: { phase: 'Running' } }
      expect(await json('POST', PODS, given)).to.deep.equal([201, STORED])
    })
    it('an Event, a Lease, a Node, a Secret, each where it belongs', async () => {
      const secret = { metadata: { name: 's' }, stringData: { key: 'value' } }
      const paths: readonly [path: string, object: object][] = [
        ['/api/v1/namespaces/default/events', { metadata: { name: 'e' }, involvedObject: { kind: 'Pod' } }],
        ['/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases', { metadata: { name: 'l' }, spec: {} }],
        ['/api/v1/nodes', { metadata: { name: 'n' }, status: { phase: 'x' } }],
        ['/api/v1/namespaces/default/secrets', secret],
      ]
      const made = []
      for (const [path, object] of paths) made.push(await json('POST', path, object))
      const meta = (name: string, number: number, namespace?: string) => ({
        name,
        ...(namespace === undefined ? {} : { namespace }),
        creationTimestamp: NOW,
        uid: `uid-${number}`,
        resourceVersion: `${1_000 + number}`,
      })
      expect(made).to.deep.equal([
        [201, { kind: 'Event', apiVersion: 'v1', metadata: meta('e', 5, 'default'), involvedObject: { kind: 'Pod' } }],
        [
          201,
          { kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', metadata: meta('l', 6, 'kube-node-lease'), spec: {} },
        ],
        [201, { kind: 'Node', apiVersion: 'v1', metadata: meta('n', 7), status: { phase: 'x' } }],
        [
          201,
          {
            kind: 'Secret',
            apiVersion: 'v1',
            metadata: meta('s', 8, 'default'),
            type: 'Opaque',
            data: { key: Buffer.from('value').toString('base64') },
          },
        ],
      ])
    })
  })

  describe('of a pod that is there', () => {
    beforeEach(() => json('POST', PODS, pod('web')))
    it('gives it', async () => {
      expect(await json('GET', `${PODS}/web`)).to.deep.equal([200, STORED])
    })
    it('gives its status, which is all of it', async () => {
      expect(await json('GET', `${PODS}/web/status`)).to.deep.equal([200, STORED])
    })
    it('lists it', async () => {
      expect(await json('GET', PODS)).to.deep.equal([
        200,
        {
          kind: 'PodList',
          apiVersion: 'v1',
          metadata: { resourceVersion: '1005' },
          items: [without(STORED, 'kind', 'apiVersion')],
        },
      ])
    })
    it('updates it: labels, but not the status', async () => {
      const given = at(1_005, { labels: { a: 'b' } }, { status: { phase: 'Running' } })
      expect(await json('PUT', `${PODS}/web`, given)).to.deep.equal([200, at(1_006, { labels: { a: 'b' } })])
    })
    it('updates its status, and nothing else', async () => {
      const given = at(1_005, {}, { status: { phase: 'Running' }, spec: { containers: [{ name: 'x', image: 'y' }] } })
      expect(await json('PUT', `${PODS}/web/status`, given)).to.deep.equal([
        200,
        at(1_006, {}, { status: { phase: 'Running' } }),
      ])
    })
    it('counts in its generation that other images are wanted', async () => {
      const spec = { containers: [{ name: 'app', image: 'busybox:2' }] }
      expect(await json('PUT', `${PODS}/web`, at(1_005, {}, { spec }))).to.deep.equal([
        200,
        at(1_006, { generation: 2 }, { spec }),
      ])
    })
    it('writes nothing where nothing changes', async () => {
      expect(await json('PUT', `${PODS}/web`, STORED)).to.deep.equal([200, STORED])
    })
    const PATCHES: readonly [type: string, patch: object, expected: object][] = [
      ['json-patch', [{ op: 'add', path: '/metadata/labels', value: { a: 'b' } }], at(1_006, { labels: { a: 'b' } })],
      ['merge-patch', { metadata: { labels: { a: 'b' } } }, at(1_006, { labels: { a: 'b' } })],
      [
        'strategic-merge-patch',
        { spec: { containers: [{ name: 'app', image: 'other' }] } },
        at(1_006, { generation: 2 }, { spec: { containers: [{ name: 'app', image: 'other' }] } }),
      ],
    ]
    for (const [type, patch, expected] of PATCHES) {
      it(`patches it, by ${type}`, async () => {
        expect(await json('PATCH', `${PODS}/web`, patch, `application/${type}+json`)).to.deep.equal([200, expected])
      })
    }
    it('patches its conditions, by their types', async () => {
      const patch = (type: string, status: string) =>
        json(
          'PATCH',
          `${PODS}/web/status`,
          { status: { conditions: [{ type, status }] } },
          'application/strategic-merge-patch+json',
        )
      await patch('Ready', 'False')
      await patch('Initialized', 'True')
      const conditions = [
        { type: 'Ready', status: 'True' },
        { type: 'Initialized', status: 'True' },
      ]
      expect(await patch('Ready', 'True')).to.deep.equal([
        200,
        at(1_008, {}, { status: { phase: 'Pending', conditions } }),
      ])
    })
    it('tries a patch that is not to last', async () => {
      const patch = { metadata: { labels: { a: 'b' } } }
      const tried = await json('PATCH', `${PODS}/web?dryRun=All`, patch, 'application/merge-patch+json')
      expect([tried, await json('GET', `${PODS}/web`)]).to.deep.equal([
        [200, at(1_005, { labels: { a: 'b' } })],
        [200, STORED],
      ])
    })
    it('binds it to a node', async () => {
      const binding = { metadata: { name: 'web' }, target: { kind: 'Node', name: 'n1' } }
      const answer = await json('POST', `${PODS}/web/binding`, binding)
      const stored = api.now.store.get('pods', 'default', 'web')
      expect([answer, stored?.['spec'], stored?.['status']]).to.deep.equal([
        [201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }],
        { ...STORED.spec, nodeName: 'n1' },
        {
          phase: 'Pending',
          conditions: [
            {
              type: 'PodScheduled',
              status: 'True',
              lastProbeTime: null,
              lastTransitionTime: NOW,
              observedGeneration: 1,
            },
          ],
        },
      ])
    })
  })

  it('makes an Event that is put where none is', async () => {
    const path = '/api/v1/namespaces/default/events'
    const event = { metadata: { name: 'e', namespace: 'default' }, reason: 'Pulled' }
    const [first] = await json('PUT', `${path}/e`, event)
    const [second] = await json('PUT', `${path}/e`, { ...event, count: 2 })
    expect([first, second, api.now.store.get('events', 'default', 'e')?.['count']]).to.deep.equal([201, 200, 2])
  })
})

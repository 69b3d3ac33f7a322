import { expect } from 'chai'
import { describe, it } from 'mocha'
import { apiForEach, EVENTS, NOW, pod, PODS } from './harness.ts'

interface Table {
  readonly kind: string
  readonly apiVersion: string
  readonly metadata: object
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[] | null
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object?: object }[]
}

const AS_TABLE = {
  accept:
    'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json',
}

/** What kubectl asks for beside objects. */
describe('for kubectl, the simulated API', () => {
  const api = apiForEach()
  const table = async (path: string): Promise<Table> => {
    const { json } = await api.now.ask('GET', path, undefined, AS_TABLE)
    return json
  }

  it('shows pods as a table', async () => {
    await api.now.ask('POST', PODS, pod('web'))
    api.now.world.seconds = 200
    const { columnDefinitions, rows, ...rest } = await table(PODS)
    expect(rest).to.deep.equal({ kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: { resourceVersion: '1005' } })
    expect(columnDefinitions?.map(({ name, priority }) => `${name} ${priority}`)).to.deep.equal([
      'Name 0',
      'Ready 0',
      'Status 0',
      'Restarts 0',
      'Age 0',
      'IP 1',
      'Node 1',
      'Nominated Node 1',
      'Readiness Gates 1',
    ])
    expect(rows).to.deep.equal([
      {
        cells: ['web', '0/1', 'Pending', '0', '3m20s', '<none>', '<none>', '<none>', '<none>'],
        object: {
          kind: 'PartialObjectMetadata',
          apiVersion: 'meta.k8s.io/v1',
          metadata: {
            name: 'web',
            namespace: 'default',
            creationTimestamp: NOW,
            generation: 1,
            uid: 'uid-5',
            resourceVersion: '1005',
          },
        },
      },
    ])
  })
  it('shows whole objects beside it, or none', async () => {
    await api.now.ask('POST', PODS, pod('web'))
    const [none, whole] = [await table(`${PODS}?includeObject=None`), await table(`${PODS}/web?includeObject=Object`)]
    expect([none.rows[0]?.object, (whole.rows[0]?.object as { kind: string }).kind]).to.deep.equal([undefined, 'Pod'])
  })
  it('shows Events, nodes, namespaces', async () => {
    const event = {
      metadata: { name: 'e' },
      involvedObject: { kind: 'Pod', name: 'web' },
      reason: 'Pulled',
      type: 'Normal',
      message: 'there\n',
      lastTimestamp: NOW,
    }
    await api.now.ask('POST', EVENTS, event)
    const labels = { 'node-role.kubernetes.io/worker': '' }
    const conditions = [{ type: 'Ready', status: 'True' }]
    await api.now.ask('POST', '/api/v1/nodes', {
      metadata: { name: 'n', labels },
      spec: { unschedulable: true },
      status: { conditions, nodeInfo: { kubeletVersion: 'v1.36.3' } },
    })
    const cells = async (path: string) => (await table(path)).rows.map((row) => row.cells.slice(0, 5))
    expect([await cells(EVENTS), await cells('/api/v1/nodes'), await cells('/api/v1/namespaces')]).to.deep.equal([
      [['0s', 'Normal', 'Pulled', 'pod/web', '']],
      [['n', 'Ready,SchedulingDisabled', 'worker', '0s', 'v1.36.3']],
      ['default', 'kube-node-lease', 'kube-public', 'kube-system'].map((name) => [name, 'Active', '0s']),
    ])
  })
  it('shows what a watch brings as tables of one row, the first with its columns', async () => {
    const watch = await api.now.stream(`${PODS}?watch=1&resourceVersion=1004`, AS_TABLE)
    await api.now.ask('POST', PODS, pod('a'))
    await api.now.ask('POST', PODS, pod('b'))
    const events = (await watch.events(2)) as unknown as readonly { type: string; object: Table }[]
    const seen = events.map(({ type, object }) => [type, object.columnDefinitions !== null, object.rows[0]?.cells[0]])
    expect(seen).to.deep.equal([
      ['ADDED', true, 'a'],
      ['ADDED', false, 'b'],
    ])
  })

  it('says which resources there are', async () => {
    const asked = ['/api/v1', '/apis/coordination.k8s.io/v1'].map((path) => api.now.ask('GET', path))
    const [core, leases] = (await Promise.all(asked)).map(
      ({ json }) => json as unknown as { groupVersion: string; resources: { name: string }[] },
    )
    expect([core?.groupVersion, core?.resources.map(({ name }) => name)]).to.deep.equal([
      'v1',
      [
        'pods',
        'pods/status',
        'pods/binding',
        'events',
        'namespaces',
        'namespaces/status',
        'nodes',
        'nodes/status',
        'secrets',
        'configmaps',
      ],
    ])
    expect(leases?.resources).to.deep.equal([
      {
        name: 'leases',
        singularName: 'lease',
        namespaced: true,
        kind: 'Lease',
        verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      },
    ])
  })
  it('says which groups there are', async () => {
    const [api1, groups] = [await api.now.ask('GET', '/api'), await api.now.ask('GET', '/apis')]
    const { groups: named } = groups.json as unknown as { groups: { name: string }[] }
    expect([(api1.json as { versions: string[] }).versions, named.map(({ name }) => name)]).to.deep.equal([
      ['v1'],
      ['coordination.k8s.io', 'admissionregistration.k8s.io'],
    ])
  })
  it('has a schema without types, so that nothing is checked against it', async () => {
    const { status, headers, text } = await api.now.ask('GET', '/openapi/v2')
    expect([status, headers['content-type'], text]).to.deep.equal([
      200,
      'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
      '\n\x032.0',
    ])
  })
})

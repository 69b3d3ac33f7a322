import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import { apiForEach, pod, PODS, startApi } from './harness.ts'
import {
  answer,
  configuration,
  CONFIGURATIONS,
  labelling,
  patched,
  serviceCertificate,
  startHook,
  type Hook,
  type Respond,
} from './hooks.ts'

describe('webhooks of the simulated API', () => {
  const api = apiForEach()
  const hooks: Hook[] = []
  afterEach(async () => {
    for (const hook of hooks.splice(0)) await hook.close()
  })
  async function register(name: string, respond: Respond = labelling(name), more: object = {}): Promise<Hook> {
    const hook = await startHook(respond)
    hooks.push(hook)
    const { status } = await api.now.ask('POST', CONFIGURATIONS, configuration(name, hook, more))
    expect(status).to.equal(201)
    return hook
  }
  const labelsOf = (name: string) => api.now.store.get('pods', 'default', name)?.metadata['labels']

  it('are asked as the API asks', async () => {
    const hook = await register('a', ({ uid }, response) => void response.end(answer(uid)))
    await api.now.ask('POST', `${PODS}?fieldManager=me`, pod('', { metadata: { generateName: 'web-' } }))
    const [{ headers, url, review } = { headers: undefined, url: '', review: undefined }] = hook.asked
    const [kind, resource] = [
      { group: '', version: 'v1', kind: 'Pod' },
      { group: '', version: 'v1', resource: 'pods' },
    ]
    expect(review).to.deep.equal({
      kind: 'AdmissionReview',
      apiVersion: 'admission.k8s.io/v1',
      request: {
        uid: review?.request.uid,
        kind,
        resource,
        requestKind: kind,
        requestResource: resource,
        namespace: 'default',
        operation: 'CREATE',
        userInfo: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
        object: {
          kind: 'Pod',
          apiVersion: 'v1',
          metadata: { name: '', generateName: 'web-', namespace: 'default' },
          spec: pod('').spec,
        },
        oldObject: null,
        dryRun: false,
        options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'me' },
      },
    })
    expect([url, headers?.['user-agent'], headers?.['content-type']]).to.deep.equal([
      '/mutate?timeout=1s',
      'kube-apiserver-admission',
      'application/json',
    ])
    expect(headers?.['traceparent']).to.match(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  })

  it('are called by the order of their names, each with what the one before has made', async () => {
    const second = await register('b')
    await register('a')
    await api.now.ask('POST', PODS, pod('web'))
    const seen = second.asked[0]?.review.request['object'] as { metadata: { labels: object } }
    expect([seen.metadata.labels, labelsOf('web')]).to.deep.equal([{ by: 'a' }, { by: 'b' }])
  })
  it('are called over one connection, where calls follow one another', async () => {
    const hook = await register('a')
    for (const name of ['x', 'y', 'z']) await api.now.ask('POST', PODS, pod(name))
    expect([hook.asked.length, hook.connections()]).to.deep.equal([3, 1])
  })
  it('hear of the trace that the caller is in', async () => {
    const hook = await register('a')
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    await api.now.ask('POST', PODS, pod('web'), { traceparent })
    expect(hook.asked[0]?.headers['traceparent']).to.match(/^00-a{32}-[0-9a-f]{16}-01$/)
  })
  it('give warnings on', async () => {
    await register('a', ({ uid }, response) => void response.end(answer(uid, { warnings: ['old "thing"'] })))
    const { headers } = await api.now.ask('POST', PODS, pod('web'))
    expect(headers['warning']).to.equal('299 - "old \\"thing\\""')
  })

  it('are told of with their times', async () => {
    await register('a', ({ uid }, response) => {
      api.now.world.seconds += 2
      response.end(patched(uid, [{ op: 'add', path: '/metadata/labels', value: {} }]))
    })
    await api.now.ask('POST', PODS, pod('web'))
    const start = api.now.world.now() - 2_000_000_000n
    const end = api.now.world.now()
    expect(api.now.reports.at(-1)).to.deep.equal({
      resource: 'pods',
      namespace: 'default',
      name: 'web',
      uid: 'uid-6',
      calls: [{ configuration: 'a', webhook: 'a.test', start, end, outcome: 'patched' }],
      stored: { start: end, end },
    })
  })

  it('behind a Service are found, and have its name', async () => {
    const certificate = await serviceCertificate('hook.podstart.svc')
    const hook = await startHook(labelling('service'), certificate)
    hooks.push(hook)
    const services: (readonly unknown[])[] = []
    const other = await startApi({
      resolveService(...service) {
        services.push(service)
        return { host: '127.0.0.1', port: hook.port }
      },
    })
    const caBundle = Buffer.from(hook.ca).toString('base64')
    const service = { namespace: 'podstart', name: 'hook', path: '/mutate' }
    await other.ask('POST', CONFIGURATIONS, configuration('a', hook, { clientConfig: { service, caBundle } }))
    await other.ask('POST', PODS, pod('web'))
    const labels = other.store.get('pods', 'default', 'web')?.metadata['labels']
    await other.close()
    expect([services, hook.asked[0]?.headers.host, labels]).to.deep.equal([
      [['podstart', 'hook', 443]],
      'hook.podstart.svc:443',
      { by: 'service' },
    ])
  })
})

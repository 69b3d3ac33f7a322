import { Agent } from 'node:https'
import { expect } from 'chai'
import fc from 'fast-check'
import { after, before, describe, it } from 'mocha'
import { get } from '../../unit/support/apiserver/client.ts'
import { pod, startApi, type Api } from './harness.ts'

const SEGMENT = fc.oneof(
  fc.constantFrom('api', 'apis', 'v1', 'namespaces', 'default', 'pods', 'events', 'nodes', 'web', 'status', 'binding'),
  fc.constantFrom(
    'coordination.k8s.io',
    'leases',
    'secrets',
    '%',
    '%2F',
    '..',
    '__proto__',
    'mutatingwebhookconfigurations',
  ),
)
const PATH = fc.oneof(
  fc.array(SEGMENT, { maxLength: 7 }).map((parts) => `/${parts.join('/')}`),
  fc.constantFrom('/api/v1/namespaces/default/pods', '/api/v1/namespaces/default/pods/web', '/api/v1/nodes'),
)
const QUERY = fc.constantFrom(
  ...[
    '',
    '?limit=x',
    '?limit=1&continue=%00',
    '?dryRun=All',
    '?labelSelector=%28',
    '?fieldSelector=a',
    '?gracePeriodSeconds=1e9',
  ],
  ...['?watch=1&timeoutSeconds=x', '?resourceVersion=x', '?sendInitialEvents=1', '?continue=eyJ2IjoxfQ', '?limit=-7'],
)
const METHOD = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE')
const TYPE = fc.constantFrom(
  'application/json',
  ...['json-patch', 'merge-patch', 'strategic-merge-patch', 'apply-patch'].map((one) => `application/${one}+json`),
)
const FIELD = fc.constantFrom(
  'metadata',
  'name',
  'spec',
  'status',
  'containers',
  'labels',
  'webhooks',
  'rules',
  'target',
)
const { tree } = fc.letrec((again) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(null, 1, 'web', true, 'x'),
    fc.array(again('tree'), { maxLength: 2 }),
    fc.dictionary(FIELD, again('tree'), { maxKeys: 4 }),
  ),
}))
const BODY = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '[]',
    'null',
    '"x"',
    '[{"op":"add","path":"/spec","value":1}]',
    '{"metadata":{"name":"web"}}',
  ),
  tree.map((value) => JSON.stringify(value)),
)

describe('the simulated API', () => {
  let api: Api
  const agent = new Agent({ keepAlive: true })
  before(async () => {
    api = await startApi()
    api.store.put('pods', pod('web'))
  })
  after(async () => {
    agent.destroy()
    await api.close()
  })
  it('has an answer to whatever is asked, and that is no failure of its own', async () => {
    await fc.assert(
      fc.asyncProperty(METHOD, PATH, QUERY, TYPE, BODY, async (method, path, query, type, body) => {
        const asked = { method, agent, headers: { 'content-type': type }, ...(method === 'HEAD' ? {} : { body }) }
        const { status = 0, text } = await get(api, encodeURI(decodable(path)) + query, asked)
        expect(status).to.be.within(200, 599)
        // 500 is for what the real one answers so, too.
        if (status === 500) expect(text).to.match(/invalid syntax|resourceVersion should not be set/)
      }),
      { numRuns: 400 },
    )
  })
})

/** The client itself refuses some paths. */
const decodable = (path: string): string => path.replaceAll('..', 'dots')

import { Agent } from 'node:https'
import { delimiter } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Credentials } from '../../../src/kube/credentials.ts'
import { authorization, kubeconfig, kubeHome, type KubeconfigSpec } from '../../support/kube-home.ts'

type Fields = Readonly<Record<string, unknown>>

describe('credentials', () => {
  const home = kubeHome()
  const write = (spec: KubeconfigSpec): string => home().folder.write('config', kubeconfig(spec))
  const load = (spec: KubeconfigSpec, context?: string): Credentials =>
    home().load({ kubeconfig: write(spec), ...(context !== undefined && { context }) })

  const SERVERS: readonly (readonly [server: string, href: string])[] = [
    ['https://10.0.0.1:6443', 'https://10.0.0.1:6443/'],
    ['https://[fd00::1]:6443', 'https://[fd00::1]:6443/'],
    ['https://rancher.example/k8s/clusters/blue', 'https://rancher.example/k8s/clusters/blue'],
  ]
  for (const [server, href] of SERVERS) {
    it(`are for ${server}`, () => {
      expect(load({ cluster: { server } }).server.href).to.equal(href)
    })
  }
  const FOUND: readonly (readonly [title: string, context: string | undefined, found: readonly string[]])[] = [
    ['by the first file’s current context, as kubectl does', undefined, ['a:6443', 'Bearer of-a']],
    ['by the context that is named', 'b', ['b:6443', 'Bearer of-b']],
  ]
  for (const [title, context, found] of FOUND) {
    it(`are found in KUBECONFIG’s files ${title}`, async () => {
      const { folder, load: find } = home()
      process.env['KUBECONFIG'] = ['a', 'b']
        .map((name) => folder.write(name, kubeconfig({ name, user: { token: `of-${name}` } })))
        .join(delimiter)
      const credentials = find(context === undefined ? {} : { context })
      expect([credentials.server.host, await authorization(credentials)]).to.deep.equal(found)
    })
  }

  const USERS: readonly (readonly [title: string, user: Fields, options: Fields])[] = [
    ['a token', { token: 'abc' }, { headers: { Authorization: 'Bearer abc' } }],
    ['name and password', { username: 'bob', password: 'pw' }, { headers: {}, auth: 'bob:pw' }],
    [
      'a certificate',
      {
        'client-certificate-data': Buffer.from('CERT').toString('base64'),
        'client-key-data': Buffer.from('KEY').toString('base64'),
      },
      { headers: {}, cert: Buffer.from('CERT'), key: Buffer.from('KEY') },
    ],
    [
      'another user',
      { token: 'abc', as: 'eve' },
      { headers: { Authorization: 'Bearer abc', 'Impersonate-User': 'eve' } },
    ],
  ]
  for (const [title, user, wanted] of USERS) {
    it(`prove who we are by ${title}`, async () => {
      const { agent, ...options } = await load({ user }).options()
      expect(options).to.deep.equal(wanted)
      expect(agent).to.be.instanceOf(Agent)
    })
  }
  it('trust whom the kubeconfig trusts', async () => {
    const cluster = {
      'certificate-authority-data': Buffer.from('CA').toString('base64'),
      'tls-server-name': 'kubernetes',
    }
    const { ca, servername, rejectUnauthorized } = await load({ cluster }).options()
    expect({ ca, servername, rejectUnauthorized }).to.deep.equal({
      ca: Buffer.from('CA'),
      servername: 'kubernetes',
      rejectUnauthorized: undefined,
    })
  })
  it('read a certificate’s file for each request', async () => {
    const files = {
      'client-certificate': home().folder.write('cert', 'OLD'),
      'client-key': home().folder.write('key', 'KEY'),
    }
    const credentials = load({ user: files })
    const first = await credentials.options()
    home().folder.write('cert', 'NEW')
    const second = await credentials.options()
    expect([first.cert, second.cert].map(String)).to.deep.equal(['OLD', 'NEW'])
  })

  describe('that the server refused', () => {
    it('are read anew for the next request', async () => {
      const credentials = load({ user: { token: 'old' } })
      write({ user: { token: 'new' } })
      const kept = await authorization(credentials)
      credentials.renew()
      expect([kept, await authorization(credentials)]).to.deep.equal(['Bearer old', 'Bearer new'])
    })
    it('are read anew until they can be', async () => {
      const credentials = load({ user: { token: 'old' } })
      home().folder.write('config', '{')
      credentials.renew()
      const refused = await credentials.options().catch((error: unknown) => String(error).split(':').slice(0, 2))
      write({ user: { token: 'new' } })
      expect([refused, await authorization(credentials)]).to.deep.equal([
        ['Error', ` the kubeconfig ${home().folder.path('config')} cannot be read`],
        'Bearer new',
      ])
    })
    it('are of the same context again', async () => {
      const credentials = load({ contexts: ['blue', 'green'] }, 'green')
      write({ contexts: ['blue'] })
      credentials.renew()
      const problem = await credentials.options().catch((error: unknown) => String(error))
      expect(problem).to.equal('Error: the kubeconfig has no context "green"; it has blue')
    })
  })

  describe('a pool of connections', () => {
    it('is one for all requests', async () => {
      const credentials = load({ user: { token: 'abc' } })
      const agents = [await credentials.options(), await credentials.options()].map(({ agent }) => agent)
      credentials.renew()
      expect([...agents, (await credentials.options()).agent]).to.deep.equal([agents[0], agents[0], agents[0]])
    })
    it('has room for the watches of many namespaces, two each, which stay open', async () => {
      const { agent } = await load({}).options()
      expect(agent instanceof Agent && agent.maxSockets).to.be.at.least(200)
    })
    it('is not used on the way through a proxy', async () => {
      const plain = await load({}).options()
      const proxied = await load({ cluster: { 'proxy-url': 'http://proxy.example:3128' } }).options()
      expect([plain, proxied].map(({ agent }) => agent?.constructor.name)).to.deep.equal(['Agent', 'HttpsProxyAgent'])
    })
    it('is not used without TLS', async () => {
      const cluster = { server: 'http://127.0.0.1:8001', 'insecure-skip-tls-verify': true }
      const { agent } = await load({ cluster }).options()
      expect(agent).not.to.be.instanceOf(Agent)
    })
  })
})

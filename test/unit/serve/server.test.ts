import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import { listenProblem, serve, type ListenAddress, type Pages, type Server } from '../../../src/serve/server.ts'

const WELL = { name: 'watch pods', ok: true, detail: 'last byte 3 s ago' }
const ILL = { name: 'watch events', ok: false, detail: 'last byte 700 s ago (connect ECONNREFUSED)' }
const NOT_LISTED = { name: 'watch events', ok: false, detail: 'not listed yet' }

const PAGES: Pages = {
  title: 'podstart exporter',
  live: () => [WELL],
  ready: () => [{ ...WELL, detail: 'listed' }],
  metrics: () => Promise.resolve('a 1\n'),
}
const LOOPBACK: ListenAddress = { host: '127.0.0.1', port: 0 }
const TEXT = 'text/plain; charset=utf-8'

describe('the server', () => {
  const open: Server[] = []
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close()
  })
  async function start(pages: Partial<Pages> = {}, address = LOOPBACK): Promise<Server> {
    const server = await serve(address, { ...PAGES, ...pages })
    open.push(server)
    return server
  }
  async function ask(path: string, pages: Partial<Pages> = {}, method = 'GET', headers = {}) {
    const { address } = await start(pages)
    const response = await fetch(`http://${address}${path}`, { method, headers })
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
  }

  interface Case {
    readonly title: string
    readonly path: string
    readonly pages?: Partial<Pages>
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly answer: { readonly status: number; readonly type: string; readonly text: string }
  }
  const CASES: readonly Case[] = [
    {
      title: 'alive',
      path: '/livez',
      answer: { status: 200, type: TEXT, text: '[+]watch pods: last byte 3 s ago\nok\n' },
    },
    {
      title: 'not alive: all lines, and which it is',
      path: '/livez',
      pages: { live: () => [WELL, ILL] },
      answer: {
        status: 503,
        type: TEXT,
        text: '[+]watch pods: last byte 3 s ago\n[-]watch events: last byte 700 s ago (connect ECONNREFUSED)\nfailed\n',
      },
    },
    {
      title: 'metrics in OpenMetrics, for who asks for it',
      path: '/metrics',
      pages: { metrics: (format) => Promise.resolve(`${format}\n# EOF\n`) },
      headers: { Accept: 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5' },
      answer: {
        status: 200,
        type: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
        text: 'openmetrics\n# EOF\n',
      },
    },
    {
      title: 'not alive does not mean not ready',
      path: '/readyz',
      pages: { live: () => [ILL] },
      answer: { status: 200, type: TEXT, text: '[+]watch pods: listed\nok\n' },
    },
    {
      title: 'not ready',
      path: '/readyz',
      pages: { ready: () => [NOT_LISTED] },
      answer: { status: 503, type: TEXT, text: '[-]watch events: not listed yet\nfailed\n' },
    },
    {
      title: 'not ready does not mean not alive',
      path: '/livez',
      pages: { ready: () => [NOT_LISTED] },
      answer: { status: 200, type: TEXT, text: '[+]watch pods: last byte 3 s ago\nok\n' },
    },
    {
      title: 'a probe with a query',
      path: '/readyz?verbose',
      answer: { status: 200, type: TEXT, text: '[+]watch pods: listed\nok\n' },
    },
    { title: 'a probe by HEAD', path: '/livez', method: 'HEAD', answer: { status: 200, type: TEXT, text: '' } },
    {
      title: 'metrics, of their own type',
      path: '/metrics',
      answer: { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', text: 'a 1\n' },
    },
    {
      title: 'the root: what this is, and where to look',
      path: '/',
      answer: { status: 200, type: TEXT, text: 'podstart exporter: /livez /readyz /metrics\n' },
    },
    {
      title: 'the root of another command',
      path: '/',
      pages: { title: 'podstart webhook' },
      answer: { status: 200, type: TEXT, text: 'podstart webhook: /livez /readyz /metrics\n' },
    },
    {
      title: 'any other path: not found',
      path: '/healthz',
      answer: { status: 404, type: TEXT, text: 'not found: /livez /readyz /metrics\n' },
    },
    {
      title: 'any other method: not found',
      path: '/livez',
      method: 'POST',
      answer: { status: 404, type: TEXT, text: 'not found: /livez /readyz /metrics\n' },
    },
  ]
  for (const { title, path, pages, method, headers, answer } of CASES) {
    it(title, async () => {
      expect(await ask(path, pages, method, headers)).to.deep.equal(answer)
    })
  }
  for (const [path, status, text] of [
    ['/', 200, 'podstart certs: /livez /readyz\n'],
    ['/metrics', 404, 'not found: /livez /readyz\n'],
  ] as const) {
    it(`${path} of a command without metrics`, async () => {
      const { live, ready } = PAGES
      const server = await serve(LOOPBACK, { title: 'podstart certs', live, ready })
      open.push(server)
      const response = await fetch(`http://${server.address}${path}`)
      expect([response.status, await response.text()]).to.deep.equal([status, text])
    })
  }
  it('asks anew for each request', async () => {
    let asked = 0
    const { address } = await start({ live: () => [{ ...WELL, detail: String((asked += 1)) }] })
    const texts = []
    for (let i = 0; i < 2; i += 1) texts.push(await (await fetch(`http://${address}/livez`)).text())
    expect(texts).to.deep.equal(['[+]watch pods: 1\nok\n', '[+]watch pods: 2\nok\n'])
  })
  it('does not say what it is made of', async () => {
    const { address } = await start()
    const { headers } = await fetch(`http://${address}/livez`)
    expect([headers.get('x-powered-by'), headers.get('etag')]).to.deep.equal([null, null])
  })

  const ADDRESSES: readonly (readonly [host: string, address: RegExp])[] = [
    ['127.0.0.1', /^127\.0\.0\.1:[1-9]\d*$/],
    ['localhost', /^(127\.0\.0\.1|\[::1\]):[1-9]\d*$/],
    ['::1', /^\[::1\]:[1-9]\d*$/],
    ['', /^(\[::\]|0\.0\.0\.0):[1-9]\d*$/],
  ]
  for (const [host, address] of ADDRESSES) {
    it(`on ${host || 'every address'}: says where it is`, async () => {
      expect((await start({}, { host, port: 0 })).address).to.match(address)
    })
  }
  it('ends at once, with those who are still connected', async () => {
    const server = await serve(LOOPBACK, PAGES)
    const [, port = ''] = server.address.split(':')
    const client = connect(Number(port), '127.0.0.1')
    await once(client, 'connect')
    client.on('error', () => undefined)
    client.write('GET /livez HTTP/1.1\r\n')
    const ended = new Promise((resolve) => client.on('close', resolve))
    await server.close()
    await ended
    const refused = connect(Number(port), '127.0.0.1')
    const [error] = await once(refused, 'error')
    expect(error).to.include({ code: 'ECONNREFUSED' })
  })
  it('cannot begin where something else listens', async () => {
    const { address } = await start()
    const [, port = ''] = address.split(':')
    const error: unknown = await serve({ ...LOOPBACK, port: Number(port) }, PAGES).catch((reason: unknown) => reason)
    expect(listenProblem({ ...LOOPBACK, port: Number(port) }, error, '--listen')).to.equal(
      `cannot listen on ${address}: something else listens there; name another address with --listen`,
    )
  })
  it('is in the way of others as long as it is there, and no longer', async () => {
    const server = await serve(LOOPBACK, PAGES)
    const [, port = ''] = server.address.split(':')
    await server.close()
    const next = createServer().listen(Number(port), '127.0.0.1')
    await once(next, 'listening')
    await once(next.close(), 'close')
  })
})

describe('why the server cannot begin', () => {
  const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code })
  const CASES: readonly (readonly [address: ListenAddress, error: unknown, flag: string, problem: string])[] = [
    [
      { host: '127.0.0.1', port: 9_464 },
      coded('EADDRINUSE', 'listen EADDRINUSE: address already in use 127.0.0.1:9464'),
      '--listen',
      'cannot listen on 127.0.0.1:9464: something else listens there; name another address with --listen',
    ],
    [
      { host: '10.0.0.1', port: 80 },
      coded('EACCES', 'listen EACCES: permission denied 10.0.0.1:80'),
      '--webhook-listen',
      'cannot listen on 10.0.0.1:80: listen EACCES: permission denied 10.0.0.1:80; name another address with --webhook-listen',
    ],
    [
      { host: '::1', port: 9_464 },
      coded('EADDRINUSE', 'listen EADDRINUSE: address already in use ::1:9464'),
      '--webhook-health',
      'cannot listen on [::1]:9464: something else listens there; name another address with --webhook-health',
    ],
    [{ host: '', port: 9_464 }, 'odd', '--listen', 'cannot listen on :9464: odd; name another address with --listen'],
  ]
  for (const [address, error, flag, problem] of CASES) {
    it(problem, () => {
      expect(listenProblem(address, error, flag)).to.equal(problem)
    })
  }
})

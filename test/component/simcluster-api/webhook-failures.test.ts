import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import { issue } from '../../../src/certs/issue.ts'
import { FORGIVEN, UNFORGIVEN } from '../../cluster/webhook/broken.ts'
import { apiForEach, pod, PODS } from './harness.ts'
import { answer, configuration, CONFIGURATIONS, hookCertificate, startHook, type Hook, type Respond } from './hooks.ts'

type Start = () => Promise<Pick<Hook, 'port' | 'ca' | 'close'>>

async function nobody(): ReturnType<Start> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return { port, ca: (await hookCertificate()).ca, close: () => Promise.resolve() }
}

async function stranger(): ReturnType<Start> {
  const names = ['127.0.0.1']
  const hook = await startHook(() => undefined, await issue({ names, lifetime: 3_600_000, now: Date.now() }))
  return { ...hook, ca: (await hookCertificate()).ca }
}

async function misnamed(): ReturnType<Start> {
  return startHook(() => undefined, await issue({ names: ['elsewhere'], lifetime: 3_600_000, now: Date.now() }))
}

const answering =
  (respond: Respond): Start =>
  () =>
    startHook(respond)

/** What the API server says, with `Fail`; `PORT` stands for the webhook's. */
const TOLD: Readonly<Record<string, string>> = {
  empty: 'failed to call webhook: 0-length response with status code: 200 and content type: ',
  kind: 'received invalid webhook response: webhook response was absent',
  'patch-type':
    'received undecodable patch in webhook response: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
  'patch-untyped': 'received invalid webhook response: webhook returned response.patch but not response.patchType',
  'http-500': 'failed to call webhook: an error on the server ("{}") has prevented the request from succeeding',
  'http-404': 'failed to call webhook: the server could not find the requested resource',
  reset: 'failed to call webhook: Post "https://127.0.0.1:PORT/mutate?timeout=1s": EOF',
  silent: 'failed to call webhook: Post "https://127.0.0.1:PORT/mutate?timeout=1s": context deadline exceeded',
  nobody:
    'failed to call webhook: Post "https://127.0.0.1:PORT/mutate?timeout=1s": dial tcp 127.0.0.1:PORT: connect: connection refused',
  stranger:
    'failed to call webhook: Post "https://127.0.0.1:PORT/mutate?timeout=1s": tls: failed to verify certificate: x509: certificate signed by unknown authority',
}

const FAILURES: readonly { readonly id: string; readonly name: string; readonly start: Start }[] = [
  { id: 'nobody', name: 'nobody listens there', start: nobody },
  { id: 'stranger', name: 'its certificate is from somebody else', start: stranger },
  { id: 'misnamed', name: 'its certificate is for somebody else', start: misnamed },
  ...FORGIVEN.map(({ id, name, respond }) => ({ id, name: `it answers ${name}`, start: answering(respond as never) })),
]

describe('a webhook of the simulated API that fails', () => {
  const api = apiForEach()
  let hook: Awaited<ReturnType<Start>>
  afterEach(() => hook.close())

  async function create(start: Start, more: object = {}) {
    hook = await start()
    await api.now.ask('POST', CONFIGURATIONS, configuration('broken', hook, more))
    const { status, json } = await api.now.ask('POST', PODS, pod('web'))
    return { status, message: (json as { message?: string }).message, counts: api.now.admissionCounts('broken.test') }
  }

  describe('is passed over, with Ignore', () => {
    for (const { name, start } of FAILURES) {
      it(name, async () => {
        const { status, counts } = await create(start)
        expect({ status, counts }).to.deep.equal({ status: 201, counts: { calls: 1, failedOpen: 1, rejected: 0 } })
      })
    }
  })

  describe('fails the creation, with Fail', () => {
    for (const { id, name, start } of FAILURES) {
      const told = TOLD[id]
      if (told === undefined) continue
      it(name, async () => {
        expect(await create(start, { failurePolicy: 'Fail' })).to.deep.equal({
          status: 500,
          message: `Internal error occurred: failed calling webhook "broken.test": ${told.replaceAll('PORT', String(hook.port))}`,
          counts: { calls: 1, failedOpen: 0, rejected: 1 },
        })
      })
    }
  })

  describe('fails the creation, also with Ignore', () => {
    for (const { name, respond } of UNFORGIVEN) {
      it(`it answers ${name}`, async () => {
        const { status, counts } = await create(answering(respond as never))
        expect({ status, counts }).to.deep.equal({ status: 500, counts: { calls: 1, failedOpen: 0, rejected: 1 } })
      })
    }
  })

  const DENIALS: readonly [title: string, status: object, expected: readonly [code: number, message: string]][] = [
    [
      'with a message',
      { code: 418, message: 'no tea' },
      [418, 'admission webhook "broken.test" denied the request: no tea'],
    ],
    ['with a reason', { reason: 'Tea' }, [400, 'admission webhook "broken.test" denied the request: Tea']],
    ['without any', {}, [400, 'admission webhook "broken.test" denied the request without explanation']],
  ]
  for (const [title, status, expected] of DENIALS) {
    it(`may refuse a pod, ${title}`, async () => {
      const result = await create(
        answering(({ uid }, response) => void response.end(answer(uid, { allowed: false, status }))),
      )
      expect([result.status, result.message]).to.deep.equal(expected)
    })
  }
})

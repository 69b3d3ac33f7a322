import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import type { Fresh } from '../../../src/admission/stamp.ts'
import { nanos } from '../../../src/observe/nanos.ts'
import { OFF } from '../../../src/serve/own-tracing.ts'
import type { SpanId, TraceId } from '../../../src/trace/traceparent.ts'
import { createApp, type AppParts } from '../../../src/webhook/app.ts'

const FRESH: Fresh = { traceId: 'a'.repeat(32) as TraceId, spanId: 'b'.repeat(16) as SpanId, now: nanos(0n) }
const REVIEW = JSON.stringify({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: 'u-1',
    operation: 'CREATE',
    namespace: 'shop',
    resource: { group: '', version: 'v1', resource: 'pods' },
    object: { metadata: {} },
  },
})
const ALLOWED = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid: 'u-1', allowed: true } }
const fail = (): never => {
  throw new Error('out of luck')
}

describe('the webhook’s app', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  /** An app with some parts of its own, and what its listener hears. */
  async function start(parts: Partial<AppParts>) {
    const heard: string[] = []
    const app = createApp({
      rules: {
        prefix: 'podstart.dev',
        ratio: 1,
        ratioByNamespace: new Map(),
        mode: 'link',
        excluded: [],
        inject: false,
      },
      fresh: () => FRESH,
      now: () => 5_000,
      unseen: () => 0,
      tracing: OFF,
      clientNames: [],
      isDraining: () => false,
      listener: {
        began: () => () => heard.push('over'),
        reviewed: (asked, verdict, seconds) =>
          heard.push(`${asked.uid} ${verdict.is === 'stamped' ? 'stamped' : verdict.reason} ${String(seconds)}`),
        refused: (why, detail) => heard.push(`${why}: ${detail}`),
      },
      ...parts,
    })
    const server = createServer(app).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return { heard, send: () => request({ port, host: '127.0.0.1', method: 'POST', path: '/mutate', agent: false }) }
  }

  async function ask(parts: Partial<AppParts>) {
    const { heard, send } = await start(parts)
    const [response] = (await once(send().end(REVIEW), 'response')) as [IncomingMessage]
    return { status: response.statusCode, text: await text(response), heard }
  }

  it('allows a pod without a patch when something is wrong inside', async () => {
    const { status, text, heard } = await ask({ fresh: fail })
    expect([status, JSON.parse(text)]).to.deep.equal([200, ALLOWED])
    expect(heard).to.deep.equal(['u-1 internal_error 0', 'over'])
  })
  it('says that it is an internal error when something is wrong around it, and not what', async () => {
    const tracing = { review: fail }
    expect(await ask({ tracing })).to.deep.equal({
      status: 500,
      text: 'internal error\n',
      heard: ['internal_error: out of luck', 'over'],
    })
  })
  it('counts what it may have waited unseen', async () => {
    const { text, heard } = await ask({ unseen: () => 1_201 })
    expect([JSON.parse(text), heard]).to.deep.equal([ALLOWED, ['u-1 late 0', 'over']])
  })
  it('tells how long it took, in seconds, from when it was seen', async () => {
    let now = 5_000
    const { heard } = await ask({ now: () => (now += 250), unseen: () => 100 })
    expect(heard[0]).to.match(/^u-1 stamped 0\.\d+$/)
  })
  it('lets go of a connection where the end was asked for while its call was on its way', async () => {
    let isDraining = false
    const fresh = (): Fresh => {
      isDraining = true
      return FRESH
    }
    const { send } = await start({ isDraining: () => isDraining, fresh })
    const sent = send()
    sent.setHeader('connection', 'keep-alive')
    const [response] = (await once(sent.end(REVIEW), 'response')) as [IncomingMessage]
    response.resume()
    expect(response.headers['connection']).to.equal('close')
  })
})

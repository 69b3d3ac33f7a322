import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { mock } from 'node:test'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { createWebhookServer } from '../../../src/webhook/server.ts'

/** Source: Go 1.25 as Kubernetes 1.36 uses it, `net/http` `IdleConnTimeout`. */
const API_SERVER_KEEPS_MS = 90_000

describe('the webhook’s server', () => {
  let made: https.Server
  before(() => {
    const { createServer } = https
    const caught = mock.method(https, 'createServer', (...args: Parameters<typeof createServer>) => {
      made = createServer(...args)
      return made
    })
    syncBuiltinESMExports()
    createWebhookServer(() => undefined, { asksClients: false, onTlsFailure: () => undefined })
    caught.mock.restore()
    syncBuiltinESMExports()
  })
  after(() => made.close())

  // Of a connection on which nothing was asked yet, Node counts the time for a request from its beginning.
  for (const limit of ['keepAliveTimeout', 'requestTimeout', 'headersTimeout'] as const) {
    it(`leaves it to the API server to close an idle connection: ${limit}`, () => {
      expect(made[limit]).to.be.above(API_SERVER_KEEPS_MS)
    })
  }
})

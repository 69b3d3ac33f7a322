import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server as HttpsServer } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { addressOf, type ListenAddress } from '../serve/server.ts'
import type { Identity } from './identity.ts'

export interface WebhookServer {
  /** @throws when the address cannot be listened on, with Node's own message. @returns `HOST:PORT` as it was bound */
  listen(address: ListenAddress): Promise<string>
  /** Connections from now on are served with it; those that are open stay as they are. */
  use(identity: Identity): void
  /** Takes no more connections; returns when the calls under way are answered, or after some seconds. */
  close(): Promise<void>
}

export interface ServerOptions {
  /** Whether clients must show a certificate that the identity's `ca` has signed. */
  readonly asksClients: boolean
  readonly onTlsFailure: (error: Error) => void
}

/**
 * The API server keeps idle connections for 90 s; who closes first without need breaks a call that is on its way. Go
 * also keeps connections that it opened and then had no use for: to Node these are requests that never come, which it
 * would answer with status 408 when the limits for a request are over.
 */
const KEEP_ALIVE_MS = 120_000
const HANDSHAKE_MS = 10_000
/** For what is under way at the end: no webhook's timeout is longer, but for a few. */
const LAST_ANSWERS_MS = 5_000

export function createWebhookServer(
  app: (request: IncomingMessage, response: ServerResponse) => void,
  { asksClients, onTlsFailure }: ServerOptions,
): WebhookServer {
  const server = createServer(
    {
      minVersion: 'TLSv1.2',
      requestCert: asksClients,
      rejectUnauthorized: asksClients,
      handshakeTimeout: HANDSHAKE_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      requestTimeout: KEEP_ALIVE_MS,
      headersTimeout: KEEP_ALIVE_MS,
    },
    app,
  )
  server.on('tlsClientError', (error, socket) => onTlsFailure(refusalBy(socket) ?? error))
  return {
    async listen({ host, port }) {
      server.listen(port, host)
      await once(server, 'listening')
      return addressOf(server)
    },
    use: ({ cert, key, ca }) =>
      server.setSecureContext({ minVersion: 'TLSv1.2', cert, key, ...(ca !== undefined && { ca }) }),
    close: () => close(server),
  }
}

/** Of a client that is refused, the error itself tells only that the connection has ended. */
function refusalBy({ authorizationError: code }: { readonly authorizationError: unknown }): Error | undefined {
  if (typeof code !== 'string') return undefined
  return Object.assign(new Error(`the client's certificate is refused: ${code}`), { code })
}

async function close(server: HttpsServer): Promise<void> {
  const closed = once(server, 'close')
  // Ends the idle connections as well.
  server.close()
  const enough = new AbortController()
  await Promise.race([closed, sleep(LAST_ANSWERS_MS, undefined, { signal: enough.signal }).catch(() => undefined)])
  enough.abort()
  server.closeAllConnections()
  await closed
}

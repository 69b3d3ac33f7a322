import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Issued } from '../../certs/issue.ts'

/** A TCP connection of a client. */
export interface Connection {
  /** From 1, in the order they were opened. */
  readonly number: number
  reset(): void
  close(): void
  /** How we broke it off, if we did. */
  broken(): 'reset' | 'closed' | undefined
}

export interface Listener {
  port(): number
  start(): Promise<void>
  /** Breaks off all connections and no longer takes any, until it is started again, on the same port. */
  stop(): Promise<void>
  /** How many TCP connections there have been, and how many are open. */
  connections(): { readonly opened: number; readonly open: number }
}

type Handle = (request: IncomingMessage, response: ServerResponse, connection: Connection) => void

/** HTTPS on a port of its own. `changed` is called when connections come and go. */
export function createListener({ key, cert }: Issued, handle: Handle, changed: () => void): Listener {
  let port = 0
  let opened = 0
  // The socket below TLS: only that one can be reset. Its TLS socket is told by the client's port.
  const open = new Map<number | undefined, Connection>()
  // Nothing is cut off by a clock, and no header promises when an idle connection is closed: the real one has none.
  const server = createServer({ key, cert, keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 })

  server.on('connection', (socket: Socket) => {
    const { remotePort } = socket
    opened += 1
    const connection = createConnection(socket, opened)
    open.set(remotePort, connection)
    socket.once('close', () => {
      if (open.get(remotePort) === connection) open.delete(remotePort)
      changed()
    })
    changed()
  })
  server.on('request', (request, response) => {
    const connection = open.get(request.socket.remotePort)
    // A client that has gone again leaves a request without a connection.
    if (connection !== undefined) handle(request, response, connection)
  })
  return {
    port: () => port,
    async start() {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      port = (server.address() as AddressInfo).port
    },
    async stop() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const connection of open.values()) connection.close()
      await closed
    },
    connections: () => ({ opened, open: open.size }),
  }
}

function createConnection(socket: Socket, number: number): Connection {
  let broken: 'reset' | 'closed' | undefined
  return {
    number,
    broken: () => broken,
    reset() {
      broken ??= 'reset'
      if (!socket.destroyed) socket.resetAndDestroy()
    },
    close() {
      broken ??= 'closed'
      socket.destroy()
    },
  }
}

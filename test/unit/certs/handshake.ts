import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { isIP, type AddressInfo } from 'node:net'
import { checkServerIdentity, connect, createServer } from 'node:tls'

interface Served {
  readonly cert: string
  readonly key: string
}

/**
 * A real handshake over loopback.
 *
 * @param name what the client believes to call
 * @param ca what the client trusts
 * @returns `trusted`, or the client's error
 */
export async function handshake({ cert, key }: Served, ca: string, name: string): Promise<string> {
  const server = createServer({ cert, key }, (socket) => socket.end())
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connect({
    host: '127.0.0.1',
    port,
    ca,
    // An address is no server name.
    ...(isIP(name) === 0 && { servername: name }),
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  })
  try {
    return await new Promise((resolve) => {
      client.once('secureConnect', () => resolve('trusted'))
      client.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    })
  } finally {
    client.destroy()
    server.close()
  }
}

/** Undefined where there is none. */
export const OPENSSL: string | undefined = (() => {
  const { status, stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
})()

import { once } from 'node:events'
import { createServer, request, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Relay {
  readonly url: string
  /** Of each request so far. */
  readonly headers: readonly IncomingHttpHeaders[]
  close(): void
}

/** Notes the headers of what is sent to a collector, and passes it on. */
export async function startRelay(to: string): Promise<Relay> {
  const headers: IncomingHttpHeaders[] = []
  const server = createServer((incoming, response) => {
    headers.push(incoming.headers)
    const { method = '', url = '' } = incoming
    const onward = request(to + url, { method, headers: incoming.headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    incoming.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = (): void => void server.close().closeAllConnections()
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, headers, close }
}

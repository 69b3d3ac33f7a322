import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'
import express, { type Response } from 'express'
import { messageOf } from '../observe/clip.ts'
import { FORMATS, formatFor, type Format } from './exposition.ts'

/** One line of what a probe says. */
export interface ProbeLine {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

export interface Pages {
  /** For who opens the address with a browser. */
  readonly title: string
  live(): readonly ProbeLine[]
  ready(): readonly ProbeLine[]
  /** Without it there is no `/metrics`. */
  metrics?(format: Format): Promise<string>
}

export interface Server {
  /** `host:port` as it was bound. */
  readonly address: string
  close(): Promise<void>
}

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/**
 * Serves `/livez`, `/readyz` and, where there are some, `/metrics`.
 *
 * @throws when the address cannot be listened on, with Node's own message
 */
export async function serve({ host, port }: ListenAddress, pages: Pages): Promise<Server> {
  const app = express().disable('x-powered-by').disable('etag')
  const paths = `/livez /readyz${pages.metrics === undefined ? '' : ' /metrics'}\n`
  app.get('/livez', (_, response) => answer(response, pages.live()))
  app.get('/readyz', (_, response) => answer(response, pages.ready()))
  app.get('/metrics', async (request, response, next) => {
    const format = formatFor(request.get('Accept'))
    const text = await pages.metrics?.(format)
    if (text === undefined) return next()
    response.vary('Accept').set('Content-Type', FORMATS[format].contentType).send(text)
  })
  app.get('/', (_, response) => void response.type('text').send(`${pages.title}: ${paths}`))
  app.use((_, response) => void response.status(404).type('text').send(`not found: ${paths}`))
  const server = createServer(app)
  server.listen(port, host)
  await once(server, 'listening')
  return {
    address: addressOf(server),
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** `host:port` of a server that listens. */
export function addressOf(server: NetServer): string {
  const { address, port } = server.address() as AddressInfo
  return joined(address, port)
}

/** As Kubernetes' own probes say it: `[+]` what is well, `[-]` what is not. */
function answer(response: Response, lines: readonly ProbeLine[]): void {
  const isWell = lines.every(({ ok }) => ok)
  const text = lines.map(({ ok, name, detail }) => `[${ok ? '+' : '-'}]${name}: ${detail}\n`).join('')
  response
    .status(isWell ? 200 : 503)
    .type('text')
    .send(`${text}${isWell ? 'ok' : 'failed'}\n`)
}

/** An IPv6 address has colons of its own. */
const joined = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`

/**
 * A sentence for who started the process.
 *
 * @param flag that names the address
 */
export const listenProblem = ({ host, port }: ListenAddress, error: unknown, flag: string): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const why = code === 'EADDRINUSE' ? 'something else listens there' : messageOf(error)
  return `cannot listen on ${joined(host, port)}: ${why}; name another address with ${flag}`
}

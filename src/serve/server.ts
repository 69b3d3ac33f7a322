import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Response } from 'express'
import { messageOf } from '../observe/clip.ts'

/** One line of what a probe says. */
export interface ProbeLine {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

export interface Pages {
  live(): readonly ProbeLine[]
  ready(): readonly ProbeLine[]
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>
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
 * Serves `/livez`, `/readyz` and `/metrics`.
 *
 * @throws when the address cannot be listened on, with Node's own message
 */
export async function serve({ host, port }: ListenAddress, pages: Pages): Promise<Server> {
  const app = express().disable('x-powered-by').disable('etag')
  app.get('/livez', (_, response) => answer(response, pages.live()))
  app.get('/readyz', (_, response) => answer(response, pages.ready()))
  app.get('/metrics', async (_, response) => {
    const { contentType, text } = await pages.metrics()
    response.set('Content-Type', contentType).send(text)
  })
  app.get('/', (_, response) => void response.type('text').send('podstart exporter: /livez /readyz /metrics\n'))
  app.use((_, response) => void response.status(404).type('text').send('not found: /livez /readyz /metrics\n'))
  const server = createServer(app)
  server.listen(port, host)
  await once(server, 'listening')
  const bound = server.address() as AddressInfo
  return {
    address: joined(bound.address, bound.port),
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
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

/** A sentence for who started the process. */
export const listenProblem = ({ host, port }: ListenAddress, error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const why = code === 'EADDRINUSE' ? 'something else listens there' : messageOf(error)
  return `cannot listen on ${joined(host, port)}: ${why}; name another address with --listen`
}

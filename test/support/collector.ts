import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What the collector says to one request; `never` leaves it waiting. */
export type Answer =
  { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string } | 'never'

/** An answer, or one that depends on what was sent. */
type Line = Answer | ((body: string) => Answer)

export interface Received {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly contentType: string | undefined
  readonly body: string
  readonly answer: Answer
}

export interface Collector {
  /** Without a path, as one gives it to `--otlp`. */
  readonly url: string
  readonly received: readonly Received[]
  /** Settles when so many requests have come, whole. */
  hasReceived(count: number): Promise<void>
  /** Settles when this holds; it is looked at after each request. Rejects when it does not for long. */
  until(holds: () => boolean): Promise<void>
  close(): Promise<void>
}

/** So long is waited for requests: startups take some seconds to be settled. */
const LIMIT_MS = 60_000

/** What a collector of today says when all went well. */
const TAKEN: Answer = { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"partialSuccess":{}}' }

/** An OTLP/HTTP collector that follows a script; its last answer is for all further requests. */
export const startCollector = (...script: readonly Line[]): Promise<Collector> => startCollectorAt(0, ...script)

/** One that comes back at the port of another which has gone. */
export async function startCollectorAt(port: number, ...script: readonly Line[]): Promise<Collector> {
  const received: Received[] = []
  const news = new EventEmitter()
  const server = createServer((request, response) => {
    void read(request).then((one) => {
      const line = script[Math.min(received.length, script.length - 1)] ?? TAKEN
      const answer = typeof line === 'function' ? line(one.body) : line
      received.push({ ...one, answer })
      if (answer !== 'never') say(response, answer)
      news.emit('request')
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const until: Collector['until'] = async (holds) => {
    const limit = AbortSignal.timeout(LIMIT_MS)
    while (!holds()) {
      await once(news, 'request', { signal: limit }).catch(() => {
        throw new Error(`not so within ${LIMIT_MS} ms, after ${received.length} requests: ${holds}`)
      })
    }
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    until,
    hasReceived: (count) => until(() => received.length >= count),
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function read(request: IncomingMessage): Promise<Omit<Received, 'answer'>> {
  const { method, url: path, headers } = request
  return { method, path, contentType: headers['content-type'], body: await text(request) }
}

function say(response: ServerResponse, answer: Exclude<Answer, 'never'>): void {
  response.writeHead(answer.status, answer.headers).end(answer.body)
}

/** An address at which nobody listens: that of a collector which has gone. */
export async function closedUrl(): Promise<string> {
  const collector = await startCollector()
  await collector.close()
  return collector.url
}

import { EventEmitter, once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Agent, request, type RequestOptions } from 'node:https'
import { text } from 'node:stream/consumers'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import type { Webhook } from './process.ts'
import { review } from './reviews.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

type Called = Pick<Webhook, 'port' | 'ca'>

export interface Call extends RequestOptions {
  readonly body?: string | Buffer
}

/** A connection of its own for each call. */
export const newConnections = (): Agent => new Agent({ keepAlive: false, maxCachedSessions: 0 })
/** One connection, kept. */
export const keptConnection = (): Agent => new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0 })

/** Calls as the API server does; what is wrong with TLS fails. */
export async function call({ port, ca }: Called, { body = review(), ...options }: Call = {}): Promise<Answer> {
  const agent = options.agent ?? newConnections()
  const sent = request({
    ...{ host: '127.0.0.1', port, ca, method: 'POST', path: '/mutate?timeout=10s' },
    ...options,
    agent,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...options.headers },
  })
  sent.end(body)
  return answerTo(sent)
}

export async function answerTo(sent: ReturnType<typeof request>): Promise<Answer> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) }
}

/** A connection for what no library would send. */
export interface RawConnection {
  readonly socket: TLSSocket
  write(text: string | Buffer): void
  /** All that has come so far, as soon as it has this in it. @throws when the connection ends before */
  says(wanted: string | RegExp): Promise<string>
  /** All that came until its end, whoever ended it. */
  readonly ended: Promise<string>
}

export async function openRaw({ port, ca }: Called, options: ConnectionOptions = {}): Promise<RawConnection> {
  const socket = connect({ host: '127.0.0.1', port, ca, ...options })
  let all = ''
  const news = new EventEmitter()
  socket.setEncoding('utf8').on('data', (piece: string) => {
    all += piece
    news.emit('news')
  })
  // It ends however it ends.
  socket.on('error', () => undefined)
  let isOver = false
  const ended = new Promise<string>((resolve) => {
    socket.once('close', () => {
      isOver = true
      news.emit('news')
      resolve(all)
    })
  })
  await Promise.race([new Promise((resolve) => socket.once('secureConnect', resolve)), ended])
  return {
    socket,
    write: (text) => void socket.write(text),
    async says(wanted) {
      for (;;) {
        if (typeof wanted === 'string' ? all.includes(wanted) : wanted.test(all)) return all
        if (isOver) throw new Error(`the connection ended with: ${all}`)
        await once(news, 'news')
      }
    },
    ended,
  }
}

/** A request's head, and its body if there is one. */
export const rawPost = (body = '', headers: readonly string[] = [], path = '/mutate?timeout=10s'): string =>
  [
    `POST ${path} HTTP/1.1`,
    'Host: webhook',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    ...headers,
    '',
    body,
  ].join('\r\n')

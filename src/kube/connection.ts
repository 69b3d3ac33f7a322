import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { clip, messageOf, oneLine } from '../observe/clip.ts'
import type { Credentials } from './credentials.ts'

export interface Answer {
  readonly is: 'answer'
  readonly status: number
  readonly retryAfter: string | undefined
  /** The header: the server's time, RFC 9110. */
  readonly date: string | undefined
  /** Milliseconds from the question to the answer's beginning. */
  readonly waited: number
  /** Not compressed. Reading it to its end frees the connection, destroying it ends that. */
  readonly body: Readable
}

/** No answer came: the server is not there, the connection broke, or nothing came for too long. */
export interface NoAnswer {
  readonly is: 'no answer'
  readonly why: string
  /** There was a connection. */
  readonly hasBroken: boolean
}

export interface Connection {
  readonly server: URL
  /** Where pods are looked for when nobody says where. */
  readonly namespace: string
  /**
   * @param path with its query
   * @param patience milliseconds to wait for the answer's beginning
   */
  get(path: string, patience: number, signal: AbortSignal): Promise<Answer | NoAnswer>
  renewCredentials(): void
  close(): void
}

export function createConnection(credentials: Credentials, userAgent: string): Connection {
  const headers = { Accept: 'application/json', 'Accept-Encoding': 'gzip', 'User-Agent': userAgent }
  return {
    server: credentials.server,
    namespace: credentials.namespace,
    async get(path, patience, signal) {
      try {
        const { headers: ours, ...options } = await within(credentials.options(), patience, signal)
        const request = credentials.server.protocol === 'http:' ? httpRequest : httpsRequest
        return await new Promise((resolve) => {
          const call = request(new URL(withBase(credentials.server, path), credentials.server), {
            ...options,
            headers: { ...(ours as Readonly<Record<string, string>>), ...headers },
            signal,
          })
          const asked = performance.now()
          const timer = setTimeout(() => call.destroy(new Error(`no answer for ${patience} ms`)), patience)
          call.on('response', (response) => {
            clearTimeout(timer)
            resolve(answerOf(response, performance.now() - asked))
          })
          // Also after the answer has begun: then its body tells of the error, too.
          call.on('error', (error) => {
            clearTimeout(timer)
            resolve({ is: 'no answer', why: reasonOf(error), hasBroken: BROKEN.includes(codeOf(error)) })
          })
          // Whatever else ends it, such as an answer that asks for another protocol.
          call.on('close', () => {
            clearTimeout(timer)
            resolve({ is: 'no answer', why: 'the connection was closed', hasBroken: true })
          })
          call.end()
        })
      } catch (error) {
        // Credentials that cannot be had, such as a plugin that fails, may be there the next time.
        const why = `no credentials: ${clip(oneLine(messageOf(error)), LONGEST_REASON)}`
        return { is: 'no answer', why, hasBroken: false }
      }
    },
    renewCredentials: () => credentials.renew(),
    close: () => credentials.close(),
  }
}

/** A plugin may write pages. */
const LONGEST_REASON = 300

/** A plugin for credentials may never come to its end. */
async function within<T>(work: Promise<T>, patience: number, signal: AbortSignal): Promise<T> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(patience))])
  const { promise: isOver, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(new Error(`none for ${patience} ms`))
  limit.addEventListener('abort', stop, { once: true })
  if (limit.aborted) stop()
  try {
    return await Promise.race([work, isOver])
  } finally {
    limit.removeEventListener('abort', stop)
  }
}

/** The server may lie under a path, as behind a proxy. */
const withBase = (server: URL, path: string): string => server.pathname.replace(/\/$/, '') + path

function answerOf(response: IncomingMessage, waited: number): Answer {
  const isPacked = response.headers['content-encoding'] === 'gzip'
  // Errors go on to the unpacked body, whose reader hears of them.
  const body = isPacked ? pipeline(response, createGunzip(), () => undefined) : response
  return {
    is: 'answer',
    status: response.statusCode ?? 0,
    retryAfter: response.headers['retry-after'],
    date: response.headers.date,
    waited,
    body,
  }
}

const BROKEN = ['ECONNRESET', 'EPIPE']

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? ''

function reasonOf(error: Error): string {
  // Node hides "connection refused" of several addresses in an AggregateError without a message.
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ')
  return error.message || error.name
}

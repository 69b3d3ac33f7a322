import type { ClientRequest, IncomingMessage } from 'node:http'
import { Agent, request, type RequestOptions } from 'node:https'
import { messageOf } from '../../../observe/clip.ts'
import { answerError, goError } from './go-errors.ts'
import type { Hook, Place } from './hooks.ts'

/** Where a Service's webhook really is. */
export interface Endpoint {
  readonly host: string
  readonly port: number
}

export type ResolveService = (namespace: string, name: string, port: number) => Endpoint | undefined

export type Called = { readonly is: 'answer'; readonly body: unknown } | { readonly is: 'failed'; readonly why: string }

export interface Caller {
  /** @param traceparent the header of that name */
  call(hook: Hook, review: object, traceparent: string): Promise<Called>
  close(): void
}

/** As the Go client of the real one. Source: `client-go/transport/cache.go`. */
const MOST_IDLE = 25
const IDLE_MS = 90_000
const MOST_BYTES = 16 * 1_024 * 1_024

/** Calls webhooks over HTTPS, HTTP/1.1, on kept connections. */
export function createCaller(resolve: ResolveService): Caller {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: MOST_IDLE, timeout: IDLE_MS })
  return {
    async call(hook, review, traceparent) {
      const { timeoutSeconds, ca } = hook
      const target = targetOf(hook.place, resolve, timeoutSeconds)
      if (!target.ok) return { is: 'failed', why: target.why }
      const body = Buffer.from(JSON.stringify(review))
      const options: RequestOptions = {
        ...target.options,
        agent,
        method: 'POST',
        signal: AbortSignal.timeout(timeoutSeconds * 1_000),
        headers: { ...target.options.headers, ...HEADERS, 'Content-Length': body.length, traceparent },
        ...(ca === undefined ? {} : { ca }),
      }
      try {
        return read(await exchanged(options, body))
      } catch (error) {
        const isLate = options.signal?.aborted === true
        const why = isLate ? 'context deadline exceeded' : goError(error, target.address)
        return { is: 'failed', why: `Post "${target.url}": ${why}` }
      }
    },
    close: () => agent.destroy(),
  }
}

const HEADERS = {
  Accept: 'application/json, */*',
  'Content-Type': 'application/json',
  'User-Agent': 'kube-apiserver-admission',
}

type Target =
  | { readonly ok: true; readonly url: string; readonly address: string; readonly options: RequestOptions }
  | { readonly ok: false; readonly why: string }

function targetOf(place: Place, resolve: ResolveService, seconds: number): Target {
  if (place.by === 'url') {
    if (!URL.canParse(place.url)) return { ok: false, why: `Unparsable URL: parse "${place.url}": invalid URL` }
    const { hostname, host, port, pathname } = new URL(place.url)
    const path = `${pathname}?timeout=${seconds}s`
    const options = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 443), path }
    return { ok: true, url: `https://${host}${path}`, address: `${hostname}:${options.port}`, options }
  }
  const { namespace, name, port } = place
  const servername = `${name}.${namespace}.svc`
  const path = `${place.path}?timeout=${seconds}s`
  const url = `https://${servername}:${port}${path}`
  const endpoint = resolve(namespace, name, port)
  if (endpoint === undefined) return { ok: false, why: `Post "${url}": service "${name}" not found` }
  const headers = { Host: `${servername}:${port}` }
  return {
    ok: true,
    url,
    address: `${endpoint.host}:${endpoint.port}`,
    options: { ...endpoint, servername, path, headers },
  }
}

interface Answer {
  readonly status: number
  readonly text: string
}

/** A kept connection that turns out to be closed is no failure: the call goes out on another. */
async function exchanged(options: RequestOptions, body: Buffer): Promise<Answer> {
  const first = request(options)
  try {
    return await answerOf(first, body)
  } catch (error) {
    const isStale = first.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET'
    if (!isStale || options.signal?.aborted === true) throw error
    return answerOf(request({ ...options, agent: false }), body)
  }
}

async function answerOf(call: ClientRequest, body: Buffer): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    call.once('response', resolve)
    // What goes wrong later is told by the response.
    call.on('error', reject)
    call.end(body)
  })
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of response as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > MOST_BYTES) throw new Error(`the answer is longer than ${MOST_BYTES} bytes`)
    pieces.push(piece)
  }
  return { status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() }
}

function read({ status, text }: Answer): Called {
  if (status < 200 || status > 299) return { is: 'failed', why: answerError(status, text) }
  if (text === '') return { is: 'failed', why: `0-length response with status code: ${status} and content type: ` }
  try {
    return { is: 'answer', body: JSON.parse(text) as unknown }
  } catch (error) {
    return { is: 'failed', why: `couldn't get version/kind; json parse error: ${messageOf(error)}` }
  }
}

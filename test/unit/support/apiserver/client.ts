import { once } from 'node:events'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { request, type Agent } from 'node:https'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'

/** A server, and whom it is known by. */
interface Server {
  readonly url: string
  readonly ca: string
}

interface Asked {
  readonly method?: string
  /** `undefined`: none. */
  readonly token?: string | undefined
  readonly headers?: OutgoingHttpHeaders
  readonly agent?: Agent
  readonly ca?: string
  /** An object is sent as JSON. */
  readonly body?: string | object
}

/** A request whose answer has begun. */
export async function ask({ url, ca }: Server, path: string, asked: Asked = {}): Promise<IncomingMessage> {
  const token = 'token' in asked ? asked.token : 'token'
  const body = typeof asked.body === 'object' ? JSON.stringify(asked.body) : asked.body
  // Node sends a DELETE's body without it.
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(asked.headers?.['transfer-encoding'] === undefined ? length : {}),
    ...asked.headers,
  }
  const sent = request(new URL(path, url), {
    ca: asked.ca ?? ca,
    agent: asked.agent ?? false,
    method: asked.method ?? 'GET',
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
  }).end(body)
  // What happens to a response's connection is told by the response.
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  sent.on('error', () => undefined)
  return response
}

export interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly text: string
  readonly json: never
}

export async function get(server: Server, path: string, asked: Asked = {}): Promise<Answer> {
  const response = await ask(server, path, asked)
  const bytes = await buffer(response)
  const text = (response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString()
  const isJson = response.headers['content-type'] === 'application/json'
  const json = (isJson && text !== '' ? JSON.parse(text) : undefined) as never
  return { status: response.statusCode, headers: response.headers, text, json }
}

export interface Received {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  /** The body so far, in the pieces it came in. */
  readonly pieces: readonly Buffer[]
  text(): string
  /** The next lines of the body, once they are here. */
  lines(count: number): Promise<readonly string[]>
  /** The next events. */
  events(count: number): Promise<readonly { readonly type: string; readonly object: never }[]>
  /** `end`, or the code of the error that it broke off with. */
  readonly ended: Promise<string>
  leave(): void
}

/** A body that is read as it comes. */
export async function stream(server: Server, path: string, asked: Asked = {}): Promise<Received> {
  const response = await ask(server, path, asked)
  const pieces: Buffer[] = []
  let taken = 0
  response.on('data', (piece: Buffer) => void pieces.push(piece))
  const ended = new Promise<string>((resolve) => {
    response.once('end', () => resolve('end'))
    response.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
  const text = (): string => Buffer.concat(pieces).toString()
  async function lines(count: number): Promise<readonly string[]> {
    const all = (): readonly string[] => text().split('\n').slice(0, -1)
    while (all().length < taken + count) await once(response, 'data')
    taken += count
    return all().slice(taken - count, taken)
  }
  return {
    status: response.statusCode,
    headers: response.headers,
    pieces,
    text,
    lines,
    events: async (count) => (await lines(count)).map((line) => JSON.parse(line) as { type: string; object: never }),
    ended,
    leave: () => void response.destroy(),
  }
}

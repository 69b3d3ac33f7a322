import type { IncomingMessage } from 'node:http'
import { messageOf } from '../../observe/clip.ts'
import { badRequest, tooLargeBody, unsupportedMediaType, type Status } from './status.ts'

export type Body =
  /** `value` is undefined where nothing came. */
  | { readonly ok: true; readonly value: unknown; readonly type: string }
  | { readonly ok: false; readonly status: Status }

/** Source: Kubernetes 1.36, `server/config.go`. */
const MOST_BYTES = 3 * 1_024 * 1_024

/** The JSON of a request, which may be of any type that `accepts` does. */
export async function readBody(request: IncomingMessage, accepts: (type: string) => Status | undefined): Promise<Body> {
  const type = (request.headers['content-type'] ?? 'application/json').replace(/;.*$/s, '').trim().toLowerCase()
  const refused = accepts(type)
  if (refused !== undefined) return { ok: false, status: refused }
  const bytes = await bytesOf(request)
  if (bytes === undefined) return { ok: false, status: tooLargeBody(MOST_BYTES) }
  if (bytes.length === 0) return { ok: true, value: undefined, type }
  try {
    return { ok: true, value: JSON.parse(bytes.toString()) as unknown, type }
  } catch (error) {
    return {
      ok: false,
      status: badRequest(`the object provided is unrecognized: json parse error: ${messageOf(error)}`),
    }
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) return undefined
  const pieces: Buffer[] = []
  let length = 0
  // Whoever has sent too much is still to get an answer: the connection stays.
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > MOST_BYTES) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

export const onlyJson = (type: string): Status | undefined =>
  type === 'application/json' ? undefined : unsupportedMediaType(['application/json'])

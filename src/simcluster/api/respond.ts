import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { GZIP_HEADERS, GZIP_OPTIONS, isCompressed } from './compression.ts'
import type { Status } from './status.ts'

export type Headers = Readonly<Record<string, string | string[]>>

export const JSON_TYPE: Headers = { 'Content-Type': 'application/json' }

const zip = promisify(gzip)

/** What all answers have. */
export const commonHeaders = (): Headers => ({ 'Audit-Id': randomUUID(), 'Cache-Control': 'no-cache, private' })

export const retryHeaders = ({ details }: Status): Headers =>
  (details?.retryAfterSeconds ?? 0) > 0 ? { 'Retry-After': String(details?.retryAfterSeconds) } : {}

/** An answer of one piece; nothing, where it has begun or nobody waits for it any more. */
export async function answerJson(
  request: IncomingMessage,
  response: ServerResponse,
  code: number,
  body: unknown,
  headers: Headers = {},
): Promise<void> {
  const plain = Buffer.from(`${JSON.stringify(body)}\n`)
  const isZipped = isCompressed(request.headers['accept-encoding']?.toString(), plain.length)
  const bytes = isZipped ? await zip(plain, GZIP_OPTIONS) : plain
  begin(response, code, { ...JSON_TYPE, ...(isZipped ? GZIP_HEADERS : {}), ...headers }, bytes)
}

/** An answer that is no JSON. */
export const answerBytes = (response: ServerResponse, type: string, bytes: Buffer): void =>
  begin(response, 200, { 'Content-Type': type }, bytes)

function begin(response: ServerResponse, code: number, headers: Headers, bytes: Buffer): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(code, { ...commonHeaders(), ...headers, 'Content-Length': String(bytes.length) })
  response.end(bytes)
}

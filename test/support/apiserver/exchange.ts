import type { ServerResponse } from 'node:http'
import type { Delivery } from './faults.ts'
import type { Journal, OpenRecord } from './journal.ts'
import type { Connection } from '../../../src/simcluster/api/listener.ts'
import { createPipe, type Pipe } from './pipe.ts'
import { commonHeaders, JSON_TYPE, retryHeaders, type Headers } from '../../../src/simcluster/api/respond.ts'
import type { Status } from '../../../src/simcluster/api/status.ts'

/** One request and its answer, written down as it goes. */
export interface Exchange {
  readonly record: OpenRecord
  /** An answer of one piece. */
  answer(status: number, headers: Headers, body: string | Uint8Array): void
  refuse(status: Status): void
  /** An answer whose body follows; the headers are sent at once. */
  open(status: number, headers: Headers, delivery?: Delivery): Pipe
  reset(): void
  /** Calls back once, when the exchange is over, however it ends. */
  onEnd(listener: () => void): void
}

export function createExchange(
  record: OpenRecord,
  response: ServerResponse,
  connection: Connection,
  journal: Journal,
  date: (() => Date) | undefined,
): Exchange {
  response.sendDate = false
  const begin = (status: number, headers: Headers): void => {
    record.status = status
    response.writeHead(status, { ...commonHeaders(), ...(date && { Date: date().toUTCString() }), ...headers })
    journal.tell()
  }
  response.once('close', () => {
    const how = response.writableFinished ? 'complete' : (connection.broken() ?? 'client')
    record.ended = { at: performance.now(), how }
    journal.tell()
  })
  const exchange: Exchange = {
    record,
    answer(status, headers, body) {
      begin(status, { ...headers, 'Content-Length': String(Buffer.byteLength(body)) })
      response.end(body)
    },
    refuse(status) {
      exchange.answer(status.code, { ...JSON_TYPE, ...retryHeaders(status) }, `${JSON.stringify(status)}\n`)
    },
    open(status, headers, delivery) {
      begin(status, headers)
      response.flushHeaders()
      return createPipe(
        {
          write(bytes, sent) {
            if (response.destroyed) sent()
            else response.write(bytes, () => sent())
          },
          end: () => void response.end(),
          reset: connection.reset,
          close: connection.close,
        },
        delivery,
      )
    },
    reset: connection.reset,
    onEnd: (listener) => void response.once('close', listener),
  }
  return exchange
}

import { connect, type TLSSocket } from 'node:tls'
import { readAnswer, type Answer } from './answer.ts'
import type { Job, Target } from './job.ts'

/**
 * One keep-alive connection, with one request at a time. By hand instead of through an agent of node:https, which takes
 * twice the time that the server under test does, so that the client would be what is measured.
 */
export interface Connection {
  /** @throws when the connection ends before the answer; the next request then opens another */
  exchange(request: Buffer): Promise<Answer>
  close(): void
}

export function createConnection({ url, ca }: Target): Connection {
  let open: TLSSocket | undefined
  const close = (): void => {
    open?.destroy()
    open = undefined
  }
  return {
    close,
    async exchange(request) {
      if (open?.destroyed) close()
      open ??= dial(new URL(url), ca)
      const answer = await roundTrip(open, request)
      if (answer.closes) close()
      return answer
    },
  }
}

function dial({ hostname, port }: URL, ca: string): TLSSocket {
  const socket = connect({ host: hostname, port: Number(port), ca })
  // Told by 'close', which comes after it.
  return socket.setNoDelay(true).on('error', () => undefined)
}

function roundTrip(socket: TLSSocket, request: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    const done = (): void => void socket.off('data', onData).off('close', onClose)
    const onData = (piece: Buffer): void => {
      pieces.push(piece)
      const answer = readAnswer(pieces.length === 1 ? piece : Buffer.concat(pieces))
      if (answer === undefined) return
      done()
      resolve(answer)
    }
    const onClose = (): void => {
      done()
      reject(new Error(socket.errored?.message ?? 'the connection ended before the answer'))
    }
    socket.on('data', onData).on('close', onClose).write(request)
  })
}

/** The bytes of the request, made once. */
export function requestOf({ target, body }: Job): Buffer {
  const { host, pathname, search } = new URL(target.url)
  const headers = {
    Host: host,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    ...target.headers,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return Buffer.from([`POST ${pathname}${search} HTTP/1.1`, ...lines, '', body].join('\r\n'))
}

/** What of an HTTP answer matters to a load. */
export interface Answer {
  readonly status: number
  /** The server ends the connection after it. */
  readonly closes: boolean
}

const HEAD_END = '\r\n\r\n'
/** JSON escapes line ends, so no body ends like this by itself. */
const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/** The answer that begins these bytes, once they hold all of it; nothing comes after it before the next request. */
export function readAnswer(bytes: Buffer): Answer | undefined {
  const headEnd = bytes.indexOf(HEAD_END)
  if (headEnd === -1) return undefined
  const head = bytes.toString('latin1', 0, headEnd)
  const isWhole = /\r\ntransfer-encoding: chunked/i.test(head)
    ? bytes.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
    : bytes.length >= headEnd + HEAD_END.length + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
  return isWhole ? { status: Number(head.slice(9, 12)), closes: /\r\nconnection: close/i.test(head) } : undefined
}

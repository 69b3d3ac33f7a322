import { clip, oneLine } from '../observe/clip.ts'
import { text, whole } from '../observe/json.ts'

/** How a request, or a watch, came to its end. */
export type Ending =
  /** The server closed a watch as it does from time to time. */
  | { readonly is: 'ended' }
  /** The position is too old, its history gone: 410. */
  | { readonly is: 'expired'; readonly why: string }
  /** The server does not know this way of watching. */
  | { readonly is: 'not offered'; readonly why: string }
  | { readonly is: 'unauthorized'; readonly why: string }
  /** It understood and will not: 403, and other answers that trying again at once does not change. */
  | { readonly is: 'refused'; readonly why: string }
  /** `wait` in milliseconds, if the server named a time. */
  | { readonly is: 'throttled'; readonly why: string; readonly wait?: number }
  /**
   * `answered`: it was the server that said so, so it is there. `isPassing`: the same may go well soon, as after a 503 or
   * when a connection broke.
   */
  | { readonly is: 'failed'; readonly why: string; readonly answered: boolean; readonly isPassing?: true }
  /** No byte came for too long, bookmarks included. */
  | { readonly is: 'silent'; readonly why: string }

const BY_CODE: Readonly<Record<number, Ending['is']>> = {
  401: 'unauthorized',
  408: 'failed',
  410: 'expired',
  429: 'throttled',
}

/**
 * What an answer that is no success means.
 *
 * @param body a Kubernetes `Status`, if it could be read
 * @param retryAfter the header: seconds or a date, RFC 9110
 * @param now milliseconds since 1970, for a date
 */
export function endingOf(code: number, body: unknown, retryAfter?: string, now = 0): Ending {
  const why = `HTTP ${code}${describe(body)}`
  const wait = waitOf(retryAfter, now) ?? seconds(whole(body, 'details', 'retryAfterSeconds'))
  const is = BY_CODE[code] ?? (code >= 500 ? 'failed' : 'refused')
  switch (is) {
    case 'throttled':
      return { is, why, ...(wait !== undefined && { wait }) }
    case 'failed':
      // A server that starts or ends says 503 and when to come back. 504 may say that it does not know our position:
      // that does not change by waiting.
      return wait === undefined || code === 504
        ? { is, why, answered: true, isPassing: true }
        : { is: 'throttled', why, wait }
    case 'ended':
      return { is }
    default:
      return { is, why }
  }
}

function describe(body: unknown): string {
  const message = text(body, 'message') ?? text(body, 'reason')
  return message === undefined ? '' : `: ${clip(oneLine(message), LONGEST_MESSAGE)}`
}

/** A server, or a proxy before it, may write pages. */
const LONGEST_MESSAGE = 300

/** Longer is not waited: a clock or a proxy may be wrong. */
const LONGEST_WAIT = 300_000

const seconds = (count: number | undefined): number | undefined =>
  count === undefined || count < 1 ? undefined : Math.min(count * 1_000, LONGEST_WAIT)

function waitOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^-?\d+$/.test(header.trim())) return seconds(Number(header))
  const wait = Date.parse(header) - now
  // A time that has gone by says as little as none: without it there is back-off.
  return wait > 0 ? Math.min(wait, LONGEST_WAIT) : undefined
}

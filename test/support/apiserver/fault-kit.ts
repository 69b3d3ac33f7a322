import type { Fault } from './faults.ts'
import {
  expired,
  failure,
  forbidden,
  internalError,
  tooLarge,
  tooManyRequests,
  unauthorized,
  unavailable,
  type Status,
} from '../../../src/simcluster/api/status.ts'
import type { ResourceName } from '../../../src/simcluster/api/resources.ts'

type Body = string | Uint8Array | object

/** An answer in place of the true one; an object is sent as JSON. */
export const answer = (status: number, body: Body = '', headers: Readonly<Record<string, string>> = {}): Fault => ({
  do: 'answer',
  status,
  headers,
  body,
})

/** A Status as the API sends it: with its code, and the header that repeats after how many seconds to come again. */
export function refuse(status: Status): Fault {
  const seconds = status.details?.retryAfterSeconds ?? 0
  return answer(status.code, status, seconds > 0 ? { 'Retry-After': String(seconds) } : {})
}

/** What real servers, and what stands before them, say when something is wrong. */
export const ANSWERS = {
  unauthorized: () => refuse(unauthorized()),
  forbidden: (verb: string, resource: ResourceName, namespace?: string) =>
    refuse(forbidden({ verb, resource, namespace }, 'system:serviceaccount:podstart:podstart')),
  expired: (why = 'The resourceVersion for the provided list is too old.') => refuse(expired(why)),
  /** For a later page; `compact()` between two pages has it in full, with the token that goes on all the same. */
  continueExpired: () =>
    refuse(
      expired(
        'The provided continue parameter is too old to display a consistent list result. You can start a new list ' +
          'without the continue parameter.',
      ),
    ),
  /** Priority and Fairness: plain text, no Status. */
  busy: (retryAfter: number | Date = 1) =>
    answer(429, 'Too many requests, please try again later.\n', {
      'Content-Type': 'text/plain; charset=utf-8',
      'Retry-After': retryAfter instanceof Date ? retryAfter.toUTCString() : String(retryAfter),
    }),
  /** A watch cache that is being filled. */
  initializing: (seconds = 1) => refuse(tooManyRequests('storage is (re)initializing', seconds)),
  internalError: (why = 'etcdserver: request timed out') => refuse(internalError(why)),
  etcdSlow: (resource: ResourceName, verb = 'list') =>
    refuse(
      failure(
        500,
        'ServerTimeout',
        `The ${verb} operation against ${resource} could not be completed at this time, please try again.`,
        { details: { name: verb, kind: resource, retryAfterSeconds: 2 } },
      ),
    ),
  unavailable: (why = 'apiserver not ready') => refuse(unavailable(why)),
  /** A load balancer without a server behind it: HTML. */
  badGateway: () =>
    answer(502, '<html><body><h1>502 Bad Gateway</h1></body></html>\n', { 'Content-Type': 'text/html' }),
  tooLarge: (asked = 9_999_999, current = 1_000, seconds = 1) => refuse(tooLarge(asked, current, seconds)),
} as const

export const reset = (): Fault => ({ do: 'reset' })
export const hang = (): Fault => ({ do: 'hang' })
export const wait = (until: Promise<unknown>): Fault => ({ do: 'wait', until })
export const silence = (): Fault => ({ do: 'withhold', what: 'everything' })
export const bookmarksOnly = (): Fault => ({ do: 'withhold', what: 'objects' })
export const trickle = (bytesAtATime = 1): Fault => ({ do: 'deliver', bytesAtATime })
export const cut = (afterBytes: number, by: 'reset' | 'close' | 'end' = 'reset'): Fault => ({
  do: 'deliver',
  cut: { afterBytes, by },
})

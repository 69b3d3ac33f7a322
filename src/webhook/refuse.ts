import type { Response } from 'express'
import type { ReviewSpan } from '../serve/own-tracing.ts'
import type { Refusal } from './metrics.ts'

interface Answer {
  readonly status: number
  /** What the caller reads; without it, what is wrong with the request. */
  readonly text?: string
}

const ANSWERS: Readonly<Record<Refusal, Answer>> = {
  not_found: { status: 404, text: 'not found: POST /mutate' },
  not_json: { status: 400, text: 'the body is no JSON' },
  not_a_review: { status: 400 },
  too_large: { status: 413, text: 'the body is larger than 8 MiB' },
  no_room: { status: 503 },
  aborted: { status: 400, text: 'the body did not come whole' },
  client_name: { status: 403 },
  internal_error: { status: 500, text: 'internal error' },
}

export interface Hearers {
  readonly listener: { refused(why: Refusal, detail: string): void }
  /** Of a request that might have been a review. */
  readonly span: ReviewSpan | undefined
}

/** Answers a request that is no review. */
export function refuse(response: Response, why: Refusal, detail: string, { listener, span }: Hearers): void {
  const { status, text = detail } = ANSWERS[why]
  listener.refused(why, detail)
  span?.end({ is: 'refused', reason: why, ...(why !== 'aborted' && { status }) })
  response.status(status).type('text').send(`${text}\n`)
}

/** Source: body-parser 2, `type` of its errors. */
const BODY_ERRORS: Readonly<Record<string, Refusal>> = {
  'entity.too.large': 'too_large',
  'entity.parse.failed': 'not_json',
  'charset.unsupported': 'not_json',
  'encoding.unsupported': 'not_json',
  'request.aborted': 'aborted',
  'request.size.invalid': 'aborted',
}

/** Why a request failed on its way. */
export function refusalOf(error: unknown): Refusal {
  const type = error instanceof Error && 'type' in error ? String(error.type) : ''
  return BODY_ERRORS[type] ?? 'internal_error'
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import express, { type ErrorRequestHandler, type RequestHandler, type Response } from 'express'
import type { AdmissionRules, Answerable } from '../admission/decide.ts'
import { readReview } from '../admission/review.ts'
import type { Fresh } from '../admission/stamp.ts'
import { messageOf } from '../observe/clip.ts'
import type { OwnTracing, ReviewSpan } from '../serve/own-tracing.ts'
import { BODY_LIMITS, createBodyRoom } from './body-room.ts'
import { clientNameProblem } from './client-name.ts'
import type { Refusal } from './metrics.ts'
import { refusalOf, refuse } from './refuse.ts'
import { review, type Verdict } from './reviewer.ts'
import { callTimeout } from './timeout.ts'

/** Hears of every request; see report.ts. */
export interface Listener {
  /** A request began to arrive; the function returned is called when it has come to its end. */
  began(): () => void
  reviewed(asked: Answerable, verdict: Verdict, seconds: number): void
  refused(why: Refusal, detail: string): void
}

export interface AppParts {
  readonly rules: AdmissionRules
  readonly fresh: () => Fresh
  /** Milliseconds, of a clock that only goes forward. */
  readonly now: () => number
  /** Milliseconds that a call may have waited before it was seen. */
  readonly unseen: () => number
  readonly listener: Listener
  readonly tracing: Pick<OwnTracing, 'review'>
  /** Common names that a client's certificate must have one of; none asks for nothing. */
  readonly clientNames: readonly string[]
  readonly isDraining: () => boolean
}

/** A request on its way; times are those of `now`. */
interface Call {
  readonly seen: number
  /** When it may have come at the earliest. */
  readonly arrived: number
  readonly span?: ReviewSpan
}

/** Answers `POST /mutate`. */
export function createApp(parts: AppParts): (request: IncomingMessage, response: ServerResponse) => void {
  const { listener, isDraining, now, unseen } = parts
  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple')
  app.use((_, response, next) => {
    const seen = now()
    keep(response, { seen, arrived: seen - unseen() })
    response.once('close', listener.began())
    partIfDraining(response, isDraining)
    next()
  })
  app.post(
    '/mutate',
    traced(parts),
    onlyNamed(parts),
    withRoom(parts),
    // What the header says the body is does not matter: it is read as what it must be.
    express.json({ type: () => true, limit: BODY_LIMITS.largest, strict: false, inflate: false }),
    mutate(parts),
  )
  app.use((request, response) => {
    refuse(response, 'not_found', `${request.method} ${request.path}`, { listener, span: undefined })
  })
  app.use(onError(parts))
  return (request, response) => {
    // As a proxy is asked: express may not be able to read it, and then answers by itself.
    if (!request.url?.startsWith('/')) request.url = '/'
    app(request, response)
  }
}

/** So the API server takes another connection for its next call, and none is left when the process ends. */
const partIfDraining = (response: Response, isDraining: () => boolean): void => {
  if (isDraining()) response.set('Connection', 'close')
}

const callOf = ({ locals }: Response): Call => locals['call'] as Call
const keep = (response: Response, call: Call): void => {
  response.locals['call'] = call
}

const traced =
  ({ tracing }: AppParts): RequestHandler =>
  (request, response, next) => {
    keep(response, { ...callOf(response), span: tracing.review(headersOf(request)) })
    next()
  }

const onlyNamed =
  ({ clientNames, listener }: AppParts): RequestHandler =>
  (request, response, next) => {
    const problem = clientNameProblem(request.socket, clientNames)
    if (problem === undefined) next()
    else refuse(response, 'client_name', problem, { listener, span: callOf(response).span })
  }

function withRoom({ listener }: AppParts): RequestHandler {
  const room = createBodyRoom()
  return (request, response, next) => {
    const leave = room.take(request)
    if (leave === undefined) return refuse(response, 'no_room', NO_ROOM, { listener, span: callOf(response).span })
    response.once('close', leave)
    next()
  }
}

const NO_ROOM = 'too many large bodies on their way'

const mutate =
  ({ rules, fresh, now, listener, isDraining }: AppParts): RequestHandler =>
  (request, response) => {
    const { seen, arrived, span } = callOf(response)
    const asked = readReview(request.body)
    if (asked.is === 'no review') return refuse(response, 'not_a_review', asked.why, { listener, span })
    const patience = { waited: now() - arrived, timeout: callTimeout(request.query['timeout']) }
    const { response: answer, verdict } = review(asked, headersOf(request), patience, fresh, rules)
    partIfDraining(response, isDraining)
    response.json(answer)
    listener.reviewed(asked, verdict, (now() - seen) / 1_000)
    span?.end({ is: 'answered', asked, verdict })
  }

/** Several of a name are no trace context; Node puts them together with a comma. */
function headersOf({ headers }: IncomingMessage) {
  const [traceparent, tracestate] = [headers['traceparent'], headers['tracestate']]
  return {
    ...(typeof traceparent === 'string' && { traceparent }),
    ...(typeof tracestate === 'string' && { tracestate }),
  }
}

const onError =
  ({ listener }: AppParts): ErrorRequestHandler =>
  (error: unknown, _, response, next) => {
    // Half an answer is none: express ends the connection.
    if (response.headersSent) return next(error)
    refuse(response, refusalOf(error), messageOf(error), { listener, span: callOf(response).span })
  }

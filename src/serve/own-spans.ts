import { propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Span, type Tracer } from '@opentelemetry/api'
import type { Sent } from '../deliver/sender.ts'
import type { Batch } from '../deliver/traced-sender.ts'
import { clip, oneLine } from '../observe/clip.ts'
import { defined } from '../observe/json.ts'
import { OWN_ATTRIBUTES as A, OWN_SPANS } from './own-names.ts'
import type { OwnTracing, ReviewEnd } from './own-tracing.ts'

/** What both kinds of work come to: attributes, and what is said of an error. */
interface Outcome {
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>
  readonly error?: { readonly type: string; readonly message: string }
}

/** Makes the spans; how they are sampled and sent is the tracer's matter, and where contexts are found the SDK's. */
export const createOwnSpans = (tracer: Tracer): Pick<OwnTracing, 'review' | 'batch'> => ({
  review(headers) {
    const parent = propagation.extract(ROOT_CONTEXT, headers)
    const span = tracer.startSpan(OWN_SPANS.review, { kind: SpanKind.SERVER, attributes: REQUEST }, parent)
    return { end: (end) => conclude(span, reviewOutcome(end)) }
  },
  batch(batch) {
    const attributes = batchAttributes(batch)
    // Whatever is under way when it begins, it is of no trace but its own.
    const span = tracer.startSpan(OWN_SPANS.batch, { kind: SpanKind.CLIENT, attributes, root: true })
    return { end: (sent) => conclude(span, batchOutcome(sent)) }
  },
})

/** Source: OpenTelemetry semantic conventions 1.40, HTTP server spans. */
const REQUEST = { [A.method]: 'POST', [A.route]: '/mutate', [A.path]: '/mutate', [A.scheme]: 'https' }

function conclude(span: Span, { attributes, error }: Outcome): void {
  span.setAttributes(defined(attributes))
  if (error !== undefined) {
    span.setAttribute(A.errorType, error.type)
    span.setStatus({ code: SpanStatusCode.ERROR, message: fit(error.message) })
  }
  span.end()
}

const OK = 200
/** Source: the same conventions: a client's fault is no error of the server. */
const FIRST_SERVER_ERROR = 500

function reviewOutcome(end: ReviewEnd): Outcome {
  if (end.is === 'refused') {
    const { reason, status } = end
    const attributes = { [A.decision]: 'refused', [A.reason]: reason, [A.status]: status }
    const isOurs = status !== undefined && status >= FIRST_SERVER_ERROR
    return { attributes, ...(isOurs && { error: { type: reason, message: `HTTP ${status}` } }) }
  }
  const { asked, verdict } = end
  const common = { ...aboutPod(end.asked), [A.uid]: fit(asked.uid), [A.status]: OK, [A.decision]: verdict.is }
  switch (verdict.is) {
    case 'stamped':
      return { attributes: { ...common, [A.reason]: 'stamped' } }
    case 'skipped':
      return { attributes: { ...common, [A.reason]: verdict.reason, [A.detail]: fit(verdict.detail) } }
    case 'failed': {
      const { reason, detail: message } = verdict
      return { attributes: { ...common, [A.reason]: reason }, error: { type: reason, message } }
    }
  }
}

const aboutPod = (asked: Extract<ReviewEnd, { is: 'answered' }>['asked']): Outcome['attributes'] =>
  asked.is === 'pod created' ? { [A.namespace]: fit(asked.pod.namespace), [A.dryRun]: asked.dryRun } : {}

function batchAttributes({ spans, traces, url }: Batch) {
  const { hostname, port, protocol } = new URL(url)
  return {
    [A.spans]: spans,
    [A.traces]: traces,
    [A.serverAddress]: hostname,
    [A.serverPort]: port === '' ? DEFAULT_PORTS[protocol] : Number(port),
  }
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

function batchOutcome(sent: Sent): Outcome {
  const attributes = { [A.outcome]: sent.is }
  switch (sent.is) {
    case 'sent':
      return { attributes }
    case 'partly sent':
      return {
        attributes: { ...attributes, [A.refusedSpans]: sent.refused },
        error: { type: 'partly_refused', message: sent.warnings.join('; ') },
      }
    case 'failed':
      return { attributes, error: { type: failure(sent), message: sent.why } }
    case 'interrupted':
      return { attributes, error: { type: 'interrupted', message: 'the end came first' } }
  }
}

const failure = ({ isRefusal, isPassing }: Extract<Sent, { is: 'failed' }>): string =>
  isRefusal ? 'refused' : isPassing ? 'unavailable' : 'failed'

/** What others wrote may be long, and have lines of its own. */
const LONGEST = 300
function fit(text: string): string
function fit(text: string | undefined): string | undefined
function fit(text: string | undefined): string | undefined {
  return text === undefined ? undefined : clip(oneLine(text), LONGEST)
}

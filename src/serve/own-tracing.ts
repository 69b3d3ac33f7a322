import type { SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Answerable, Decision } from '../admission/decide.ts'
import type { TraceHeaders } from '../admission/found-context.ts'
import type { Batch, BatchSpan } from '../deliver/traced-sender.ts'

/** podstart's traces of its own work. They are sent by themselves, and nothing waits for them. */
export interface OwnTracing {
  /** A review, from its arrival, under its caller's context. */
  review(headers: TraceHeaders): ReviewSpan
  /** A batch of pods' spans, from when it is sent. */
  batch(batch: Batch): BatchSpan
  /**
   * Sends what is left, for two seconds at most; then what is begun is no longer traced. A request under way cannot be
   * called back, and keeps the process alive.
   */
  shutdown(): Promise<void>
}

export interface ReviewSpan {
  /** To be called once. */
  end(end: ReviewEnd): void
}

/** What became of a request. */
export type ReviewEnd =
  | { readonly is: 'answered'; readonly asked: Answerable; readonly verdict: TracedVerdict }
  /** It was no review that could be answered. */
  | {
      readonly is: 'refused'
      readonly reason: string
      /** Of HTTP; none where nobody waits for an answer any more. */
      readonly status?: number
    }

export type TracedVerdict = Decision | { readonly is: 'failed'; readonly reason: string; readonly detail: string }

const NO_SPAN = { end: () => undefined }

/** Does nothing, and costs nothing. */
export const OFF: OwnTracing = {
  review: () => NO_SPAN,
  batch: () => NO_SPAN,
  shutdown: () => Promise.resolve(),
}

export interface OwnTracingSettings {
  /** The name that its traces have, where no standard variable says another. */
  readonly service: string
  readonly version: string
  /** Hears what goes wrong with them, in a sentence, now and then. */
  readonly warn: (sentence: string) => void
  /** In place of those that the variables ask for. */
  readonly processors?: readonly SpanProcessor[]
}

/**
 * Starts the OpenTelemetry SDK, which reads the `OTEL_*` variables by itself, and registers it as the process's own.
 * Once in a process, until `shutdown`.
 *
 * @param isOn whether it is wanted; if not, the SDK is not even loaded
 */
export async function startOwnTracing(isOn: boolean, settings: OwnTracingSettings): Promise<OwnTracing> {
  if (!isOn) return OFF
  const { startSdk } = await import('./own-sdk.ts')
  return startSdk(settings)
}

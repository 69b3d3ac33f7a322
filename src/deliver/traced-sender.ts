import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type { Sender, Sent } from './sender.ts'

/** What is sent in one request, tried again or not. */
export interface Batch {
  readonly spans: number
  readonly traces: number
  /** Where it goes, in full. */
  readonly url: string
}

/** A batch on its way. */
export interface BatchSpan {
  /** To be called once. */
  end(sent: Sent): void
}

/** A sender that sends as the other does, and tells how long each batch took and what became of it. */
export const createTracedSender = (sender: Sender, begin: (batch: Batch) => BatchSpan): Sender => ({
  url: sender.url,
  async send(spans) {
    const span = begin({ spans: spans.length, traces: tracesIn(spans), url: sender.url })
    const sent = await sender.send(spans)
    span.end(sent)
    return sent
  },
  close: () => sender.close(),
})

const tracesIn = (spans: readonly ReadableSpan[]): number =>
  new Set(spans.map((span) => span.spanContext().traceId)).size

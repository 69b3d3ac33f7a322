import type { Collector } from './collector.ts'
import { sentSpans, type SentSpan } from './otlp.ts'

/** What a collector has received, by trace. */
export interface SpanTable {
  has(traceId: string | undefined): boolean
  /** Whether a span of that trace is what a histogram's exemplar says, by its labels and its value in seconds. */
  shows(traceId: string | undefined, series: Readonly<Record<string, string>>, value: number): boolean
}

export function spanTable({ received }: Collector): SpanTable {
  const traces = new Map<string, SentSpan[]>()
  let read = 0
  const update = (): void => {
    for (const { body } of received.slice(read))
      for (const span of sentSpans(body)) {
        const [id = ''] = span.ids
        const own = traces.get(id) ?? []
        traces.set(id, own)
        own.push(span)
      }
    read = received.length
  }
  const of = (traceId: string | undefined): readonly SentSpan[] => {
    update()
    return traces.get(traceId ?? '') ?? []
  }
  return {
    has: (traceId) => of(traceId).length > 0,
    shows: (traceId, series, value) =>
      of(traceId).some((span) => nameFor(series) === span.name && isAsLong(span, value)),
  }
}

/** A pull's wait and transfer are parts of its span. */
const nameFor = ({ stage, outcome }: Readonly<Record<string, string>>): string =>
  stage ?? (outcome === undefined ? 'pull' : 'pod startup')

function isAsLong({ name, times: [start = '', end = ''] }: SentSpan, value: number): boolean {
  const seconds = Number(BigInt(end) - BigInt(start)) / 1e9
  return name === 'pull' ? value <= seconds + SLACK : Math.abs(seconds - value) < 1e-6
}

/** Durations that Events tell are cut to the millisecond. */
const SLACK = 0.002

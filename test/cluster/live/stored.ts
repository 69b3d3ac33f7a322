import type { SpanRecord } from '../../../src/telemetry/span-record.ts'
import type { JaegerQueries, JaegerTrace } from '../kit/jaeger-queries.ts'
import type { Replayed } from './judge.ts'

/** A span as Jaeger shows it: `NAME START+DURATION`, in microseconds, and its id. */
type Shown = string

const asSent = ({ spanId, name, start, end }: SpanRecord): Shown =>
  `${spanId} ${name} ${start / 1_000n}+${(end - start) / 1_000n}`

const asStored = ({ spanID, operationName, startTime, duration }: JaegerTrace['spans'][number]): Shown =>
  `${spanID} ${operationName} ${startTime}+${duration}`

/** Where Jaeger has something else than these traces, each span once: what is missing, and what is there beside. */
export async function differencesFrom(
  jaeger: JaegerQueries,
  replayed: readonly Replayed[],
): Promise<readonly string[]> {
  const byId = Map.groupBy(
    replayed.flatMap(({ trace }) => trace),
    ({ traceId }) => traceId,
  )
  const found = await Promise.all(
    [...byId].map(async ([traceId, spans]) => {
      const stored = (await jaeger.trace(traceId))?.spans.map(asStored) ?? []
      const sent = spans.map(asSent)
      return [
        ...sent.filter((span) => !stored.includes(span)).map((span) => `${traceId}: not there: ${span}`),
        ...stored
          .filter((span, i) => !sent.includes(span) || stored.indexOf(span) < i)
          .map((span) => `${traceId}: too much: ${span}`),
      ]
    }),
  )
  return found.flat()
}

export async function warningsIn(jaeger: JaegerQueries, replayed: readonly Replayed[]): Promise<readonly string[]> {
  const traces = await Promise.all(replayed.map(({ trace }) => jaeger.trace(trace[0]?.traceId ?? '')))
  return traces.flatMap((trace) =>
    [trace?.warnings, ...(trace?.spans.map(({ warnings }) => warnings) ?? [])].flatMap((one) => one ?? []),
  )
}

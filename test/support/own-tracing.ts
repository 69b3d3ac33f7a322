import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Batch } from '../../src/deliver/traced-sender.ts'
import type { Sent } from '../../src/deliver/sender.ts'
import { startOwnTracing, type OwnTracing, type TracedVerdict } from '../../src/serve/own-tracing.ts'
import { parseTraceparent } from '../../src/trace/traceparent.ts'

/** Trace and span of who calls. */
export const CALLER = '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331'

const context = parseTraceparent('00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01')
if (context === undefined) throw new Error('that is a traceparent')
export const STAMPED: TracedVerdict = { is: 'stamped', context, patch: [] }

export const BATCH: Batch = { spans: 12, traces: 2, url: 'http://collector:4318/v1/traces' }
export const SENT: Sent = { is: 'sent', warnings: [] }

/** A span as a test compares it: all of it but its own ids and its times. */
export interface OwnSpan {
  readonly name: string
  readonly kind: string
  /** `TRACE-SPAN`, with ` state` behind it; of who called. */
  readonly parent?: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly status: string
}

const parentOf = ({ parentSpanContext: parent }: ReadableSpan): string | undefined =>
  parent && [`${parent.traceId}-${parent.spanId}`, parent.traceState?.serialize()].filter(Boolean).join(' ')

export function shown(span: ReadableSpan): OwnSpan {
  const { name, kind, attributes, status } = span
  const parent = parentOf(span)
  return {
    name,
    kind: SpanKind[kind],
    ...(parent !== undefined && { parent }),
    attributes,
    status: [SpanStatusCode[status.code], status.message].filter(Boolean).join(': '),
  }
}

/** Runs with these `OTEL_*` variables and no others. */
async function withVariables<T>(variables: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const ours = Object.entries(process.env).filter(([name]) => name.startsWith('OTEL_'))
  const set = (all: readonly (readonly [string, string | undefined])[]): void => {
    for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name]
    for (const [name, value] of all) process.env[name] = value
  }
  set(Object.entries(variables))
  try {
    return await work()
  } finally {
    set(ours)
  }
}

/** A processor that does nothing, but for what is given. */
export const processor = (parts: Partial<SpanProcessor>): SpanProcessor => ({
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
  ...parts,
})

/** The real SDK, whose spans stay here. @returns what was made while `work` ran */
export async function traced(
  work: (tracing: OwnTracing) => unknown,
  variables: Readonly<Record<string, string>> = {},
): Promise<readonly ReadableSpan[]> {
  const spans: ReadableSpan[] = []
  const processors = [processor({ onEnd: (span) => spans.push(span) })]
  return withVariables(variables, async () => {
    const settings = { service: 'podstart-test', version: '1.2.3', warn: () => undefined, processors }
    const tracing = await startOwnTracing(true, settings)
    await work(tracing)
    await tracing.shutdown()
    return spans
  })
}

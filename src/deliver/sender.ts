import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { clip, messageOf, oneLine } from '../observe/clip.ts'
import { at, text, whole } from '../observe/json.ts'
import { followDiagnostics, hearing, type Diagnostic } from './diagnostics.ts'

/** What became of a batch. */
export type Sent =
  | { readonly is: 'sent'; readonly warnings: readonly string[] }
  /** The collector took the batch without `refused` of its spans. */
  | { readonly is: 'partly sent'; readonly refused: number; readonly warnings: readonly string[] }
  | Failed
  | { readonly is: 'interrupted' }

export interface Failed {
  readonly is: 'failed'
  readonly why: string
  /** It is about this batch; the collector is there and may take the next one. */
  readonly isRefusal: boolean
  /** The same batch may be taken later: nobody answered, or the collector had no room. */
  readonly isPassing: boolean
  readonly warnings: readonly string[]
}

export const PROTOCOLS = ['http/protobuf', 'http/json'] as const

export interface Collector {
  /** Of the traces, in full. */
  readonly url: string
  readonly protocol: (typeof PROTOCOLS)[number]
}

export interface Sender {
  readonly url: string
  send(spans: readonly ReadableSpan[]): Promise<Sent>
  close(): Promise<void>
}

/** OTLP/HTTP wants the traces' own path; a collector's address alone gets the standard one. */
export function tracesUrl(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  if (url.pathname === '/') url.pathname = '/v1/traces'
  return url.href
}

/** The address as it may be shown: without a user, and without a query, where some collectors take a key. */
export function shownUrl(address: string): string {
  const url = new URL(address)
  if (url.username !== '') url.username = '***'
  if (url.password !== '') url.password = '***'
  if (url.search !== '') url.search = '?***'
  return url.href
}

/**
 * Sends by the OpenTelemetry exporter, which retries what may be retried for up to ten seconds. It cannot be called
 * back: after `signal` nobody waits for it, but a request or retry under way keeps the process alive.
 */
export function createSender({ url, protocol }: Collector, signal: AbortSignal = new AbortController().signal): Sender {
  const heard: (readonly string[])[] = []
  // The exporter tells of a partial success by a warning alone.
  const hear = ({ level, parts }: Diagnostic): void => {
    if (level === 'warn') heard.push(parts)
  }
  followDiagnostics()
  const exporter = hearing(hear, () => new EXPORTERS[protocol]({ url }))
  return {
    url,
    send: (spans) =>
      new Promise((resolve) => {
        const stop = (): void => resolve({ is: 'interrupted' })
        if (signal.aborted) return stop()
        signal.addEventListener('abort', stop, { once: true })
        hearing(hear, () =>
          exporter.export([...spans], ({ code, error }) => {
            signal.removeEventListener('abort', stop)
            const told = readWarnings(heard.splice(0))
            // 0 is ExportResultCode.SUCCESS of @opentelemetry/core.
            resolve(code === 0 ? taken(told) : { is: 'failed', ...failureOf(error), warnings: told.warnings })
          }),
        )
      }),
    close: () => (signal.aborted ? Promise.resolve() : exporter.shutdown()),
  }
}

const EXPORTERS = { 'http/protobuf': ProtobufExporter, 'http/json': JsonExporter } as const

/** Source: @opentelemetry/otlp-exporter-base 0.301, logging-response-handler.ts; its second part is JSON. */
const PARTIAL_SUCCESS = 'Received Partial Success response:'

interface Told {
  readonly refused: number
  readonly warnings: readonly string[]
}

function readWarnings(heard: readonly (readonly string[])[]): Told {
  let refused = 0
  const warnings = heard.map(([head = '', ...rest]) => {
    if (head !== PARTIAL_SUCCESS) return told([head, ...rest].join(' '))
    const partial: unknown = JSON.parse(rest.join(' '))
    const count = refusedOf(partial)
    refused += count
    const message = text(partial, 'errorMessage') ?? rest.join(' ')
    return told(count > 0 ? `${count} spans refused: ${message}` : message)
  })
  return { refused, warnings }
}

/** Source: OTLP 1.11. An int64 is a text in JSON; 0 or none means that the message is no more than a warning. */
const refusedOf = (partial: unknown): number =>
  whole(partial, 'rejectedSpans') ?? (Number(at(partial, 'rejectedSpans') ?? 0) || 0)

const taken = ({ refused, warnings }: Told): Sent =>
  refused > 0 ? { is: 'partly sent', refused, warnings } : { is: 'sent', warnings }

/** HTTP answers that are about one batch: it is malformed, or too large. */
const REFUSALS: readonly unknown[] = [400, 413, 422]

function failureOf(error: Error | undefined) {
  const code = error !== undefined && 'code' in error ? error.code : undefined
  // The exporter has retried what OTLP says may be retried; of these answers it keeps no code.
  return { why: reasonOf(error), isRefusal: REFUSALS.includes(code), isPassing: typeof code !== 'number' }
}

function reasonOf(error: Error | undefined): string {
  if (error === undefined) return 'no reason given'
  const code = 'code' in error ? error.code : undefined
  // Source: otlp-exporter-base 0.301, http-transport-utils.ts: such an answer comes without its code.
  if (error.name === 'OTLPExporterError' && code === undefined) return 'it kept answering HTTP 429, 502, 503 or 504'
  // Node hides "connection refused" of several addresses in an AggregateError without a message.
  const inner = error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : ''
  const status = typeof code === 'number' ? ` (HTTP ${code})` : ''
  const answer = text(error, 'data') ?? ''
  return told((error.message || inner || error.name) + status + (answer === '' ? '' : `: ${answer}`))
}

/** What a collector wrote may be a page of HTML. */
const LIMIT = 300
const told = (message: string): string => clip(oneLine(message), LIMIT)

import { diag, DiagLogLevel } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { clip, oneLine } from '../observe/clip.ts'
import { at, text, whole } from '../observe/json.ts'

/** What became of a batch. */
export type Sent =
  | { readonly is: 'sent'; readonly warnings: readonly string[] }
  /** The collector took the batch without `refused` of its spans. */
  | { readonly is: 'partly sent'; readonly refused: number; readonly warnings: readonly string[] }
  /** `isRefusal`: it is about this batch; the collector is there and may take the next one. */
  | { readonly is: 'failed'; readonly why: string; readonly isRefusal: boolean; readonly warnings: readonly string[] }
  | { readonly is: 'interrupted' }

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

/** The address as it may be shown: without a user's password. */
export function shownUrl(address: string): string {
  const url = new URL(address)
  if (url.password !== '') url.password = '***'
  return url.href
}

/**
 * Sends by the OpenTelemetry exporter, which retries what may be retried for up to ten seconds. It cannot be called
 * back: after `signal` nobody waits for it, but a request or retry under way keeps the process alive.
 */
export function createSender(url: string, signal: AbortSignal = new AbortController().signal): Sender {
  const heard: string[][] = []
  // The exporter tells of a partial success by a warning alone.
  const logger = { ...silent, warn: (...parts: unknown[]) => heard.push(parts.map(String)) }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
  const exporter = new OTLPTraceExporter({ url })
  return {
    url,
    send: (spans) =>
      new Promise((resolve) => {
        const stop = (): void => resolve({ is: 'interrupted' })
        if (signal.aborted) return stop()
        signal.addEventListener('abort', stop, { once: true })
        exporter.export([...spans], ({ code, error }) => {
          signal.removeEventListener('abort', stop)
          const told = readWarnings(heard.splice(0))
          // 0 is ExportResultCode.SUCCESS of @opentelemetry/core.
          resolve(code === 0 ? taken(told) : { is: 'failed', ...failureOf(error), warnings: told.warnings })
        })
      }),
    close: () => (signal.aborted ? Promise.resolve() : exporter.shutdown()),
  }
}

const ignore = (): void => undefined
const silent = { error: ignore, warn: ignore, info: ignore, debug: ignore, verbose: ignore }

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

const failureOf = (error: Error | undefined) => ({
  why: reasonOf(error),
  isRefusal: error !== undefined && 'code' in error && REFUSALS.includes(error.code),
})

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

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What a collector wrote may be a page of HTML. */
const LIMIT = 300
const told = (message: string): string => clip(oneLine(message), LIMIT)

import { diag, DiagLogLevel } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'

/** What became of a batch. `refused` counts spans that the collector took the batch without. */
export type Sent =
  { readonly is: 'sent'; readonly warnings: readonly string[] } | { readonly is: 'failed'; readonly why: string }

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

/** Sends by the OpenTelemetry exporter, which retries what may be retried for up to ten seconds. */
export function createSender(url: string): Sender {
  const warnings: string[] = []
  // The exporter tells of a partial success by a warning alone.
  const logger = { ...silent, warn: (...parts: unknown[]) => warnings.push(parts.map(String).join(' ')) }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
  const exporter = new OTLPTraceExporter({ url })
  return {
    url,
    send: (spans) =>
      new Promise((resolve) => {
        exporter.export([...spans], ({ code, error }) => {
          const told = warnings.splice(0)
          // 0 is ExportResultCode.SUCCESS of @opentelemetry/core.
          resolve(code === 0 ? { is: 'sent', warnings: told } : { is: 'failed', why: reasonOf(error) })
        })
      }),
    close: () => exporter.shutdown(),
  }
}

const ignore = (): void => undefined
const silent = { error: ignore, warn: ignore, info: ignore, debug: ignore, verbose: ignore }

/** Node hides "connection refused" of several addresses in an AggregateError without a message. */
function reasonOf(error: Error | undefined): string {
  if (error === undefined) return 'no reason given'
  const inner = error instanceof AggregateError ? error.errors.map(String).join('; ') : ''
  const status = 'code' in error && typeof error.code === 'number' ? ` (HTTP ${error.code})` : ''
  return (error.message || inner || error.name) + status
}

import { toMillis } from '../observe/nanos.ts'
import { parseGoDuration } from '../observe/go-duration.ts'

/** Of manifests/webhook. */
const DEFAULT_MS = 2_000

/**
 * How long the caller waits for the answer, in milliseconds.
 *
 * Source: Kubernetes 1.36, `client-go/rest` `Request.Timeout`: the webhook's timeout comes as `?timeout=2s`.
 */
export function callTimeout(text: unknown): number {
  const parsed = typeof text === 'string' ? parseGoDuration(text) : undefined
  return parsed !== undefined && parsed > 0n ? toMillis(parsed) : DEFAULT_MS
}

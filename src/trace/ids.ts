import { createHash } from 'node:crypto'
import type { SpanId, TraceId } from './traceparent.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const hashed = (parts: readonly (string | number)[], digits: number): string => {
  // JSON keeps ("a", "bc") and ("ab", "c") apart.
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, digits)
  return /^0+$/.test(hex) ? hex.replace(/.$/, '1') : hex
}

/** A pod's trace id when no stamp says another: the 16 bytes of its UID, or of a hash where the UID is no UUID. */
export function traceIdOfPod(uid: string): TraceId {
  const plain = uid.replaceAll('-', '').toLowerCase()
  return (UUID.test(uid) && !/^0+$/.test(plain) ? plain : hashed(['trace', uid], 32)) as TraceId
}

/** A trace id of the pod's second trace. */
export const derivedTraceId = (...parts: readonly (string | number)[]): TraceId =>
  hashed(['trace', ...parts], 32) as TraceId

/** The same parts give the same id, in every process: a span sent again is the same span. */
export const derivedSpanId = (...parts: readonly (string | number)[]): SpanId =>
  hashed(['span', ...parts], 16) as SpanId

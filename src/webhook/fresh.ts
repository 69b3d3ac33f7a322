import { randomFillSync } from 'node:crypto'
import type { Fresh } from '../admission/stamp.ts'
import type { Nanos } from '../observe/nanos.ts'
import type { SpanId, TraceId } from '../trace/traceparent.ts'

/** Of a trace id and a span id. */
const BYTES = 24
/** To ask for randomness takes longer than to get much of it. */
const AT_ONCE = 256

/** Ids by chance, and the time. */
export function createFresh(now: () => Nanos): () => Fresh {
  const pool = Buffer.alloc(BYTES * AT_ONCE)
  let used = pool.length
  return () => {
    if (used === pool.length) {
      randomFillSync(pool)
      used = 0
    }
    const hex = pool.toString('hex', used, used + BYTES)
    used += BYTES
    return { traceId: hex.slice(0, 32) as TraceId, spanId: hex.slice(32) as SpanId, now: now() }
  }
}

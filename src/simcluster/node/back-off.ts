import { nanos, seconds, type Nanos } from '../../observe/nanos.ts'

const FIRST = seconds(10)
const MOST = seconds(300)

/** Waits that double. Source: client-go util/flowcontrol/backoff.go. */
export interface BackOff {
  /** What is waited now. */
  of(key: string): Nanos
  /** Something happened at this time: is its wait still going on? */
  isWaiting(key: string, since: Nanos, now: Nanos): boolean
  /** Is the wait since the last failure still going on? */
  isWaitingSinceLast(key: string, now: Nanos): boolean
  next(key: string, since: Nanos, now: Nanos): void
  forget(prefix: string): void
}

export function createBackOff(): BackOff {
  const entries = new Map<string, { wait: Nanos; last: Nanos }>()
  const isExpired = (entry: { last: Nanos }, since: Nanos): boolean => since - entry.last > 2n * MOST
  return {
    of: (key) => entries.get(key)?.wait ?? nanos(0n),
    isWaiting(key, since, now) {
      const entry = entries.get(key)
      return entry !== undefined && !isExpired(entry, since) && now - since < entry.wait
    },
    isWaitingSinceLast(key, now) {
      const entry = entries.get(key)
      return entry !== undefined && !isExpired(entry, now) && now - entry.last < entry.wait
    },
    next(key, since, now) {
      const entry = entries.get(key)
      const isNew = entry === undefined || isExpired(entry, since)
      const doubled = isNew ? FIRST : nanos(entry.wait * 2n)
      entries.set(key, { wait: doubled < MOST ? doubled : MOST, last: now })
    },
    forget(prefix) {
      for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key)
    },
  }
}

import { nanos, seconds, type Nanos } from '../../observe/nanos.ts'
import { createTokenBucket, type TokenBucket } from '../token-bucket.ts'

/** What a component says about an object. */
export interface Remark {
  readonly about: About
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
}

export interface About {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  /** Not of those who name a pod alone. */
  readonly uid?: string
  readonly apiVersion: string
  readonly resourceVersion?: string
  readonly fieldPath?: string
}

/** What becomes of a remark: nothing, a new Event, or one more of an Event that is there. */
export type Correlated =
  | { readonly is: 'dropped' }
  | { readonly is: 'new'; readonly key: string; readonly name: string; readonly message: string; readonly at: Nanos }
  | {
      readonly is: 'repeated'
      readonly key: string
      readonly name: string
      readonly message: string
      readonly count: number
    }

export interface Correlator {
  correlate(remark: Remark, now: Nanos): Correlated
}

const MOST_MESSAGES = 10
const FORGET_AFTER = seconds(600)
const BURST = 25
const PER_SECOND = 1 / 300

/**
 * As client-go does before it sends an Event: many different messages of one reason become one Event, repeats are
 * counted in the first, and of each object only so many go out. Source: client-go tools/record/events_cache.go.
 */
export function createCorrelator(): Correlator {
  const similar = new Map<string, { readonly messages: Set<string>; last: Nanos }>()
  const seen = new Map<string, { readonly name: string; count: number }>()
  const buckets = new Map<string, TokenBucket>()

  function aggregate(remark: Remark, now: Nanos): { readonly key: string; readonly message: string } {
    const { about, type, reason, message } = remark
    const group = keyOf(about.kind, about.namespace, about.name, about.uid ?? '', about.apiVersion, type, reason)
    const known = similar.get(group)
    const record =
      known === undefined || now - known.last > FORGET_AFTER ? { messages: new Set<string>(), last: now } : known
    record.last = now
    record.messages.add(message)
    remember(similar, group, record)
    if (record.messages.size < MOST_MESSAGES) {
      return { key: keyOf(group, about.fieldPath ?? '', message), message }
    }
    const [oldest] = record.messages
    if (oldest !== undefined) record.messages.delete(oldest)
    return { key: group, message: `(combined from similar events): ${message}` }
  }

  function isAllowed({ about }: Remark, now: Nanos): boolean {
    const key = keyOf(about.kind, about.namespace, about.name, about.uid ?? '', about.apiVersion)
    const bucket = buckets.get(key) ?? createTokenBucket(BURST, PER_SECOND)
    remember(buckets, key, bucket)
    return bucket.tryTake(now)
  }

  return {
    correlate(remark, now) {
      const { key, message } = aggregate(remark, now)
      const known = seen.get(key)
      const name = known?.name ?? `${remark.about.name}.${now.toString(16)}`
      const count = (known?.count ?? 0) + 1
      remember(seen, key, { name, count })
      if (!isAllowed(remark, now)) return { is: 'dropped' }
      // Counted while it was dropped, an Event may not be there yet: then it is written with its count.
      return count === 1
        ? { is: 'new', key, name, message, at: nanos(now) }
        : { is: 'repeated', key, name, message, count }
    },
  }
}

/** The least recently used is forgotten, as in client-go's caches. */
const MOST_REMEMBERED = 4_096

function remember<T>(all: Map<string, T>, key: string, value: T): void {
  all.delete(key)
  all.set(key, value)
  const [oldest] = all.keys()
  if (all.size > MOST_REMEMBERED && oldest !== undefined) all.delete(oldest)
}

const keyOf = (...parts: readonly string[]): string => parts.join('\u0000')

import { nanos, SECOND, type Nanos } from '../observe/nanos.ts'

/** What a client allows itself: so many at once, and then so many a second. */
export interface TokenBucket {
  /** Takes one, and says how long to wait for it. */
  take(now: Nanos): Nanos
  /** Takes one only if it is there now. */
  tryTake(now: Nanos): boolean
}

/** Source: client-go util/flowcontrol. */
export function createTokenBucket(burst: number, perSecond: number): TokenBucket {
  let tokens = burst
  let since: Nanos | undefined
  const fill = (now: Nanos): void => {
    const passed = since === undefined ? 0 : Number(now - since) / Number(SECOND)
    tokens = Math.min(burst, tokens + passed * perSecond)
    since = now
  }
  return {
    take(now) {
      fill(now)
      tokens -= 1
      return tokens >= 0 ? nanos(0n) : nanos(BigInt(Math.ceil((-tokens / perSecond) * 1e9)))
    },
    tryTake(now) {
      fill(now)
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}

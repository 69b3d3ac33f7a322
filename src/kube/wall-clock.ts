import { nanos, type Nanos } from '../observe/nanos.ts'

const MILLI = 1_000_000n

/** What {@link createWallClock} reads; both as the process has them. */
export interface Sources {
  /** Wall clock, whole milliseconds since 1970, cut and not rounded. */
  readonly millis: () => number
  /** A clock that only goes forward, in nanoseconds, from any beginning. */
  readonly steady: () => bigint
}

const SYSTEM: Sources = { millis: () => Date.now(), steady: () => process.hrtime.bigint() }

/**
 * The wall clock to the microsecond: `Date.now()` is cut to milliseconds, which would put an arrival before what it
 * tells of. The steady clock gives the parts of a millisecond, and each reading is held to the wall clock's
 * millisecond, so that a clock that is set or slewed is followed at once.
 */
export function createWallClock({ millis, steady }: Sources = SYSTEM): () => Nanos {
  let ahead = edge(millis) - steady()
  return () => {
    const from = BigInt(millis()) * MILLI
    const reading = steady() + ahead
    const held = reading < from ? from : reading >= from + MILLI ? from + MILLI - 1n : reading
    ahead += held - reading
    return nanos(held)
  }
}

/** Waits for the wall clock's next tick, at most a millisecond: there its nanoseconds are known. */
function edge(millis: () => number): bigint {
  const first = millis()
  let next = millis()
  while (next === first) next = millis()
  return BigInt(next) * MILLI
}

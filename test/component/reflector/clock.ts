import { nanos, plus, seconds, type Nanos } from '../../../src/observe/nanos.ts'

/** A clock that stands until it is moved. */
export interface Clock {
  readonly now: () => Nanos
  pass(secondsLater: number): void
}

export const BEGIN = nanos(1_772_366_400_000_000_000n)

export function standingClock(): Clock {
  let at = BEGIN
  return { now: () => at, pass: (count) => void (at = plus(at, seconds(count))) }
}

import type { Nanos } from '../observe/nanos.ts'

/** The time of a simulated cluster. Real, or as fast as it can be computed. */
export interface Clock {
  /** Nanoseconds since 1970. */
  now(): Nanos
  /** Calls `what` so much later, never before this returns; what is due at one time goes in the order it was asked for. */
  after(delay: Nanos, what: () => void): Cancel
}

/** It will not be called, if it has not been. */
export type Cancel = () => void

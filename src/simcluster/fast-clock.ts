import { nanos, plus, type Nanos } from '../observe/nanos.ts'
import type { Clock } from './clock.ts'
import { createDueQueue } from './due-queue.ts'

/** Time that passes only while it is asked to, and then as fast as all that falls due can be done. */
export interface FastClock extends Clock {
  /** Does all that is due up to then, and stands there. */
  runTo(end: Nanos): void
  /** Does what is left until nothing is, but nothing that is due after this. @returns whether nothing is left */
  runUntilIdle(end: Nanos): boolean
}

export function createFastClock(begin: Nanos): FastClock {
  const queue = createDueQueue()
  let now = begin
  const runAll = (end: Nanos): void => {
    for (let one = queue.take(end); one !== undefined; one = queue.take(end)) {
      now = one.due
      one.what()
    }
  }
  return {
    now: () => now,
    after: (delay, what) => queue.add(plus(now, delay > 0n ? delay : nanos(0n)), what),
    runTo(end) {
      runAll(end)
      now = end
    },
    runUntilIdle(end) {
      runAll(end)
      return queue.next() === undefined
    },
  }
}

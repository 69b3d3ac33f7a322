import { nanos, plus, type Nanos } from '../observe/nanos.ts'
import type { Clock } from './clock.ts'
import { createDueQueue } from './due-queue.ts'

export interface RealClock extends Clock {
  /** Nothing that was asked for will be done any more. */
  close(): void
}

/** The longest that a timer of Node can wait. */
const MOST_MILLIS = 2 ** 31 - 1

/** The machine's time. Node's timers know whole milliseconds: what is due in less is done up to one late, never early. */
export function createRealClock(): RealClock {
  const origin = BigInt(Date.now()) * 1_000_000n - process.hrtime.bigint()
  const queue = createDueQueue()
  let timer: NodeJS.Timeout | undefined
  let armedFor: Nanos | undefined
  let isClosed = false
  const now = (): Nanos => nanos(origin + process.hrtime.bigint())

  function arm(): void {
    const next = queue.next()
    if (next === undefined || isClosed || (armedFor !== undefined && armedFor <= next)) return
    clearTimeout(timer)
    armedFor = next
    timer = setTimeout(fire, Math.min(Math.max(1, Math.ceil(Number(next - now()) / 1e6)), MOST_MILLIS))
  }
  function fire(): void {
    armedFor = undefined
    const until = now()
    for (let one = queue.take(until); one !== undefined && !isClosed; one = queue.take(until)) one.what()
    arm()
  }
  return {
    now,
    after(delay, what) {
      if (isClosed) return () => undefined
      const cancel = queue.add(plus(now(), delay > 0n ? delay : nanos(0n)), what)
      arm()
      return cancel
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      queue.clear()
    },
  }
}

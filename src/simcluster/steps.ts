import { nanos, type Nanos } from '../observe/nanos.ts'
import type { Cancel, Clock } from './clock.ts'

/** Something to wait for: it is given how to go on, never calls it at once, and says how to wait no more. */
export type Wait = (goOn: () => void) => Cancel

/** Work that takes time, written down in its order: every `yield` waits. */
export type Steps<T = void> = Generator<Wait, T, void>

/** Begins at once. @returns how to leave it where it is: only its `finally` is done then */
export function start(steps: Steps<unknown>): Cancel {
  let stopWaiting: Cancel = () => undefined
  let isOver = false
  let isStepping = false
  const goOn = (): void => {
    if (isOver) return
    isStepping = true
    const { done, value } = steps.next()
    isStepping = false
    if (done === true) isOver = true
    else stopWaiting = value(goOn)
  }
  goOn()
  return () => {
    if (isOver) return
    isOver = true
    stopWaiting()
    // What leaves itself is left at its next step.
    if (!isStepping) steps.return(undefined)
  }
}

/** Begins with what is due next: nothing that asked for it has it done in the middle of itself. */
export function startSoon(clock: Clock, steps: () => Steps<unknown>): Cancel {
  let stop = clock.after(nanos(0n), () => {
    stop = start(steps())
  })
  return () => stop()
}

/** Work that goes on beside whoever began it, and ends with them. */
export interface Tasks {
  begin(steps: Steps<unknown>): void
  stop(): void
}

export function createTasks(): Tasks {
  const running = new Map<symbol, Cancel>()
  return {
    begin(steps) {
      const id = Symbol()
      let isOver = false
      const cancel = start(
        (function* (): Steps {
          yield* steps
          isOver = true
          running.delete(id)
        })(),
      )
      if (!isOver) running.set(id, cancel)
    },
    stop() {
      for (const cancel of running.values()) cancel()
      running.clear()
    },
  }
}

export function* sleep(clock: Clock, delay: Nanos): Steps {
  yield (goOn) => clock.after(delay, goOn)
}

/** What only one at a time may do; who asked first comes first. */
export interface Turns {
  take(): Steps
  give(): void
  /** Those who have it or wait for it. */
  count(): number
}

export function createTurns(clock: Clock): Turns {
  const waiting: (() => void)[] = []
  let isTaken = false
  return {
    *take() {
      if (isTaken) {
        yield (goOn) => {
          waiting.push(goOn)
          return () => void waiting.splice(waiting.indexOf(goOn), 1)
        }
      }
      isTaken = true
    },
    give() {
      const next = waiting.shift()
      if (next === undefined) isTaken = false
      else clock.after(nanos(0n), next)
    },
    count: () => waiting.length + (isTaken ? 1 : 0),
  }
}

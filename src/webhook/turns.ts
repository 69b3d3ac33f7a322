/** How long something may have waited before this process saw it. */
export interface Turns {
  /** Milliseconds: since the loop last turned, and as long as that turn itself came late. */
  unseen(): number
  stop(): void
}

const EVERY_MS = 50

/**
 * Node tells when it came to a call, and not when the call's bytes came: behind others, behind work of another kind, or
 * while the process was stopped, a call has waited before. A clock that ticks with the loop shows how long at most.
 *
 * @param now milliseconds, of a clock that only goes forward
 */
export function watchTurns(now: () => number): Turns {
  let last = now()
  let late = 0
  const timer = setInterval(() => {
    const tick = now()
    late = Math.max(0, tick - last - EVERY_MS)
    last = tick
  }, EVERY_MS)
  timer.unref()
  return {
    unseen: () => now() - last + late,
    stop: () => clearInterval(timer),
  }
}

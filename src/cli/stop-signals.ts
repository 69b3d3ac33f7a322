export const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const
export type StopSignal = (typeof STOP_SIGNALS)[number]

/** What is told of signals, such as a process. */
interface Told {
  on(signal: StopSignal, listener: () => void): unknown
}

interface Surroundings {
  /** Milliseconds, steady. */
  readonly now: () => number
  /** Ends the process at once. */
  readonly end: (signal: StopSignal) => void
}

/**
 * Whoever starts a command may pass on what the command has got from the terminal as well, as the same signal (npm,
 * timeout) or as another (foreman): one Ctrl-C comes twice. Through npm 11 the second came at most 12 ms after the first.
 */
export const ECHO_MS = 500

/**
 * The first signal asks to end in order, one later than `ECHO_MS` to end at once.
 *
 * @returns aborts with the first
 */
export function stopOnSignals(told: Told, { now, end }: Surroundings): AbortSignal {
  const stop = new AbortController()
  let echoUntil = Infinity
  for (const signal of STOP_SIGNALS) {
    told.on(signal, () => {
      if (!stop.signal.aborted) echoUntil = now() + ECHO_MS
      else if (now() > echoUntil) end(signal)
      stop.abort()
    })
  }
  return stop.signal
}

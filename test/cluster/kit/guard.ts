/** Something to undo should this process end before it is released: by a signal, an error or process.exit. */
export interface Guard {
  release(): void
}

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const

/** `undo` has no time to wait for anything. */
export function guard(undo: () => void): Guard {
  const onSignal = (signal: keyof typeof SIGNALS): void => process.exit(128 + SIGNALS[signal])
  const release = (): void => {
    process.off('exit', undo)
    for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal)
  }
  process.on('exit', undo)
  for (const signal of Object.keys(SIGNALS)) process.on(signal, onSignal)
  return { release }
}

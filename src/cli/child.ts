import { fork } from 'node:child_process'
import { once } from 'node:events'
import { getPriority, setPriority } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { EXIT } from './exit-codes.ts'

export interface Ended {
  /** 1 where a signal ended it. */
  readonly code: number
  readonly signal: NodeJS.Signals | null
  /** Milliseconds that it has run. */
  readonly after: number
}

export interface Child {
  readonly pid: number | undefined
  /** Asks it to end when `stop` aborts. @returns when it has ended */
  untilEnded(stop: AbortSignal): Promise<Ended>
}

/** Where the CPU is short, the webhook goes first: a pod waits for it, and for the exporter nobody does. */
const NICER: Readonly<Record<string, number>> = { exporter: 5 }
const NICEST = 19

/** This file's neighbour, as source or built. */
const MAIN = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url))

/**
 * Runs a command of podstart as a process, with this one's output. It ends when this one does, however that ends. A
 * Ctrl-C in the terminal does not reach it: it is not of the same process group, and is told to end in its turn.
 *
 * @param onLine gets the lines of its stderr, which then goes nowhere else
 */
export function startChild(command: string, args: readonly string[], onLine?: (line: string) => void): Child {
  const began = performance.now()
  const stderr = onLine === undefined ? 'inherit' : 'pipe'
  const child = fork(MAIN, [command, ...args], { stdio: ['ignore', 'inherit', stderr, 'ipc'], detached: true })
  if (onLine !== undefined && child.stderr !== null) createInterface({ input: child.stderr }).on('line', onLine)
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: NodeJS.Signals | null]>
  const nicer = NICER[command]
  if (child.pid !== undefined && nicer !== undefined) {
    setPriority(child.pid, Math.min(getPriority() + nicer, NICEST))
  }
  return {
    pid: child.pid,
    async untilEnded(stop) {
      const ask = (): void => void child.kill('SIGTERM')
      stop.addEventListener('abort', ask, { once: true })
      if (stop.aborted) ask()
      const [code, signal] = await ended
      stop.removeEventListener('abort', ask)
      return { code: code ?? EXIT.failed, signal, after: performance.now() - began }
    },
  }
}

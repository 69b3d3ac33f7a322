import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export interface Run {
  /** `null` when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly ended: Promise<Run>
  readonly stdout: NodeJS.ReadableStream
  interrupt(): void
}

type Env = Readonly<Record<string, string>>

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** A run that hangs fails its test by its exit code, and leaves no process. */
const LONGEST_MS = 15_000

/** Starts podstart as its own process, with no environment but `env`. */
export function startPodstart(args: readonly string[], env: Env = {}): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  })
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[code], stdout, stderr]) => ({ code: code as number | null, stdout, stderr }),
  )
  return { ended, stdout: child.stdout, interrupt: () => void child.kill('SIGINT') }
}

export const podstart = (args: readonly string[], env: Env = {}): Promise<Run> => startPodstart(args, env).ended

export interface Folder {
  path(name: string): string
  remove(): void
}

/** A folder of its own for the files of one test. */
export function temporaryFolder(): Folder {
  const folder = mkdtempSync(join(tmpdir(), 'podstart-'))
  return { path: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true }) }
}

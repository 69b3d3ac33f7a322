import { spawn, spawnSync } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { toolPath } from './packages.ts'

/** Of the caller's environment only this: proxies and OTEL_* settings would change what is measured. */
export const CLEAN_ENV = { PATH: toolPath(), HOME: process.env['HOME'] ?? '/', LANG: 'C.UTF-8' }

export interface RunOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  /** Ends the command when it is aborted. */
  readonly signal?: AbortSignal
}

/** Runs a command and answers with what it printed; what it said on stderr is the error's message if it fails. */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const [file = '', ...args] = command
  const child = spawn(file, args, {
    env: { ...CLEAN_ENV, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    killSignal: 'SIGKILL',
    ...(options.signal ? { signal: options.signal } : {}),
  })
  const ended = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.on('error', reject).on('close', (code, killed) => resolve(code ?? killed))
  })
  // A command that reads nothing may close its stdin early; its exit code tells whether that matters.
  child.stdin.on('error', () => undefined).end(options.input ?? '')
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (code !== 0) throw new Error(`${command.join(' ')}: ${stderr.trim() || `ended with ${String(code)}`}`)
  return stdout
}

/** The same for the moments that cannot wait: cleaning up while the process ends. */
export function runNow(command: readonly string[], input = ''): string {
  const [file = '', ...args] = command
  const { status, stdout, stderr, error } = spawnSync(file, args, { env: CLEAN_ENV, input, encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr.trim() || `ended with ${String(status)}`}`)
  return stdout
}

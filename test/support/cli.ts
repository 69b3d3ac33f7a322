import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

export interface Run {
  /** `null` when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly ended: Promise<Run>
  /** The lines of its stderr so far. */
  readonly log: readonly string[]
  /** Waits for a line of its stderr that has this in it. @throws when it ends before */
  says(text: string): Promise<string>
  /** The same of its stdout. */
  prints(text: string): Promise<string>
  interrupt(): void
  terminate(): void
  /** Without a word to it. */
  kill(): void
  signal(name: NodeJS.Signals): void
}

type Env = Readonly<Record<string, string>>

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** A run that hangs fails its test by its exit code, and leaves no process. */
const LONGEST_S = 60

interface Surroundings {
  /**
   * `closed` is the other end of its stdout, as after `| head`; `piped` goes through `| cat`, whose exit code counts;
   * `full` is a disk without room.
   */
  readonly stdout?: 'read' | 'closed' | 'piped' | 'full' | { readonly file: string }
  /** Its stdout is not read before this comes on its stderr: a reader that takes its time. */
  readonly readAfter?: string
  /** No file may grow over so many blocks of 512 bytes: a disk that gets full. */
  readonly fileBlocks?: number
  /** After so many seconds it counts as hanging. */
  readonly longest?: number
  /** Signals go to it and its children, as those of a terminal do. */
  readonly isGroup?: boolean
}

/** Most of a short run is loading: each one finds what the first has compiled. */
const CACHE = mkdtempSync(join(tmpdir(), 'podstart-compiled-'))
process.once('exit', () => rmSync(CACHE, { recursive: true, force: true }))

/** Starts podstart as its own process, with nothing of our environment. */
export function startPodstart(args: readonly string[], env: Env = {}, around: Surroundings = {}): Running {
  const { stdout: end = 'read', readAfter, fileBlocks = 'unlimited', longest = LONGEST_S, isGroup = false } = around
  const script = `ulimit -f ${fileBlocks}; trap '' XFSZ; ${runTo(end)}`
  const child = spawn('/bin/sh', ['-c', script, process.execPath, MAIN, ...args], {
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longest * 1_000,
    killSignal: 'SIGKILL',
    detached: isGroup,
  })
  const signal = (name: NodeJS.Signals): void => {
    const isThere = child.exitCode === null && child.signalCode === null
    if (isGroup && isThere && child.pid !== undefined) process.kill(-child.pid, name)
    else child.kill(name)
  }
  if (end === 'closed') child.stdout.destroy()
  const log = readLog(child.stderr)
  if (readAfter !== undefined) child.stdout.pause()
  const printed = readLog(child.stdout)
  if (readAfter !== undefined) void log.says(readAfter).finally(() => child.stdout.resume())
  const ended = once(child, 'close').then(([code]) => {
    log.end()
    printed.end()
    return { code: code as number | null, stdout: printed.text(), stderr: log.text() }
  })
  return {
    ended,
    log: log.lines,
    says: log.says,
    prints: printed.says,
    interrupt: () => signal('SIGINT'),
    terminate: () => signal('SIGTERM'),
    kill: () => signal('SIGKILL'),
    signal,
  }
}

function runTo(end: NonNullable<Surroundings['stdout']>): string {
  if (end === 'piped') return '"$0" "$@" | cat'
  const file = typeof end === 'object' ? end.file : end === 'full' ? '/dev/full' : undefined
  return `exec "$0" "$@"${file === undefined ? '' : ` > '${file}'`}`
}

function readLog(stream: Readable) {
  const news = new EventEmitter().setMaxListeners(0)
  const lines: string[] = []
  let all = ''
  let rest = ''
  let hasEnded = false
  stream.setEncoding('utf8').on('data', (piece: string) => {
    all += piece
    const parts = (rest + piece).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
    news.emit('news')
  })
  return {
    lines,
    text: () => all,
    end() {
      hasEnded = true
      news.emit('news')
    },
    async says(text: string): Promise<string> {
      for (;;) {
        const line = lines.find((one) => one.includes(text))
        if (line !== undefined) return line
        if (hasEnded) throw new Error(`it ended without saying "${text}":\n${all}`)
        await once(news, 'news')
      }
    },
  }
}

export const podstart = (args: readonly string[], env: Env = {}, around: Surroundings = {}): Promise<Run> =>
  startPodstart(args, env, around).ended

export interface Folder {
  path(name: string): string
  write(name: string, content: string): string
  read(name: string): string
  names(): readonly string[]
  remove(): void
}

/** A folder of its own for the files of one test. */
export function temporaryFolder(): Folder {
  const folder = mkdtempSync(join(tmpdir(), 'podstart-'))
  const path = (name: string): string => join(folder, name)
  return {
    path,
    write(name, content) {
      writeFileSync(path(name), content)
      return path(name)
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    names: () => readdirSync(folder),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

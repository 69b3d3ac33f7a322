import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { setNiceness } from '../kit/niceness.ts'

/** podstart as a process, by its log. */
export interface PodstartProcess {
  readonly log: readonly string[]
  /** The first line that has this in it. @throws when it does not come within so many seconds, or the process ends */
  says(text: string, seconds?: number): Promise<string>
  signal(name: NodeJS.Signals): void
  setNiceness(niceness: number): void
  /** SIGTERM. @returns the exit code */
  stop(): Promise<number | null>
  /** The exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>
}

/** None is left behind, however the tests end. */
const alive = new Set<ChildProcess>()
process.on('exit', () => alive.forEach((child) => child.kill('SIGKILL')))

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))

export function startPodstart(args: readonly string[], env: NodeJS.ProcessEnv = {}): PodstartProcess {
  const child = spawn(process.execPath, [MAIN, ...args, '--log-format', 'json'], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    // A session of its own has a share of the CPU of its own.
    detached: true,
  })
  alive.add(child)
  const log: string[] = []
  const news = new EventEmitter().setMaxListeners(0)
  let isOver = false
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(line)
    news.emit('news')
  })
  const ended = once(child, 'exit').then(([code]) => {
    alive.delete(child)
    isOver = true
    news.emit('news')
    return code as number | null
  })
  const says: PodstartProcess['says'] = async (text, seconds = 30) => {
    const limit = AbortSignal.timeout(seconds * 1_000)
    for (;;) {
      const line = log.find((one) => one.includes(text))
      if (line !== undefined) return line
      const last = () => `podstart ${args[0] ?? ''}:\n${log.slice(-10).join('\n')}`
      if (isOver) throw new Error(`it ended without saying "${text}"; ${last()}`)
      await once(news, 'news', { signal: limit }).catch(() => {
        throw new Error(`it does not say "${text}" within ${String(seconds)} s; ${last()}`)
      })
    }
  }
  return {
    log,
    says,
    ended,
    signal: (name) => void child.kill(name),
    setNiceness: (niceness) => setNiceness(child.pid ?? 0, niceness),
    async stop() {
      child.kill('SIGTERM')
      // One that is stopped would never see it.
      child.kill('SIGCONT')
      return ended
    },
  }
}

import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A line of the exporter's log that tells of a startup. */
export interface ToldStartup {
  readonly namespace: string
  readonly pod: string
  readonly traceId: string | undefined
}

export interface ExporterProcess {
  readonly startups: readonly ToldStartup[]
  readonly log: readonly string[]
  /** `http://127.0.0.1:PORT` of its probes and metrics. */
  readonly address: string
  /** Settles when the log shows it; @throws when it does not within so many seconds, or the process ends before. */
  until(what: string, holds: () => boolean, seconds: number): Promise<void>
  /** SIGTERM. @returns the exit code */
  stop(): Promise<number | null>
  kill(): void
}

export interface ExporterOptions {
  readonly kubeconfig: string
  /** Of the collector, without a path. */
  readonly otlp: string
  readonly flags?: readonly string[]
}

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))

/** Starts `podstart exporter` as a process, and waits until it has listed all. */
export async function startExporter({ kubeconfig, otlp, flags = [] }: ExporterOptions): Promise<ExporterProcess> {
  const always = ['--listen', '127.0.0.1:0', '--log-level', 'debug', '--log-format', 'json']
  const child = spawn(process.execPath, [MAIN, 'exporter', '--kubeconfig', kubeconfig, ...always, ...flags], {
    env: { PATH: process.env['PATH'], OTEL_EXPORTER_OTLP_ENDPOINT: otlp },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  // None is left behind, however the tests end.
  const end = (): void => void child.kill('SIGKILL')
  process.once('exit', end)
  const log: string[] = []
  const startups: ToldStartup[] = []
  const news = new EventEmitter()
  let isOver = false
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(line)
    const told = startupIn(line)
    if (told !== undefined) startups.push(told)
    news.emit('line')
  })
  const ended = once(child, 'exit').then(([code]) => {
    isOver = true
    process.off('exit', end)
    news.emit('line')
    return code as number | null
  })
  const until: ExporterProcess['until'] = async (what, holds, seconds) => {
    const limit = AbortSignal.timeout(seconds * 1_000)
    while (!holds()) {
      if (isOver) throw new Error(`the exporter ended before ${what}:\n${log.slice(-10).join('\n')}`)
      try {
        await once(news, 'line', { signal: limit })
      } catch {
        throw new Error(`no ${what} within ${seconds} s:\n${log.slice(-10).join('\n')}`)
      }
    }
  }
  const isListed = (watch: string) => log.some((line) => line.includes(`"msg":"${watch}`) && line.includes(': listed'))
  try {
    await until('first lists', () => isListed('pods') && isListed('events'), 60)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(log.find((line) => line.includes('health and metrics')) ?? '')?.[0]
  return {
    startups,
    log,
    address: address ?? '',
    until,
    async stop() {
      child.kill('SIGTERM')
      return ended
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

function startupIn(line: string): ToldStartup | undefined {
  // What Node says when it crashes is no JSON.
  if (!line.startsWith('{')) return undefined
  const { msg, trace_id: traceId } = JSON.parse(line) as { readonly msg: string; readonly trace_id?: string }
  const [, namespace, pod] = /^([^/ ]+)\/([^: ]+): /.exec(msg) ?? []
  return namespace === undefined || pod === undefined ? undefined : { namespace, pod, traceId }
}

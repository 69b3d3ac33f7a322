import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { ServingFiles } from '../certificate.ts'
import type { HandlerName } from './handlers.ts'

/** A webhook in a process of its own. */
export interface Server {
  readonly url: string
  /** CPU time of the process so far; NaN where there is no /proc. */
  cpuSeconds(): number
  /** Of /metrics; only podstart has them. */
  metrics(): Promise<string>
  stop(): void
}

export interface Place {
  readonly host: string
  readonly files: ServingFiles
}

export type ServerName = HandlerName | 'podstart'

/** One that runs. */
export interface Named {
  readonly name: ServerName
  readonly server: Server
  /** Of its certificate, in PEM. */
  readonly ca: string
}

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const HANDLER = pathOf('handler-process.ts')
const PODSTART = pathOf('../../src/cli/main.ts')

/** Nothing of ours: settings and OTEL_* variables would change what is measured. */
const ENV = { PATH: process.env['PATH'] }

export const startServer = (name: ServerName, place: Place): Promise<Server> =>
  name === 'podstart' ? startPodstart(place) : startHandler(name, place)

async function startHandler(name: HandlerName, { host, files }: Place): Promise<Server> {
  const child = fork(HANDLER, [name, host, files.cert, files.key], { execArgv: [], env: ENV })
  const [port] = (await once(child, 'message')) as [number]
  return {
    url: urlOf(`${host}:${port}`),
    cpuSeconds: () => cpuSeconds(child.pid),
    metrics: async () => '',
    stop: () => void child.kill(),
  }
}

/** As it is run for real: its own process, by its command line. */
async function startPodstart({ host, files }: Place): Promise<Server> {
  const flags = {
    '--webhook-listen': `${host}:0`,
    '--webhook-health': '127.0.0.1:0',
    '--tls-cert': files.cert,
    '--tls-key': files.key,
    '--log-format': 'json',
  }
  const child = spawn(process.execPath, [PODSTART, 'webhook', ...Object.entries(flags).flat()], {
    env: ENV,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [address, health] = await addressesIn(child.stderr)
  return {
    url: urlOf(address),
    cpuSeconds: () => cpuSeconds(child.pid),
    metrics: async () => (await fetch(`${health}/metrics`)).text(),
    stop: () => void child.kill('SIGKILL'),
  }
}

const ADDRESSES = [/stamping on https:\/\/([^/]+)\/mutate/, /health and metrics on (http:\/\/[^"]+)/] as const

/** Reads its log until it has told where it listens; and on, since it would stop at a full pipe. */
function addressesIn(stderr: Readable): Promise<readonly [webhook: string, health: string]> {
  const log: string[] = []
  return new Promise((resolve, reject) => {
    createInterface({ input: stderr })
      .on('line', (line) => {
        log.push(line)
        const [webhook, health] = ADDRESSES.map((pattern) => log.map((one) => pattern.exec(one)?.[1]).find(Boolean))
        if (webhook !== undefined && health !== undefined) resolve([webhook, health])
      })
      .on('close', () => reject(new Error(`podstart webhook ended:\n${log.join('\n')}`)))
  })
}

/** As the API server asks: it tells its timeout. */
const urlOf = (address: string): string => `https://${address}/mutate?timeout=2s`

/** Source: proc_pid_stat(5): user and system time are the 14th and 15th field, in ticks of 10 ms. */
function cpuSeconds(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field, the command in parentheses, may have spaces in it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return Number.NaN
  }
}

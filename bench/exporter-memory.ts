/**
 * What the exporter needs for the first list of a cluster's pods, all running and ready: memory at rest, at its peak and
 * 10 s later, and CPU time. Arguments: how many pods, by default 0 1000 10000 30000 50000. Needs `npm run build`, and Linux.
 */
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { number, table } from './figures/table.ts'

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const MANY_PODS = pathOf('servers/many-pods.ts')
const PODSTART = pathOf('../dist/cli/main.js')
const ENV = { PATH: process.env['PATH'] }
/** As long as it takes until most garbage of the list is gone. */
const AFTER_MS = 10_000
const TICKS_PER_SECOND = 100

const counts = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'podstart-bench-'))

function kubeconfigFor(port: number): string {
  const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true }
  const context = { name: 'many', context: { cluster: 'many', user: 'many' } }
  const content = { clusters: [{ name: 'many', cluster }], users: [{ name: 'many', user: {} }], contexts: [context] }
  const path = join(folder, 'kubeconfig')
  writeFileSync(path, JSON.stringify({ apiVersion: 'v1', kind: 'Config', 'current-context': 'many', ...content }))
  return path
}

/** Of a process, in MB. Source: proc(5), VmRSS and VmHWM are in kB. */
const memory = (pid: number, field: 'VmRSS' | 'VmHWM'): number =>
  (Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024) / 1e6

/** Source: proc(5): user and system time are the 12th and 13th field behind the name. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

async function measure(pods: number): Promise<readonly string[]> {
  const server = fork(MANY_PODS, [String(pods)], { execArgv: [], env: ENV })
  const [port] = (await once(server, 'message')) as [number]
  const flags = ['--kubeconfig', kubeconfigFor(port), '--listen', '127.0.0.1:0', '--log-format', 'json']
  const exporter = spawn(process.execPath, [PODSTART, 'exporter', ...flags], {
    env: { ...ENV, NODE_OPTIONS: process.env['NODE_OPTIONS'] },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said: string[] = []
  const lines = createInterface({ input: exporter.stderr }).on('line', (line) => said.push(line))
  const says = async (text: string): Promise<void> => {
    while (!said.some((line) => line.includes(text))) await once(lines, 'line')
  }
  const pid = exporter.pid ?? 0
  await says('events: listed')
  await sleep(AFTER_MS)
  const [rest, before, began] = [memory(pid, 'VmRSS'), cpuSeconds(pid), performance.now()]
  server.send('send them')
  await says('pods: listed')
  const [seconds, cpu] = [(performance.now() - began) / 1_000, cpuSeconds(pid) - before]
  await sleep(AFTER_MS)
  const row = [rest, memory(pid, 'VmHWM'), memory(pid, 'VmRSS'), cpu, seconds].map((one) => number(one))
  const ended = once(exporter, 'exit')
  exporter.kill('SIGTERM')
  server.kill('SIGKILL')
  await ended
  return [String(pods), ...row]
}

const rows: (readonly string[])[] = []
for (const pods of counts.length > 0 ? counts : [0, 1_000, 10_000, 30_000, 50_000]) rows.push(await measure(pods))
rmSync(folder, { recursive: true })
console.log(table('pods', ['at rest MB', 'peak MB', '10 s later MB', 'CPU s', 'seconds'], rows))

import { fork, spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createServingFiles, type ServingFiles } from '../certificate.ts'
import { joined, spreadOf, summarize } from '../figures/stats.ts'
import { number, table } from '../figures/table.ts'
import { reviewBody } from '../load/bodies.ts'
import type { Outcome } from '../load/job.ts'
import { countFailures, type Bench, type Result } from '../part.ts'

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const MANY_PODS = pathOf('../servers/many-pods.ts')
const PODSTART = pathOf('../../src/cli/main.ts')

const PER_SECOND = 200
const CONNECTIONS = 16
const ENV = { PATH: process.env['PATH'] }

interface Round {
  readonly beside: readonly Outcome[]
  readonly quiet: readonly Outcome[]
  /** From the first review to the whole list. */
  readonly seconds: number
}

/** What a webhook's callers see of the exporter beside it (`podstart run`) while that reads a large cluster for the first time. */
export async function measureSync(bench: Bench): Promise<Result> {
  const { rounds, sync } = bench.size
  const files = await createServingFiles(bench.folder, '127.0.0.1')
  const found: Round[] = []
  for (let round = 0; round < rounds; round++) {
    bench.say(`reviews beside a first sync of ${sync.pods} pods, round ${round + 1} of ${rounds}`)
    found.push(await oneRound(bench, files))
  }
  return report(found, sync.pods)
}

async function oneRound(bench: Bench, files: ServingFiles): Promise<Round> {
  const { sync } = bench.size
  const server = fork(MANY_PODS, [String(sync.pods)], { execArgv: [], env: ENV })
  const [port] = (await once(server, 'message')) as [number]
  const running = startRun(bench, files, port)
  bench.atEnd(() => (server.kill('SIGKILL'), running.child.kill('SIGKILL')))
  const [, address] = await running.says(/stamping on https:\/\/([^/]+)\/mutate/)
  const target = { url: `https://${address}/mutate?timeout=2s`, ca: files.ca, headers: {} }
  const slice = async (seconds: number): Promise<Outcome> => {
    const pace = { is: 'open loop', connections: CONNECTIONS, perSecond: PER_SECOND, seconds } as const
    return countFailures(
      bench,
      `podstart run, ${PER_SECOND}/s`,
      await bench.client.run({ target, body: reviewBody(), pace }),
    )
  }
  // Started is not compiled yet, neither the webhook nor the exporter.
  await slice(bench.size.warmUpSeconds)
  const quiet: Outcome[] = []
  for (let i = 0; i < sync.quietSeconds; i++) quiet.push(await slice(1))
  const beside: Outcome[] = []
  const began = performance.now()
  let isListed = false
  void running.says(/pods: listed/).then(() => (isListed = true))
  server.send('send them')
  while (!isListed) beside.push(await slice(0.5))
  const seconds = (performance.now() - began) / 1_000
  await end(running.child)
  await end(server)
  return { beside, quiet, seconds }
}

function startRun({ folder }: Bench, files: ServingFiles, port: number) {
  const kubeconfig = join(folder, 'kubeconfig')
  const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true }
  const context = { name: 'many', context: { cluster: 'many', user: 'many' } }
  const content = { clusters: [{ name: 'many', cluster }], users: [{ name: 'many', user: {} }], contexts: [context] }
  writeFileSync(kubeconfig, JSON.stringify({ apiVersion: 'v1', kind: 'Config', 'current-context': 'many', ...content }))
  const flags = {
    '--kubeconfig': kubeconfig,
    '--listen': '127.0.0.1:0',
    '--webhook-listen': '127.0.0.1:0',
    '--webhook-health': '127.0.0.1:0',
    '--tls-cert': files.cert,
    '--tls-key': files.key,
    '--drain': '0s',
    '--log-format': 'json',
  }
  const child = spawn(process.execPath, [PODSTART, 'run', ...Object.entries(flags).flat()], {
    env: ENV,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const news = new EventEmitter()
  const log: string[] = []
  createInterface({ input: child.stderr })
    .on('line', (line) => {
      log.push(line)
      news.emit('news')
    })
    .on('close', () => news.emit('error', new Error(`podstart run ended:\n${log.join('\n')}`)))
  const says = async (pattern: RegExp): Promise<readonly string[]> => {
    for (;;) {
      const found = log.map((line) => pattern.exec(line)).find((one) => one !== null)
      if (found) return found
      await once(news, 'news')
    }
  }
  news.on('error', () => undefined)
  return { child, says }
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

function report(rounds: readonly Round[], pods: number): Result {
  const of = (which: 'beside' | 'quiet') =>
    summarize(joined(rounds.flatMap((round) => round[which].map(({ latencies }) => latencies))))
  const p99 = (outcomes: readonly Outcome[]) => summarize(joined(outcomes.map(({ latencies }) => latencies))).p99
  const [beside, quiet] = [of('beside'), of('quiet')]
  const ratios = rounds.map((round) => p99(round.beside) / p99(round.quiet))
  const rows = [
    ['while it syncs', ...[beside.mean, beside.p50, beside.p99].map((one) => number(one)), String(beside.count)],
    ['before it', ...[quiet.mean, quiet.p50, quiet.p99].map((one) => number(one)), String(quiet.count)],
  ]
  const took = spreadOf(rounds.map(({ seconds }) => seconds))
  return {
    tables: [table(`reviews beside a first sync of ${pods} pods`, ['mean ms', 'p50 ms', 'p99 ms', 'reviews'], rows)],
    findings: [
      { what: 'p99 while the exporter syncs / before it', value: beside.p99 / quiet.p99, rounds: spreadOf(ratios) },
      { what: '  seconds that the sync took', value: took.median, rounds: took },
    ],
    figures: { beside, quiet, ratios, seconds: rounds.map(({ seconds }) => seconds) },
  }
}

/** `npm run bench:webhook`: what the webhook costs. See README.md. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { guard } from '../test/cluster/kit/guard.ts'
import { findingsTable } from './figures/table.ts'
import { startLoadClient } from './load/client.ts'
import { readOptions, type PartName } from './options.ts'
import type { Bench, Result } from './part.ts'
import { measureCreates } from './parts/creates.ts'
import { measureReviews } from './parts/reviews.ts'
import { startServers, stopServers } from './parts/servers-on.ts'
import { measureSync } from './parts/sync.ts'
import { measureThroughput } from './parts/throughput.ts'
import type { Named } from './servers/servers.ts'

const MEASURE: Readonly<Record<PartName, (bench: Bench, servers: readonly Named[]) => Promise<Result>>> = {
  throughput: measureThroughput,
  reviews: measureReviews,
  sync: measureSync,
  creates: measureCreates,
}

const loadBefore = loadavg()[0] ?? 0
const { only, size, json } = readOptions(process.argv.slice(2))
const folder = mkdtempSync(join(tmpdir(), 'podstart-bench-'))
const client = startLoadClient()
const ends: (() => void)[] = [() => client.stop(), () => rmSync(folder, { recursive: true })]
guard(() => ends.toReversed().forEach((end) => end()))

const problems: string[] = []
const bench: Bench = {
  size,
  client,
  folder,
  say: (line) => void process.stderr.write(`bench: ${line}\n`),
  problem: (text) => void problems.push(text),
  atEnd: (end) => void ends.push(end),
}
const servers = only.some((part) => part !== 'creates' && part !== 'sync')
  ? await startServers(bench, ['bare', 'bare + JSON.parse', 'express', 'podstart'], '127.0.0.1')
  : []
const results = new Map<PartName, Result>()
for (const part of only) {
  // The last ones have servers of their own.
  if (part === 'creates' || part === 'sync') stopServers(servers)
  results.set(part, await MEASURE[part](bench, servers))
}

const machine = `${availableParallelism()} CPUs, ${cpus()[0]?.model ?? 'unknown'}; Node ${process.version}; load average before ${loadBefore.toFixed(1)}`
const findings = [...results.values()].flatMap((result) => result.findings)
const tables = [...[...results.values()].flatMap((result) => result.tables), findingsTable(findings)]
process.stdout.write(`${machine}\n\n${tables.join('\n\n')}\n`)
for (const problem of problems) process.stdout.write(`\nWORTHLESS: ${problem}`)
if (json !== undefined) {
  const figures = Object.fromEntries([...results].map(([part, result]) => [part, result.figures]))
  writeFileSync(
    json,
    `${JSON.stringify({ at: new Date(), machine, size, findings, problems, figures }, undefined, 2)}\n`,
  )
}
process.exit(problems.length > 0 ? 1 : 0)

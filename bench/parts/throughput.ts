import { joined, spreadOf, summarize } from '../figures/stats.ts'
import { number, table, type Finding } from '../figures/table.ts'
import { takeTurns, type Rounds } from '../figures/turns.ts'
import { countFailures, type Bench, type Result } from '../part.ts'
import type { Named, ServerName } from '../servers/servers.ts'
import { reviewJob, warmUp } from './servers-on.ts'

const NAMES = ['bare', 'bare + JSON.parse', 'express', 'podstart'] as const satisfies readonly ServerName[]
type Name = (typeof NAMES)[number]

const CONNECTIONS = 16

interface Slice {
  readonly latencies: Float64Array
  readonly seconds: number
  /** CPU time of the server. */
  readonly cpuSeconds: number
}

/** As many reviews as each server can answer, one after another on each of 16 connections. */
export async function measureThroughput(bench: Bench, servers: readonly Named[]): Promise<Result> {
  const { rounds, throughput } = bench.size
  await warmUp(bench, servers, CONNECTIONS)
  const of = await takeTurns(servers, { rounds, turns: throughput.turns }, (named) => slice(bench, named), {
    before: (round) => bench.say(`throughput, round ${round + 1} of ${rounds}`),
  })
  return report(of)
}

async function slice(bench: Bench, named: Named): Promise<Slice> {
  const pace = { is: 'closed loop', clients: CONNECTIONS, seconds: bench.size.throughput.seconds } as const
  const cpuBefore = named.server.cpuSeconds()
  const outcome = await bench.client.run(reviewJob(named, pace))
  const { latencies, seconds } = countFailures(bench, `${named.name}, throughput`, outcome)
  return { latencies, seconds, cpuSeconds: named.server.cpuSeconds() - cpuBefore }
}

const sum = (slices: readonly Slice[], pick: (slice: Slice) => number): number =>
  slices.reduce((total, one) => total + pick(one), 0)

type Figure = (slices: readonly Slice[]) => number
const reviews: Figure = (slices) => sum(slices, ({ latencies }) => latencies.length)
const cpu: Figure = (slices) => sum(slices, ({ cpuSeconds }) => cpuSeconds)
const seconds: Figure = (slices) => sum(slices, (one) => one.seconds)

const perSecond: Figure = (slices) => reviews(slices) / seconds(slices)
const cpuMillis: Figure = (slices) => (1_000 * cpu(slices)) / reviews(slices)

const summary = (slices: readonly Slice[]) => ({
  perSecond: perSecond(slices),
  cpuMillis: cpuMillis(slices),
  cpuBusy: cpu(slices) / seconds(slices),
  ...summarize(joined(slices.map(({ latencies }) => latencies))),
})

function report(of: (name: Name) => Rounds<Slice>): Result {
  const rows = NAMES.map((name) => {
    const { least, most } = spreadOf(of(name).map(perSecond))
    const all = summary(of(name).flat())
    return [
      ...[name, number(all.perSecond, 0), `${number(least, 0)} to ${number(most, 0)}`, number(all.cpuMillis, 3)],
      ...[`${number(100 * all.cpuBusy, 0)} %`, number(all.p50), number(all.p99), String(all.count)],
    ]
  })
  const head = ['reviews/s', 'rounds', 'CPU ms each', 'CPU busy', 'p50 ms', 'p99 ms', 'reviews']
  const ratio = (what: string, a: Name, b: Name, figure: Figure): Finding => ({
    what,
    value: figure(of(a).flat()) / figure(of(b).flat()),
    rounds: spreadOf(of(a).map((round, i) => figure(round) / figure(of(b)[i] ?? []))),
  })
  return {
    tables: [table(`throughput, ${CONNECTIONS} connections`, head, rows)],
    findings: [
      {
        ...ratio('throughput, podstart / bare', 'podstart', 'bare', perSecond),
        limit: { is: 'at least', value: 0.5 },
      },
      ratio('  the same by CPU time, bare / podstart', 'bare', 'podstart', cpuMillis),
      ratio('  podstart / bare + JSON.parse', 'podstart', 'bare + JSON.parse', perSecond),
      ratio('  the same by CPU time', 'bare + JSON.parse', 'podstart', cpuMillis),
      ratio('  bare + JSON.parse / bare: what reading costs', 'bare + JSON.parse', 'bare', perSecond),
      ratio('  express / bare + JSON.parse: what express costs', 'express', 'bare + JSON.parse', perSecond),
      ratio('  podstart / express: what the stamp costs', 'podstart', 'express', perSecond),
    ],
    figures: Object.fromEntries(NAMES.map((name) => [name, of(name).map(summary)])),
  }
}

import { bucketQuantile, bucketsBetween, partUpTo, readSamples, total, type Sample } from '../figures/prometheus.ts'
import { joined, spreadOf, summarize } from '../figures/stats.ts'
import { number, table, type Finding } from '../figures/table.ts'
import { takeTurns, type Rounds } from '../figures/turns.ts'
import type { Outcome } from '../load/job.ts'
import { countFailures, type Bench, type Result } from '../part.ts'
import type { Named, ServerName } from '../servers/servers.ts'
import { reviewJob, warmUp } from './servers-on.ts'

const NAMES = ['bare', 'podstart'] as const satisfies readonly ServerName[]
type Name = (typeof NAMES)[number]

const PER_SECOND = 200
const CONNECTIONS = 16
const LIMIT_MS = 5
const HISTOGRAM = 'podstart_webhook_review_duration_seconds'

/** How long a review takes when 200 come each second, as the client sees it and as podstart's histogram tells it. */
export async function measureReviews(bench: Bench, all: readonly Named[]): Promise<Result> {
  const servers = all.filter(({ name }) => NAMES.some((one) => one === name))
  const { rounds, reviews } = bench.size
  await warmUp(bench, servers, CONNECTIONS)
  const before = await samplesOf(servers)
  const of = await takeTurns(servers, { rounds, turns: reviews.turns }, (named) => slice(bench, named), {
    before: (round) => bench.say(`reviews at ${PER_SECOND}/s, round ${round + 1} of ${rounds}`),
  })
  const after = await samplesOf(servers)
  const sent = latenciesIn(of('podstart').flat()).length
  const stamped = stampedIn(after) - stampedIn(before)
  if (stamped !== sent) bench.problem(`podstart stamped ${stamped} of ${sent} reviews`)
  return report(of, before, after)
}

const latenciesIn = (outcomes: readonly Outcome[]): Float64Array => joined(outcomes.map(({ latencies }) => latencies))

const stampedIn = (samples: readonly Sample[]): number =>
  total(samples, 'podstart_webhook_reviews_total', { decision: 'stamped' })

const samplesOf = async (servers: readonly Named[]): Promise<readonly Sample[]> =>
  readSamples((await Promise.all(servers.map(({ server }) => server.metrics()))).join('\n'))

async function slice(bench: Bench, named: Named): Promise<Outcome> {
  const { seconds } = bench.size.reviews
  const pace = { is: 'open loop', connections: CONNECTIONS, perSecond: PER_SECOND, seconds } as const
  return countFailures(bench, `${named.name}, ${PER_SECOND}/s`, await bench.client.run(reviewJob(named, pace)))
}

function report(of: (name: Name) => Rounds<Outcome>, before: readonly Sample[], after: readonly Sample[]): Result {
  const seen = (name: Name) => summarize(latenciesIn(of(name).flat()))
  const rows = NAMES.map((name) => {
    const { mean, p50, p99, count } = seen(name)
    const { p99: late } = summarize(joined(of(name).flatMap((round) => round.map(({ lateness }) => lateness))))
    return [`${name}, seen by the client`, ...[mean, p50, p99].map((one) => number(one)), number(late), String(count)]
  })
  const buckets = bucketsBetween(before, after, HISTOGRAM)
  const gained = (suffix: string): number => total(after, HISTOGRAM + suffix) - total(before, HISTOGRAM + suffix)
  const own = {
    count: gained('_count'),
    mean: (1_000 * gained('_sum')) / gained('_count'),
    p50: 1_000 * bucketQuantile(buckets, 0.5),
    p99: 1_000 * bucketQuantile(buckets, 0.99),
  }
  const ownRow = ['podstart, its histogram', ...[own.mean, own.p50, own.p99].map((one) => number(one))]
  const limit = { is: 'at most', value: LIMIT_MS } as const
  const findings: readonly Finding[] = [
    { what: `server time of a review at ${PER_SECOND}/s, p99 ms`, value: own.p99, limit },
    { what: `  % of them within ${LIMIT_MS} ms`, value: 100 * partUpTo(buckets, LIMIT_MS / 1_000) },
    {
      what: '  p99 ms as the client sees it',
      value: seen('podstart').p99,
      rounds: spreadOf(of('podstart').map((round) => summarize(latenciesIn(round)).p99)),
      limit,
    },
  ]
  return {
    tables: [
      table(
        `reviews at ${PER_SECOND}/s`,
        ['mean ms', 'p50 ms', 'p99 ms', 'client late p99 ms', 'reviews'],
        [...rows, [...ownRow, '', String(own.count)]],
      ),
    ],
    findings,
    figures: {
      histogram: { ...own, buckets },
      client: Object.fromEntries(NAMES.map((name) => [name, of(name).map((round) => summarize(latenciesIn(round)))])),
    },
  }
}

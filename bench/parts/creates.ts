import { joined } from '../figures/stats.ts'
import { total, type Sample } from '../figures/prometheus.ts'
import { takeTurns } from '../figures/turns.ts'
import { countFailures, type Bench, type Result } from '../part.ts'
import { callsOf, startCreateCluster, type CreateCluster, type Variant } from './create-cluster.ts'
import { reportCreates, type Created } from './creates-report.ts'

const CLIENTS = [1, 8] as const

/** Pods created with and without webhooks, in turns, on a real API server. */
export async function measureCreates(bench: Bench): Promise<Result> {
  const cluster = await startCreateCluster(bench)
  try {
    await warmUp(bench, cluster)
    const results: Result[] = []
    for (const clients of CLIENTS) results.push(reportCreates(await measure(bench, cluster, clients)))
    return {
      tables: results.flatMap(({ tables }) => tables),
      findings: results.flatMap(({ findings }) => findings),
      figures: results.map(({ figures }) => figures),
    }
  } finally {
    cluster.stop()
  }
}

async function warmUp(bench: Bench, cluster: CreateCluster): Promise<void> {
  bench.say('creates, warming up')
  const seconds = bench.size.warmUpSeconds
  for (const variant of cluster.variants) {
    const outcome = await bench.client.run(cluster.job(variant, { is: 'closed loop', clients: 8, seconds }))
    countFailures(bench, `${variant.name}, warming up`, outcome)
  }
  await cluster.deletePods()
}

async function measure(bench: Bench, cluster: CreateCluster, clients: number): Promise<Created> {
  const { rounds, creates } = bench.size
  const before = await cluster.samples()
  const of = await takeTurns(
    cluster.variants,
    { rounds, turns: creates.turns },
    (variant) => createPods(bench, cluster, variant, clients),
    {
      before: (round) => bench.say(`creates, clients: ${clients}, round ${round + 1} of ${rounds}`),
      after: () => cluster.deletePods(),
    },
  )
  const after = await cluster.samples()
  for (const variant of cluster.variants) check(bench, variant, joined(of(variant.name).flat()).length, before, after)
  const variants = cluster.variants.map((variant) => {
    const [from, to] = [callsOf(before, variant), callsOf(after, variant)]
    const call = (1_000 * (to.seconds - from.seconds)) / (to.count - from.count)
    return { name: variant.name, call, rounds: of(variant.name).map((turns) => joined(turns)) }
  })
  return { clients, variants }
}

async function createPods(
  bench: Bench,
  cluster: CreateCluster,
  variant: Variant,
  clients: number,
): Promise<Float64Array> {
  const requests = bench.size.creates.pods[clients] ?? 0
  const outcome = await bench.client.run(cluster.job(variant, { is: 'closed loop', clients, requests }))
  return countFailures(bench, `${variant.name}, creates`, outcome).latencies
}

const FAILED_OPEN = 'apiserver_admission_webhook_fail_open_count'

/** A call that the API server gave up looks quick: all must have been made, and each pod of podstart's be stamped. */
function check(
  bench: Bench,
  variant: Variant,
  pods: number,
  before: readonly Sample[],
  after: readonly Sample[],
): void {
  if (variant.webhook === undefined) return
  const gained = (name: string, labels = {}): number => total(after, name, labels) - total(before, name, labels)
  const made = callsOf(after, variant).count - callsOf(before, variant).count
  if (made !== pods) bench.problem(`${variant.name} was called ${made} times for ${pods} pods`)
  if (gained(FAILED_OPEN) !== 0) bench.problem(`${gained(FAILED_OPEN)} calls failed, and the pods were let in`)
  if (variant.name !== 'podstart') return
  const stamped = gained('podstart_webhook_reviews_total', { decision: 'stamped' })
  if (stamped !== pods) bench.problem(`podstart stamped ${stamped} of ${pods} pods`)
}

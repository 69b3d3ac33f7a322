import { startCluster } from '../../test/cluster/kit/life.ts'
import type { Cluster } from '../../test/cluster/kit/cluster.ts'
import { createSteps } from '../../test/cluster/kit/steps.ts'
import { configurationOf, webhookName } from '../../test/cluster/webhook/configuration.ts'
import { readSamples, total, type Sample } from '../figures/prometheus.ts'
import type { Job, Pace } from '../load/job.ts'
import { countFailures, type Bench } from '../part.ts'
import type { Named } from '../servers/servers.ts'
import { startServers, stopServers } from './servers-on.ts'
import { createsIn, namespaceObject } from './cluster-objects.ts'

/** Where pods are created with one webhook, or with none. */
export interface Variant {
  readonly name: string
  readonly namespace: string
  /** What answers, if anything does. */
  readonly webhook?: Named
}

/** A real API server, with everything registered; variants change by the namespace alone. */
export interface CreateCluster {
  readonly variants: readonly Variant[]
  job(variant: Variant, pace: Pace): Job
  /** The API server's metrics of webhooks, and podstart's. */
  samples(): Promise<readonly Sample[]>
  deletePods(): Promise<void>
  stop(): void
}

/** A name as Kubernetes takes it. */
const inNames = (name: string): string => name.replaceAll(/\W+/g, '-')

/** No pod is ever scheduled, and no span is looked at: they would only take turns on the machine's CPUs. */
const NOT_NEEDED = ['kubelet-node-1', 'containerd-node-1', 'kube-proxy', 'registry', 'jaeger']

export async function startCreateCluster(bench: Bench): Promise<CreateCluster> {
  const cluster = await startCluster({ nodes: 1, step: createSteps((line) => bench.say(line)) })
  await Promise.all(NOT_NEEDED.map((name) => cluster.stopComponent(name)))
  const servers = await startServers(bench, ['bare', 'bare + patch', 'podstart'], cluster.addresses.machine)
  const variants: readonly Variant[] = [
    { name: 'none', namespace: 'bench-none' },
    ...servers.map((webhook) => ({ name: webhook.name, namespace: `bench-${inNames(webhook.name)}`, webhook })),
    // Twice the same: how far they differ is how far chance goes.
    { name: 'none again', namespace: 'bench-none-again' },
  ]
  await register(cluster, variants)
  const jobIn = createsIn(cluster)
  const job = (variant: Variant, pace: Pace): Job => jobIn(variant.namespace, pace)
  const samples = async (): Promise<readonly Sample[]> => {
    const own = await Promise.all(servers.map(({ server }) => server.metrics()))
    return readSamples([await cluster.kubectl(['get', '--raw', '/metrics']), ...own].join('\n'))
  }
  for (const variant of variants) await untilCalled(bench, variant, job, samples)
  return {
    variants,
    job,
    samples,
    async deletePods() {
      for (const { namespace } of variants) {
        await cluster.kubectl(['delete', '--raw', `/api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0`])
      }
    },
    stop() {
      stopServers(servers)
      cluster.stop()
    },
  }
}

async function register(cluster: Cluster, variants: readonly Variant[]): Promise<void> {
  await cluster.apply(...variants.map(({ namespace }) => namespaceObject(namespace)))
  await cluster.apply(...variants.flatMap(configurationFor))
  // Without it no pod can be created.
  const wait = ({ namespace }: Variant) => cluster.waitFor('serviceaccount/default', 'create', { namespace })
  await Promise.all(variants.map(wait))
}

/** podstart's own manifest for each of them. */
const configurationFor = ({ webhook, namespace }: Variant): readonly object[] =>
  webhook === undefined
    ? []
    : [
        configurationOf({
          name: inNames(webhook.name),
          namespaces: [namespace],
          // The API server adds the timeout itself.
          at: { url: webhook.server.url.replace(/\?.*/, '') },
          ca: webhook.ca,
        }),
      ]

const CALL = 'apiserver_admission_webhook_admission_duration_seconds'

/** The API server's own measure of a webhook's calls: how many, and their time in seconds. */
export const callsOf = (samples: readonly Sample[], { name }: Variant): { count: number; seconds: number } => ({
  count: total(samples, `${CALL}_count`, { name: webhookName({ name: inNames(name) }) }),
  seconds: total(samples, `${CALL}_sum`, { name: webhookName({ name: inNames(name) }) }),
})

/** The API server learns of a webhook some time after it is told. */
async function untilCalled(
  bench: Bench,
  variant: Variant,
  job: CreateCluster['job'],
  samples: CreateCluster['samples'],
): Promise<void> {
  const deadline = Date.now() + 30_000
  do {
    const outcome = await bench.client.run(job(variant, { is: 'closed loop', clients: 1, requests: 5 }))
    countFailures(bench, `${variant.name}, first creates`, outcome)
    if (variant.webhook === undefined || callsOf(await samples(), variant).count > 0) return
  } while (Date.now() < deadline)
  throw new Error(`the API server does not call ${variant.name}`)
}

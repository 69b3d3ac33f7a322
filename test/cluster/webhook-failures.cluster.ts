import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { ADDRESSES, type Cluster } from './kit/cluster.ts'
import { until } from './kit/probes.ts'
import { cluster as sharedCluster } from './kit/shared.ts'
import { startExporter, type ExporterProcess } from './live/exporter-process.ts'
import { openScene } from './live/scenario.ts'
import { admissionCounts, since } from './webhook/admission-metrics.ts'
import { createApi, createdPod, type Answer, type Api, type Pod } from './webhook/api.ts'
import { createAuthority, type Authority } from './webhook/authority.ts'
import { FORGIVEN, UNFORGIVEN, type Broken } from './webhook/broken.ts'
import { urlOf, webhookName } from './webhook/configuration.ts'
import { startOtherWebhook } from './webhook/other-webhook.ts'
import { running, unscheduled } from './webhook/pods.ts'
import { register, unregister } from './webhook/stamping.ts'
import { isStamped, storedStartup, uidTraceOf, type StoredStartup } from './webhook/stored-trace.ts'
import { startWebhook, type WebhookProcess } from './webhook/webhook-process.ts'

const TIMEOUT_S = 2

/** What a webhook's address leads to. */
interface Behind {
  readonly port: number
  readonly ca: string
  close(): void
}

interface Failure {
  readonly id: string
  readonly name: string
  start(authority: Authority): Promise<Behind>
}

const answering = ({ id, name, respond }: Broken): Failure => ({
  id,
  name: `it answers ${name}`,
  async start(authority) {
    const server = await startOtherWebhook(await authority.issue(), respond)
    return { ...server, ca: authority.ca }
  },
})

/** A port that nobody listens on; the kernel gives none twice in a row. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, ADDRESSES.machine)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

const FAILURES: readonly Failure[] = [
  {
    id: 'port-closed',
    name: 'nobody listens there',
    start: async ({ ca }) => ({ port: await freePort(), ca, close: () => undefined }),
  },
  {
    id: 'other-ca',
    name: 'its certificate is from somebody else',
    async start({ ca }) {
      const webhook = await startWebhook(await (await createAuthority()).issue())
      return { port: webhook.port, ca, close: () => webhook.signal('SIGKILL') }
    },
  },
  ...FORGIVEN.map(answering),
]

const STOPPED = { id: 'stopped', name: 'it was stopped (SIGSTOP)', signal: 'SIGSTOP' } as const
const KILLED = { id: 'killed', name: 'it was killed (SIGKILL)', signal: 'SIGKILL' } as const
const SIGNALLED = [STOPPED, KILLED]
const MISFITS = UNFORGIVEN.map(answering)

describe('pods while the webhook fails', () => {
  let cluster: Cluster
  let api: Api
  let exporter: ExporterProcess
  const behind: Behind[] = []
  const webhooks = new Map<string, WebhookProcess>()
  const pods = new Map<string, Pod>()
  const namespaceOf = ({ id }: { readonly id: string }): string => `f-${id}`

  before(async () => {
    cluster = await sharedCluster()
    api = createApi(cluster)
    const authority = await createAuthority()
    const all = [...FAILURES, ...SIGNALLED, ...MISFITS]
    await Promise.all(all.map((one) => openScene(cluster, namespaceOf(one))))
    const flags = ['--namespace', [...FAILURES, ...SIGNALLED].map(namespaceOf).join(',')]
    exporter = await startExporter({ kubeconfig: cluster.kubeconfig, otlp: cluster.addresses.otlp, flags })
    const registerAt = (one: { readonly id: string }, port: number, ca: string) => {
      const namespaces = [namespaceOf(one)]
      return register(cluster, api, { name: one.id, namespaces, at: urlOf(port), ca, timeoutSeconds: TIMEOUT_S })
    }
    const others = [...FAILURES, ...MISFITS].map(async (failure) => {
      const server = await failure.start(authority)
      behind.push(server)
      await registerAt(failure, server.port, server.ca)
    })
    const own = SIGNALLED.map(async (one) => {
      const webhook = await startWebhook(await authority.issue())
      webhooks.set(one.id, webhook)
      await registerAt(one, webhook.port, authority.ca)
    })
    await Promise.all([...others, ...own])
  })
  after(async () => {
    for (const server of behind) server.close()
    for (const webhook of webhooks.values()) webhook.signal('SIGKILL')
    exporter.kill()
    for (const { id } of [...FAILURES, ...SIGNALLED, ...MISFITS]) await unregister(cluster, id)
    api.close()
  })

  /** What the API server counted while a pod was created. */
  async function create(one: { readonly id: string }, made: object) {
    const name = webhookName({ name: one.id })
    const before = await admissionCounts(api, name)
    const answer = await api.createPod(made)
    return { answer, counts: since(before, await admissionCounts(api, name)) }
  }
  const asExpected = (answer: Answer) => ({
    created: answer.status === 201,
    stamped: answer.status === 201 && isStamped(createdPod(answer)),
    inTime: answer.millis <= (TIMEOUT_S + 1) * 1_000,
  })
  const LET_THROUGH = {
    created: true,
    stamped: false,
    inTime: true,
    counts: { calls: 1, failedOpen: 1, rejected: 0 },
  }

  async function isLetThrough(one: { readonly id: string; readonly name: string }): Promise<void> {
    const { answer, counts } = await create(one, running('a', namespaceOf(one)))
    console.log(`      ${one.name}: ${answer.millis.toFixed(0)} ms`)
    expect({ ...asExpected(answer), counts }).to.deep.equal(LET_THROUGH)
    pods.set(one.id, createdPod(answer))
  }

  describe(`are created unstamped, within ${String(TIMEOUT_S + 1)} s`, () => {
    for (const failure of FAILURES) it(failure.name, () => isLetThrough(failure))
    for (const one of SIGNALLED) {
      it(one.name, async () => {
        expect(isStamped(createdPod(await api.createPod(unscheduled('before', namespaceOf(one)))))).to.equal(true)
        webhooks.get(one.id)?.signal(one.signal)
        await isLetThrough(one)
      })
    }
  })

  describe('and once it goes on', () => {
    it('the one that waited is counted as late, and the next is stamped again', async () => {
      const webhook = webhooks.get(STOPPED.id)
      webhook?.signal('SIGCONT')
      // Before that, whatever comes may have waited as well, for all that it knows.
      const isCounted = async () =>
        (await webhook?.metric('podstart_webhook_reviews_total', { decision: 'skipped', reason: 'late' })) === 1
      expect(await until(isCounted, { seconds: 5 })).to.equal(true)
      const { answer, counts } = await create(STOPPED, unscheduled('after', namespaceOf(STOPPED)))
      expect({ ...asExpected(answer), counts }).to.deep.equal({
        ...LET_THROUGH,
        stamped: true,
        counts: { calls: 1, failedOpen: 0, rejected: 0 },
      })
    })
  })

  describe('have a trace by their UID', () => {
    for (const one of [...FAILURES, ...SIGNALLED]) {
      it(one.name, async () => {
        const pod = pods.get(one.id)
        if (pod === undefined) throw new Error('it was not created')
        const traceId = uidTraceOf(pod)
        let found: StoredStartup | undefined
        const isThere = async () => (found = await storedStartup(cluster.jaeger, traceId, pod)) !== undefined
        await until(isThere, { seconds: 60 })
        const { outcome, stamp, warnings } = found ?? {}
        expect({ outcome, stamp, warnings }).to.deep.equal({ outcome: 'ready', stamp: 'none', warnings: [] })
      })
    }
  })

  // Nobody but the webhook itself can see to it: test/property holds its patches against all kinds of pods.
  describe('are refused for what no failurePolicy forgives', () => {
    for (const misfit of MISFITS) {
      it(misfit.name, async () => {
        const { answer, counts } = await create(misfit, unscheduled('a', namespaceOf(misfit)))
        expect({ status: answer.status, counts }).to.deep.equal({
          status: 500,
          counts: { calls: 1, failedOpen: 0, rejected: 1 },
        })
      })
    }
  })
})

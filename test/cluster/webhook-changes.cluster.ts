import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Cluster } from './kit/cluster.ts'
import { until } from './kit/probes.ts'
import { cluster as sharedCluster } from './kit/shared.ts'
import { openScene } from './live/scenario.ts'
import { admissionCounts, since } from './webhook/admission-metrics.ts'
import { createApi, createdPod, type Api } from './webhook/api.ts'
import { createAuthority, type Authority, type ServingPair } from './webhook/authority.ts'
import { inWords } from './webhook/flood.ts'
import { unscheduled } from './webhook/pods.ts'
import { untilServed } from './webhook/served.ts'
import { createService, type MachineService } from './webhook/service.ts'
import { register, unregister } from './webhook/stamping.ts'
import { isStamped } from './webhook/stored-trace.ts'
import { startStream } from './webhook/stream.ts'
import { startWebhook, type WebhookProcess } from './webhook/webhook-process.ts'

const SERVERS = 'w-servers'
const PODS = 'w-stream'
const NAME = 'rolling'
const REPLICAS = 2
const TIMES = 20

describe('a webhook that changes under a stream of creates', () => {
  let cluster: Cluster
  let api: Api
  let service: MachineService
  let authority: Authority
  let pair: ServingPair
  let version = 1
  const replicas: WebhookProcess[] = []
  const ends: Promise<number | null>[] = []

  const start = (): Promise<WebhookProcess> => startWebhook(pair, ['--drain', '3s'])
  const trust = (...authorities: readonly Authority[]): Promise<void> => {
    const ca = authorities.map((one) => one.ca).join('\n')
    return register(cluster, api, { name: NAME, namespaces: [PODS], at: service.at, ca, version: version++ })
  }
  const counts = () => admissionCounts(api, `.${NAME}.podstart.dev`)

  before(async () => {
    cluster = await sharedCluster()
    api = createApi(cluster)
    for (const namespace of [SERVERS, PODS]) await openScene(cluster, namespace)
    service = await createService(api, SERVERS, 'podstart-webhook')
    authority = await createAuthority()
    pair = await authority.issue([service.dnsName])
    for (let i = 0; i < REPLICAS; i++) {
      const webhook = await start()
      replicas.push(webhook)
      await service.add(webhook.port)
    }
    await trust(authority)
    const isReached = async () =>
      isStamped(createdPod(await api.createPod(unscheduled('first', PODS), { dryRun: true })))
    expect(await until(isReached, { seconds: 30 }), 'the Service leads to it').to.equal(true)
  })
  after(async () => {
    for (const webhook of replicas) webhook.signal('SIGKILL')
    await unregister(cluster, NAME)
    await api.deletePods(PODS)
    api.close()
  })

  /** What the API server counted, and what became of the pods, while this went on. */
  async function streamDuring(name: string, change: () => Promise<void>) {
    const before = await counts()
    const stream = startStream(api, (i) => unscheduled(`${name}-${i}`, PODS))
    const changes = (async () => {
      for (let i = 0; i < TIMES; i++) await change()
    })()
    await changes.finally(() => stream.stop())
    const streamed = await stream.ended
    console.log(`      ${name}: ${inWords(streamed)}`)
    const { failedOpen, rejected } = since(before, await counts())
    const unstamped = streamed.answers.filter((answer) => !isStamped(createdPod(answer))).length
    expect({ failedOpen, rejected, unstamped }).to.deep.equal({ failedOpen: 0, rejected: 0, unstamped: 0 })
    expect(streamed.answers.length).to.be.greaterThan(5 * TIMES)
  }

  /** As a Deployment's rolling update goes: one is ready, one leaves its Service and is told to end. */
  async function replaceOne(): Promise<void> {
    const next = await start()
    await service.add(next.port)
    const old = replicas.shift()
    replicas.push(next)
    if (old === undefined) return
    old.signal('SIGTERM')
    await service.leave(old.port)
    ends.push(
      old.ended.then(async (code) => {
        await service.remove(old.port)
        return code
      }),
    )
  }

  async function serve(next: ServingPair): Promise<void> {
    pair = next
    for (const { secret } of replicas) secret.put(next)
    await Promise.all(replicas.map(({ port }) => untilServed(port, next.cert)))
  }
  const renewLeaf = async (): Promise<void> => serve(await authority.issue([service.dnsName]))

  /** Both are trusted while one follows the other. */
  async function changeAuthority(): Promise<void> {
    const next = await createAuthority(`CN=webhook-test-${version}`)
    await trust(authority, next)
    await serve(await next.issue([service.dnsName]))
    await trust(next)
    authority = next
  }

  it(`${TIMES} restarts: no call fails, every pod is stamped, every process ends well`, async () => {
    await streamDuring('restarts', replaceOne)
    expect(await Promise.all(ends)).to.deep.equal(Array(TIMES).fill(0))
  })

  it(`${TIMES} changes of certificates: no call fails, every pod is stamped`, async () => {
    let turn = 0
    await streamDuring('certificates', () => (turn++ % 2 === 0 ? renewLeaf() : changeAuthority()))
  })
})

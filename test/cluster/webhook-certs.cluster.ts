import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Cluster } from './kit/cluster.ts'
import { answers, until } from './kit/probes.ts'
import { cluster as sharedCluster } from './kit/shared.ts'
import { openScene } from './live/scenario.ts'
import { admissionCounts, since } from './webhook/admission-metrics.ts'
import { createApi, createdPod, type Api } from './webhook/api.ts'
import { configurationOf } from './webhook/configuration.ts'
import { inWords } from './webhook/flood.ts'
import { limitedAccess, type LimitedAccess } from './webhook/limited-access.ts'
import { startPodstart, type PodstartProcess } from './webhook/podstart-process.ts'
import { unscheduled } from './webhook/pods.ts'
import { keepVolume, readSecret, type SecretVolume } from './webhook/secret-volume.ts'
import { untilServed } from './webhook/served.ts'
import { createService, type MachineService } from './webhook/service.ts'
import { unregister } from './webhook/stamping.ts'
import { isStamped } from './webhook/stored-trace.ts'
import { startStream } from './webhook/stream.ts'
import { isReady, launchWebhook, type WebhookProcess } from './webhook/webhook-process.ts'

const SERVERS = 'w-certs'
const PODS = 'w-certs-pods'
const NAME = 'w-certs'
const SECRET = 'podstart-webhook-tls'
const SERVICE = 'podstart-webhook'
const RENEWALS = 20

/** What `podstart certs --help` says it needs. */
const RIGHTS = {
  namespace: SERVERS,
  here: [
    { apiGroups: [''], resources: ['secrets'], resourceNames: [SECRET], verbs: ['get', 'patch'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
  ],
  anywhere: [
    {
      apiGroups: ['admissionregistration.k8s.io'],
      resources: ['mutatingwebhookconfigurations'],
      resourceNames: [NAME],
      verbs: ['get', 'patch'],
    },
  ],
}

const TARGET = ['--service', SERVICE, '--namespace', SERVERS, '--secret', `${SERVERS}/${SECRET}`]
const TIMES = ['--lifetime', '15s', '--settle', '1s', '--every', '1s']

describe('podstart certs, beside a webhook', () => {
  let cluster: Cluster
  let api: Api
  let access: LimitedAccess
  let service: MachineService
  let webhook: WebhookProcess
  let volume: SecretVolume
  const replicas: PodstartProcess[] = []

  const startCerts = (...more: readonly string[]): PodstartProcess => {
    const flags = [...TARGET, '--webhook-configuration', NAME, ...more]
    return startPodstart(['certs', ...flags, '--kubeconfig', access.kubeconfig])
  }
  const bundle = async (): Promise<string> => {
    const path = 'jsonpath={.webhooks[0].clientConfig.caBundle}'
    const base64 = await cluster.kubectl(['get', 'mutatingwebhookconfiguration', NAME, '-o', path])
    return Buffer.from(base64, 'base64').toString()
  }
  const isStamping = async (): Promise<boolean> =>
    isStamped(createdPod(await api.createPod(unscheduled('probe', PODS), { dryRun: true })))
  const saying = (text: string): number =>
    replicas.flatMap(({ log }) => log).filter((line) => line.includes(text)).length

  before(async () => {
    cluster = await sharedCluster()
    api = createApi(cluster)
    for (const namespace of [SERVERS, PODS]) await openScene(cluster, namespace)
    access = await limitedAccess(cluster, 'podstart-certs', RIGHTS)
    service = await createService(api, SERVERS, SERVICE)
    webhook = await launchWebhook()
    await service.add(webhook.port)
    await cluster.apply(configurationOf({ name: NAME, namespaces: [PODS], at: service.at }))
    volume = keepVolume(api, SERVERS, SECRET, (pair) => webhook.secret.put(pair))
  })
  after(async () => {
    await volume.stop()
    for (const replica of replicas) replica.signal('SIGKILL')
    webhook.signal('SIGKILL')
    await unregister(cluster, NAME)
    await api.deletePods(PODS)
    access.remove()
    api.close()
  })

  it('before, the webhook is not ready, and pods are created as they are', async () => {
    expect({ ready: await answers(`${webhook.health}/readyz`)(), stamping: await isStamping() }).to.deep.equal({
      ready: false,
      stamping: false,
    })
  })

  it('two replicas make one certificate, and the API server trusts it', async () => {
    replicas.push(startCerts('--keep', ...TIMES), startCerts('--keep', ...TIMES))
    expect(await isReady(webhook), 'the webhook is ready').to.equal(true)
    expect(await until(isStamping, { seconds: 30 }), 'pods are stamped').to.equal(true)
    const secret = await readSecret(api, SERVERS, SECRET)
    await untilServed(webhook.port, secret?.cert ?? '')
    expect({ bundle: await bundle(), issued: saying('issued a certificate'), seen: volume.seen }).to.deep.equal({
      bundle: secret?.ca,
      issued: 1,
      seen: [secret],
    })
  })

  it(`${RENEWALS} renewals: no call fails, every pod is stamped, one of the two renews each time`, async () => {
    const counts = () => admissionCounts(api, `.${NAME}.podstart.dev`)
    const before = await counts()
    const first = volume.seen.length
    const stream = startStream(api, (i) => unscheduled(`renewals-${i}`, PODS))
    const isRenewed = () => Promise.resolve(volume.seen.length >= first + RENEWALS)
    await until(isRenewed, { seconds: 15 * RENEWALS }).finally(() => stream.stop())
    const streamed = await stream.ended
    console.log(`      ${inWords(streamed)}`)
    const { failedOpen, rejected } = since(before, await counts())
    const unstamped = streamed.answers.filter((answer) => !isStamped(createdPod(answer))).length
    expect({ failedOpen, rejected, unstamped }).to.deep.equal({ failedOpen: 0, rejected: 0, unstamped: 0 })
    expect({ renewals: volume.seen.length - first, issued: saying('issued the next certificate') }).to.deep.equal({
      renewals: RENEWALS,
      issued: RENEWALS,
    })
  })

  it('ends well, with what there is in place', async () => {
    expect(await Promise.all(replicas.map((replica) => replica.stop()))).to.deep.equal([0, 0])
    const once = startCerts('--lifetime', '90d')
    expect(await once.ended, once.log.join('\n')).to.equal(0)
    expect(await bundle()).to.equal((await readSecret(api, SERVERS, SECRET))?.ca)
  })
})

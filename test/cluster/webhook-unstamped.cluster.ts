import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { ROOT_SPAN } from '../../src/telemetry/names.ts'
import { derivedSpanId } from '../../src/trace/ids.ts'
import type { Cluster } from './kit/cluster.ts'
import { until } from './kit/probes.ts'
import { cluster as sharedCluster } from './kit/shared.ts'
import { startExporter, type ExporterProcess } from './live/exporter-process.ts'
import { openScene } from './live/scenario.ts'
import { createApi, createdPod, type Api, type Pod } from './webhook/api.ts'
import { renamed } from './webhook/copy.ts'
import { running, unscheduled } from './webhook/pods.ts'
import { startStamping, type Stamping } from './webhook/stamping.ts'
import { isStamped, STAMP, storedStartup, uidTraceOf, type StoredStartup } from './webhook/stored-trace.ts'

const OPEN = 'w-open'
const LABELLED = 'w-labelled'
const BY_FLAG = 'w-by-flag'
const NAMESPACES = [OPEN, LABELLED, BY_FLAG, 'kube-system']

/** Made of the pod's UID. */
const idsOf = (pod: Pod) => ({ traceId: uidTraceOf(pod), rootId: derivedSpanId(pod.metadata.uid, ROOT_SPAN) as string })

/** A stamp counts for 30 s before the pod's creation, which is cut to its second. */
const FORGOTTEN_MS = 31_500

describe('pods without a stamp of their own', () => {
  let cluster: Cluster
  let api: Api
  let stamping: Stamping
  let exporter: ExporterProcess
  let original: Pod
  let created: number
  let removeStatic: () => void

  before(async () => {
    cluster = await sharedCluster()
    api = createApi(cluster)
    for (const namespace of [OPEN, LABELLED, BY_FLAG]) await openScene(cluster, namespace)
    await cluster.kubectl(['label', 'namespace', LABELLED, 'podstart.dev/trace=false'])
    const flags = ['--exclude-namespaces', BY_FLAG]
    stamping = await startStamping(cluster, api, { name: 'exempt', namespaces: NAMESPACES, flags })
    const { kubeconfig, addresses } = cluster
    exporter = await startExporter({ kubeconfig, otlp: addresses.otlp, flags: ['--namespace', NAMESPACES.join(',')] })
    original = createdPod(await api.createPod(unscheduled('original', OPEN)))
    created = Date.now()
    removeStatic = cluster.staticPod(1, 'w-static', running('static', OPEN))
  })
  after(async () => {
    removeStatic()
    exporter.kill()
    await stamping.close()
    api.close()
  })

  async function traceOf(pod: Pod): Promise<StoredStartup | undefined> {
    const traceId = uidTraceOf(pod)
    let found: StoredStartup | undefined
    await until(async () => (found = await storedStartup(cluster.jaeger, traceId, pod)) !== undefined, { seconds: 40 })
    return found
  }
  /** Its startup is over when it is deleted. */
  async function createAndDelete(made: object): Promise<Pod> {
    const pod = createdPod(await api.createPod(made))
    const { namespace, name } = pod.metadata
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 }
    await api.ask('DELETE', `/api/v1/namespaces/${namespace}/pods/${name}`, { body })
    return pod
  }
  const reviews = (labels: Readonly<Record<string, string>>) =>
    stamping.webhook.metric('podstart_webhook_reviews_total', labels)

  const OF_DELETED = { outcome: 'deleted', spans: ['pod startup', 'schedule'], references: [], warnings: [] }

  describe('not to be stamped', () => {
    const label = { labels: { 'podstart.dev/trace': 'false' } }
    const CASES = [
      { name: 'by the pod’s label', namespace: OPEN, metadata: label, asked: 0 },
      { name: 'by the namespace’s label', namespace: LABELLED, asked: 0 },
      { name: 'by the manifest, in kube-system', namespace: 'kube-system', asked: 0 },
      { name: 'by --exclude-namespaces', namespace: BY_FLAG, asked: 1 },
    ]
    for (const { name, namespace, metadata = {}, asked } of CASES) {
      it(`${name}: traced by its UID`, async () => {
        const before = await reviews({})
        const pod = await createAndDelete(unscheduled('exempt', namespace, { metadata }))
        expect({
          annotations: pod.metadata.annotations,
          asked: (await reviews({})) - before,
          trace: await traceOf(pod),
        }).to.deep.equal({
          annotations: {},
          asked,
          trace: { ...OF_DELETED, ...idsOf(pod), stamp: 'none' },
        })
      })
    }
    it('the webhook says why', async () => {
      expect(await reviews({ decision: 'skipped' })).to.equal(
        await reviews({ decision: 'skipped', reason: 'excluded' }),
      )
    })
  })

  describe('a mirror pod', () => {
    it('is not stamped, and traced by its UID', async () => {
      await cluster.waitFor('pod/static-node-1', 'condition=Ready', { namespace: OPEN })
      const mirror = await api.pod(OPEN, 'static-node-1')
      expect({ stamped: isStamped(mirror), trace: await traceOf(mirror) }).to.deep.equal({
        stamped: false,
        trace: {
          ...idsOf(mirror),
          outcome: 'ready',
          stamp: 'none',
          spans: ['pod startup', 'pod setup', 'container app', 'pull', 'create', 'start', 'ready'],
          references: [],
          warnings: [],
        },
      })
    })
  })

  describe('a copy, by get -o yaml and create, while the webhook is down', () => {
    it('is created with the stamp of the other, and traced by its own UID', async () => {
      const yaml = await cluster.kubectl(['get', 'pod', 'original', '-n', OPEN, '-o', 'yaml'])
      stamping.webhook.signal('SIGKILL')
      await sleep(Math.max(0, created + FORGOTTEN_MS - Date.now()))
      await cluster.kubectl(['create', '-f', '-'], renamed(yaml, 'original', 'copy'))
      const copy = await api.pod(OPEN, 'copy')
      await api.deletePods(OPEN)
      expect({ stamp: copy.metadata.annotations[STAMP], trace: await traceOf(copy) }).to.deep.equal({
        stamp: original.metadata.annotations[STAMP],
        trace: { ...OF_DELETED, ...idsOf(copy), stamp: 'copied' },
      })
    })
  })
})

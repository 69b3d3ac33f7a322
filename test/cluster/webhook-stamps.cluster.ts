import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Measured } from '../accuracy/measure.ts'
import type { Cluster } from './kit/cluster.ts'
import { cluster as sharedCluster, endSharedCluster } from './kit/shared.ts'
import { startExporter, type ExporterProcess } from './live/exporter-process.ts'
import { DEFAULT_DEADLINES, measureLive, readEvidence } from './live/judge.ts'
import * as objects from './live/pods.ts'
import { openScene } from './live/scenario.ts'
import { createApi, createdPod, type Api, type Pod } from './webhook/api.ts'
import { running } from './webhook/pods.ts'
import { startStamping, type Stamping } from './webhook/stamping.ts'
import { stampOf, storedStartup } from './webhook/stored-trace.ts'

const NAMESPACE = 'w-stamps'
const app = (more = {}) => objects.podSpec([objects.container('app', objects.IMAGE.busybox, more)])
const inNamespace = (object: object): object => {
  const { metadata } = object as { readonly metadata: object }
  return { ...object, metadata: { ...metadata, namespace: NAMESPACE } }
}

const UP_TO_START = ['pod startup', 'etcd write', 'schedule', 'pod setup', 'container app', 'pull', 'create', 'start']
const READY = { outcome: 'ready', spans: [...UP_TO_START, 'ready'] }
const COMPLETED = { outcome: 'completed', spans: [...UP_TO_START, 'run'] }

/** What is created, what its pods' names begin with, and what their traces tell. */
const CASES = [
  { name: 'CronJob', pod: 'tick', count: 1, ...READY },
  { name: 'Deployment', pod: 'shop', count: 2, ...READY },
  { name: 'StatefulSet', pod: 'db', count: 2, ...READY },
  { name: 'DaemonSet', pod: 'agent', count: 2, ...READY },
  { name: 'Job', pod: 'report', count: 1, ...COMPLETED },
  { name: 'bare pod', pod: 'bare', count: 1, ...READY },
  { name: 'generateName', pod: 'made-', count: 1, ...READY },
] as const
const COUNT = CASES.reduce((sum, { count }) => sum + count, 0)

describe('stamped pods of a real cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'podstart-stamped-'))
  let cluster: Cluster
  let api: Api
  let stamping: Stamping
  let exporter: ExporterProcess
  let pods: readonly Pod[]
  let measured: readonly Measured[]

  before('start pods of each kind', async function () {
    this.timeout(0)
    await endSharedCluster()
    cluster = await sharedCluster()
    api = createApi(cluster)
    const { until } = await openScene(cluster, NAMESPACE)
    stamping = await startStamping(cluster, api, { name: 'podstart', namespaces: [NAMESPACE] })
    const recording = join(folder, 'stamped.jsonl')
    const flags = ['--namespace', NAMESPACE, '--record', recording]
    exporter = await startExporter({ kubeconfig: cluster.kubeconfig, otlp: cluster.addresses.otlp, flags })
    // The minute that a CronJob may take is the others' time: one after the other, as on a cluster with little to do.
    await cluster.apply(inNamespace(objects.cronJob('tick', app(objects.shell('sleep 3')))))
    await cluster.apply(inNamespace(objects.deployment('shop', 2, app())))
    await until('deployment/shop', 'condition=Available')
    await cluster.apply(inNamespace(objects.statefulSet('db', 2, app())))
    await until('statefulset/db', 'jsonpath={.status.readyReplicas}=2')
    await cluster.apply(inNamespace(objects.daemonSet('agent', app())))
    await until('daemonset/agent', 'jsonpath={.status.numberReady}=2')
    // Without a probe the Job's pod would be Ready for a moment.
    const readinessProbe = { ...objects.exec('true'), initialDelaySeconds: 30 }
    await cluster.apply(inNamespace(objects.job('report', app({ ...objects.shell('sleep 2'), readinessProbe }))))
    await until('job/report', 'condition=Complete')
    await cluster.apply(running('bare', NAMESPACE))
    await until('pod/bare', 'condition=Ready')
    const nameless = { ...running('', NAMESPACE), metadata: { generateName: 'made-', namespace: NAMESPACE } }
    createdPod(await api.createPod(nameless))
    await until('cronjob/tick', 'jsonpath={.status.lastScheduleTime}')
    await cluster.kubectl(['patch', '-n', NAMESPACE, 'cronjob/tick', '--patch', '{"spec":{"suspend":true}}'])
    await exporter.until('all startups', () => exporter.startups.length >= COUNT, 120)
    pods = await api.pods(NAMESPACE)
    await exporter.stop()
    const { items, replayed } = await readEvidence(recording, DEFAULT_DEADLINES, exporter)
    measured = (await Promise.all(replayed.map((one) => measureLive(one, items, cluster.jaeger)))).flat()
  })
  after(async () => {
    exporter.kill()
    await stamping.close()
    api.close()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const { name, pod: prefix, count, outcome, spans } of CASES) {
    it(`${name}: traced under the stamped ids, with all stages`, async () => {
      const own = pods.filter(({ metadata }) => metadata.name.startsWith(prefix))
      const ids = own.map((pod) => stampOf(pod))
      const stored = await Promise.all(
        own.map((pod, i) => storedStartup(cluster.jaeger, ids[i]?.traceId ?? 'not stamped', pod)),
      )
      expect(stored.map((one) => one && { ...one, references: [] })).to.deep.equal(
        Array.from({ length: count }, (_, i) => ({
          traceId: ids[i]?.traceId,
          rootId: ids[i]?.spanId,
          outcome,
          stamp: 'trusted',
          spans,
          references: [],
          warnings: [],
        })),
      )
    })
  }

  const told = (edge: Measured['edge']) => measured.filter((one) => one.edge === edge)
  const outside = () => measured.filter(({ inside }) => !inside)

  // How late things are told is measured, not known: one in fifty may be later than ever before.
  it('98 % of the boundaries are inside their bounds', () => {
    const inside = measured.filter((one) => one.inside)
    expect(measured.length).to.be.greaterThan(5 * COUNT)
    expect(inside.length / measured.length, JSON.stringify(outside())).to.be.at.least(0.98)
  })
  it('the etcd write is inside its bounds', () => {
    expect(told('persisted').length).to.equal(COUNT)
    expect(outside().filter(({ edge }) => edge === 'persisted')).to.deep.equal([])
  })
  it('admission is told by the stamp, inside the API server’s call', () => {
    const found = told('admitted').map(({ source, error, inside }) => ({ source, error, inside }))
    expect(found).to.deep.equal(Array(COUNT).fill({ source: 'stamp', error: 0, inside: true }))
  })
  it('the webhook counted each pod once', async () => {
    const reviews = (labels: Readonly<Record<string, string>>) =>
      stamping.webhook.metric('podstart_webhook_reviews_total', labels)
    // Dry-run requests were the test's way to see that the configuration is in force.
    expect(await reviews({ decision: 'stamped' })).to.be.at.least(COUNT)
    expect(await reviews({})).to.equal(await reviews({ decision: 'stamped' }))
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import type { Measured } from '../accuracy/measure.ts'
import type { Cluster } from './kit/cluster.ts'
import { cluster as sharedCluster, endSharedCluster } from './kit/shared.ts'
import { startExporter, type ExporterProcess } from './live/exporter-process.ts'
import { DEFAULT_DEADLINES, measureLive, readEvidence, type Replayed } from './live/judge.ts'
import { container, deployment, exec, IMAGE, podSpec, statefulSet } from './live/pods.ts'
import { openScene, type Scene } from './live/scenario.ts'
import { differencesFrom } from './live/stored.ts'

const PODS = 8

describe('a real cluster, interrupted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'podstart-interrupted-'))
  let cluster: Cluster
  let exporter: ExporterProcess | undefined
  before(async function () {
    this.timeout(0)
    // A fresh one: Events of pods that are gone count as passed over.
    await endSharedCluster()
    cluster = await sharedCluster()
  })
  afterEach(() => exporter?.kill())
  after(() => rmSync(folder, { recursive: true, force: true }))

  const recordingOf = ({ namespace }: Scene): string => join(folder, `${namespace}.jsonl`)

  /** Watches one namespace only: what else is in the cluster is not of this test. */
  async function watch(scene: Scene, ...more: readonly string[]): Promise<ExporterProcess> {
    const flags = ['--namespace', scene.namespace, '--record', recordingOf(scene), ...more]
    exporter = await startExporter({ kubeconfig: cluster.kubeconfig, otlp: cluster.addresses.otlp, flags })
    return exporter
  }

  const rollOut = ({ apply }: Scene, count = PODS) =>
    apply(deployment('shop', count, podSpec([container('app', IMAGE.app5)])))
  const allReady = ({ until }: Scene, count = PODS) =>
    until('deployment/shop', `jsonpath={.status.readyReplicas}=${count}`)

  const metric = async ({ address }: ExporterProcess, name: string): Promise<number> => {
    const text = await (await fetch(`${address}/metrics`)).text()
    const values = [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))].map(([, value]) =>
      Number(value),
    )
    return values.reduce((sum, value) => sum + value, 0)
  }

  interface Ended {
    readonly code: number | null
    readonly replayed: readonly Replayed[]
    readonly measured: readonly Measured[]
    /** Where Jaeger has other spans than the recording replays to. */
    readonly differences: readonly string[]
  }

  /** Waits until so many startups are told, ends the exporter, and looks at what it told. */
  async function end(scene: Scene, running: ExporterProcess, told: number): Promise<Ended> {
    await running.until(`${told} startups`, () => running.startups.length >= told, 180)
    const code = await running.stop()
    const { items, replayed } = await readEvidence(recordingOf(scene), DEFAULT_DEADLINES, running)
    const measured = await Promise.all(replayed.map((one) => measureLive(one, items, cluster.jaeger)))
    return { code, replayed, measured: measured.flat(), differences: await differencesFrom(cluster.jaeger, replayed) }
  }

  const outcomes = (replayed: readonly Replayed[]) => replayed.map(({ startup }) => startup.outcome)
  const outside = (measured: readonly Measured[]) => measured.filter(({ inside }) => !inside)

  it('started in the middle of a rollout: each pod is told, or counted as ready before', async () => {
    const scene = await openScene(cluster, 'i-middle')
    // One after the other, so that there is a middle.
    const readinessProbe = { ...exec('true'), initialDelaySeconds: 3 }
    await scene.apply(statefulSet('shop', PODS, podSpec([container('app', IMAGE.busybox, { readinessProbe })])))
    await scene.until('statefulset/shop', 'jsonpath={.status.readyReplicas}=2')
    const running = await watch(scene)
    await scene.until('statefulset/shop', `jsonpath={.status.readyReplicas}=${PODS}`)
    const last = `shop-${PODS - 1}`
    await running.until('the last pod', () => running.startups.some(({ pod }) => pod === last), 60)
    // Of other things there may be some, too: Events of pods that are not listed yet.
    const before = await metric(running, 'podstart_skipped_total\\{kind="pods_started_before"\\}')
    const { code, replayed, measured, differences } = await end(scene, running, PODS - before)
    expect({ code, count: replayed.length, differences, outside: outside(measured) }).to.deep.equal({
      code: 0,
      count: PODS - before,
      differences: [],
      outside: [],
    })
    expect(before).to.be.within(1, PODS - 1)
  })

  it('started after a rollout, with --lookback: each pod is told, inside its bounds', async () => {
    const scene = await openScene(cluster, 'i-after')
    await rollOut(scene)
    await allReady(scene)
    const { code, replayed, measured, differences } = await end(scene, await watch(scene, '--lookback', '10m'), PODS)
    expect(outcomes(replayed)).to.deep.equal(Array(PODS).fill('ready'))
    expect({ code, differences, outside: outside(measured) }).to.deep.equal({ code: 0, differences: [], outside: [] })
    expect(measured.length).to.be.greaterThan(5 * PODS)
  })

  it('the API server is away for 10 s in the middle of a rollout: each pod is told, inside its bounds', async () => {
    const scene = await openScene(cluster, 'i-apiserver')
    const running = await watch(scene)
    await rollOut(scene)
    await scene.untilEvent('Started')
    await cluster.stopComponent('kube-apiserver')
    await sleep(10_000)
    await cluster.startComponent('kube-apiserver')
    await allReady(scene)
    const { code, replayed, measured, differences } = await end(scene, running, PODS)
    expect(outcomes(replayed)).to.deep.equal(Array(PODS).fill('ready'))
    // While there is nobody to write it to, Ready is what the kubelet found and not when it could say so.
    const others = measured.filter(({ edge }) => edge !== 'ready')
    expect({ code, differences, outside: outside(others) }).to.deep.equal({ code: 0, differences: [], outside: [] })
  })

  it('Jaeger is away for a minute: nothing is lost, nothing is there twice', async () => {
    const scene = await openScene(cluster, 'i-jaeger')
    const running = await watch(scene)
    await cluster.stopComponent('jaeger')
    await Promise.all([sleep(60_000), rollOut(scene).then(() => allReady(scene))])
    expect(await metric(running, 'podstart_queue_spans')).to.be.greaterThan(PODS)
    await cluster.startComponent('jaeger')
    await running.until('sending', () => running.log.some((line) => line.includes('sent ')), 90)
    expect(await metric(running, 'podstart_spans_dropped_total')).to.equal(0)
    const { code, replayed, differences } = await end(scene, running, PODS)
    expect({ code, outcomes: outcomes(replayed), differences }).to.deep.equal({
      code: 0,
      outcomes: Array(PODS).fill('ready'),
      differences: [],
    })
  })
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { seconds } from '../../../src/observe/nanos.ts'
import { running } from '../../support/story.ts'
import { pod, readyPod } from './pods.ts'
import { play, tell } from './play.ts'
import { scenario } from './scenario.ts'
import { logOf } from './stage.ts'
import { expectSame, outcomes, readWhole, replayed, rules, taken, traceIds } from './sent.ts'

describe('podstart exporter --lookback', () => {
  const run = scenario(async ({ server, collector, folder, start }) => {
    tell(server, 60, readyPod({ name: 'recent' }))
    tell(server, 1_200, readyPod({ name: 'old' }))
    const recording = folder.path('all.jsonl')
    const env = { OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=prod,host.name=mine' }
    const exporter = await start(['--lookback', '10m', '--record', recording], { env })
    await play(server, readyPod({ name: 'new' }))
    await collector.until(() => traceIds(taken(collector)).size === 2)
    const metrics = await exporter.metrics()
    exporter.terminate()
    const ended = await exporter.ended
    const extra = { 'deployment.environment': 'prod' }
    const recorded = replayed(await readWhole(recording), rules({ lookback: seconds(600) }), extra)
    return { sent: taken(collector), recorded, metrics, log: logOf(ended) }
  })

  it('tells of pods that have become ready since, too', () => {
    expect(outcomes(run.sent)).to.deep.equal(['new ready', 'recent ready'])
  })
  it('sends, to the byte, what its own recording replays to, with the resource attributes of the environment', () => {
    expectSame(run.sent, run.recorded)
  })
  it('warns of those of them that name itself', () => {
    expect(run.log.filter(({ level }) => level === 'warn')).to.deep.equal([
      {
        level: 'warn',
        msg: 'OTEL_RESOURCE_ATTRIBUTES: host.name names this process, not the pods in the traces; left out',
      },
    ])
  })
  it('counts those that it leaves out', () => {
    expect(run.metrics['podstart_skipped_total{kind="pods_started_before"}']).to.equal(1)
  })
})

describe('podstart exporter, in a cluster with 5,000 pods', () => {
  const PODS = 5_000
  const run = scenario(
    async ({ server, collector, start }) => {
      tell(
        server,
        3_600,
        pod({ name: 'like' })
          .onNode()
          .ready(300, [running('app', 200)]),
      )
      const [, like] = server.pods.entries()[0] ?? []
      for (let i = 1; i < PODS; i += 1) {
        const uid = `11111111-1111-4111-8111-${String(i).padStart(12, '0')}`
        server.pods.put({ ...like, metadata: { ...like?.metadata, name: `pod-${i}`, uid } })
      }
      const began = performance.now()
      const exporter = await start()
      const ready = performance.now() - began
      const fresh = readyPod({ name: 'fresh' })
      await play(server, fresh)
      await collector.until(() => traceIds(taken(collector)).size > 0)
      const metrics = await exporter.metrics()
      exporter.terminate()
      const { code } = await exporter.ended
      const requests = server.requests.map(({ verb, resource, page }) => `${verb} ${resource} ${page ?? ''}`)
      return { sent: taken(collector), metrics, ready, code, requests }
    },
    { watchList: 400 },
  )

  it('tells of none of them, but of a new one', () => {
    expect(outcomes(run.sent)).to.deep.equal(['fresh ready'])
  })
  it('counts them', () => {
    expect(run.metrics['podstart_skipped_total{kind="pods_started_before"}']).to.equal(PODS)
    expect(run.metrics['podstart_pods_tracked']).to.equal(0)
  })
  it('lists them in pages of 500', () => {
    expect(run.requests.filter((request) => request.startsWith('list pods'))).to.deep.equal(
      Array.from({ length: 10 }, (_, i) => `list pods ${i + 1}`),
    )
  })
  it('is ready within seconds', () => {
    // With its own start, among others.
    expect(run.ready).to.be.below(15_000)
  })
  it('ends well', () => {
    expect(run.code).to.equal(0)
  })
})

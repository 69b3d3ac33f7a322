import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { running } from '../../support/story.ts'
import { seconds } from '../../../src/observe/nanos.ts'
import { pendingPod, readyPod, traceIdOf } from './pods.ts'
import { play, tell } from './play.ts'
import { scenario } from './scenario.ts'
import { expectSame, outcomes, readWhole, replayed, rules, taken, traceIds } from './sent.ts'
import { logOf } from './stage.ts'

/** A pod’s further life: what {@link pendingPod} told is behind it. */
const becomesReady = (pod: ReturnType<typeof pendingPod>, ms: number): typeof pod => {
  const before = pod.items.length
  pod.ready(ms, [running('app', ms - 100)])
  return { ...pod, items: pod.items.slice(before) }
}

describe('podstart exporter, when the API server restarts while a deadline passes', () => {
  const run = scenario(async ({ server, collector, folder, start }) => {
    const recording = folder.path('all.jsonl')
    // A pod has 5 s at least: until then Events may come.
    const exporter = await start(['--record', recording, '--deadline', '3s'], { rank: 'long' })
    const slow = pendingPod({ name: 'slow' })
    const hopeless = pendingPod({ name: 'hopeless' })
    await play(server, readyPod({ name: 'web' }), slow, hopeless)
    await sleep(3_000)
    await server.stop()
    const readyAt = 5_500
    await sleep(2_000)
    tell(server, 6, becomesReady(slow, readyAt))
    await sleep(500)
    await server.start()
    await collector.until(() => traceIds(taken(collector)).size === 3)
    exporter.terminate()
    const ended = await exporter.ended
    const recorded = replayed(await readWhole(recording), rules({}, { deadline: seconds(3) }))
    return { sent: taken(collector), recorded, ended, log: logOf(ended), id: traceIdOf(slow) }
  })

  it('tells what is true after it, and not what seemed so meanwhile', () => {
    expect(outcomes(run.sent)).to.deep.equal(['hopeless stuck', 'slow ready', 'web ready'])
  })
  it('sends, to the byte, what its own recording replays to', () => {
    expectSame(run.sent, run.recorded)
  })
  it('ends well', () => {
    expect(run.ended.code).to.equal(0)
  })
  it('says that it was interrupted, and for how long', () => {
    const told = run.log.filter(({ msg }) => msg.startsWith('pods: '))
    const plain = told.map(({ level, msg }) => `${level} ${msg.replaceAll(/(?<=after )[\d.]+|(?<=:)\d+/g, 'N')}`)
    expect([...new Set(plain)]).to.deep.equal([
      'info pods: listed, watching',
      'warn pods: failed: aborted; again in N s',
      'warn pods: failed: connect ECONNREFUSED 127.0.0.1:N; again in N s',
      'info pods: watching again, after N s without sight',
    ])
  })
})

describe('podstart exporter, after a gap that the API server does not remember', () => {
  const run = scenario(async ({ server, collector, folder, start }) => {
    const recording = folder.path('all.jsonl')
    const exporter = await start(['--record', recording])
    const stays = pendingPod({ name: 'stays' })
    await play(server, stays, pendingPod({ name: 'goes' }))
    await server.stop()
    server.pods.remove('shop', 'goes')
    tell(server, 1, becomesReady(stays, 900))
    server.compact()
    await server.start()
    await collector.until(() => traceIds(taken(collector)).size === 2)
    const metrics = await exporter.metrics()
    exporter.terminate()
    const ended = await exporter.ended
    const recorded = replayed(await readWhole(recording), rules())
    return { sent: taken(collector), recorded, metrics, log: logOf(ended), ended }
  })

  it('tells of a pod that is gone that nothing is known of its end', () => {
    expect(outcomes(run.sent)).to.deep.equal(['goes unknown', 'stays ready'])
  })
  it('sends, to the byte, what its own recording replays to', () => {
    expectSame(run.sent, run.recorded)
  })
  it('counts it, and the lists that were taken again', () => {
    const { metrics } = run
    expect({
      vanished: metrics['podstart_pods_vanished_total'],
      errors: metrics['podstart_watch_items_total{watch="pods",watched_namespace="*",type="ERROR"}'],
      expired: metrics['podstart_watch_interruptions_total{watch="pods",watched_namespace="*",reason="expired"}'],
      up: metrics['podstart_watch_up{watch="pods",watched_namespace="*"}'],
    }).to.deep.equal({ vanished: 1, errors: 1, expired: 1, up: 1 })
    expect(metrics['podstart_watch_blind_seconds_total{watch="pods",watched_namespace="*"}']).to.be.above(0)
  })
  it('warns of it', () => {
    const told = '1 pods were there before a gap in the watch and are not in the list after it'
    expect(run.log.filter(({ msg }) => msg === told).map(({ level }) => level)).to.deep.equal(['warn'])
  })
  it('ends well', () => {
    expect(run.ended.code).to.equal(0)
  })
})

describe('podstart exporter, when a connection breaks after a quiet time in which a deadline passed', () => {
  const run = scenario(async ({ server, collector, folder, start }) => {
    const recording = folder.path('all.jsonl')
    const exporter = await start(['--record', recording, '--deadline', '3s'], { rank: 'long' })
    const slow = pendingPod({ name: 'slow' })
    await play(server, slow)
    await exporter.tells('slow')
    await Promise.all(server.openWatches.map((watch) => watch.reset()))
    await server.until(() => server.openWatches.length === 2)
    tell(server, 7, becomesReady(slow, 6_500))
    await collector.until(() => outcomes(taken(collector)).length === 2)
    exporter.terminate()
    const ended = await exporter.ended
    const recorded = replayed(await readWhole(recording), rules({}, { deadline: seconds(3) }))
    return { sent: taken(collector), recorded, code: ended.code }
  })

  it('has told what it saw then, and tells the rest', () => {
    expect(outcomes(run.sent)).to.deep.equal(['slow ready', 'slow stuck'])
  })
  it('sends, to the byte, what its own recording replays to', () => {
    expectSame(run.sent, run.recorded)
  })
})

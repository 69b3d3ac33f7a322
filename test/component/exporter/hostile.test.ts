import { expect } from 'chai'
import { describe, it } from 'mocha'
import { HOSTILE } from '../../support/apiserver/hostile.ts'
import { readyPod } from './pods.ts'
import { play } from './play.ts'
import { scenario } from './scenario.ts'
import { expectSame, outcomes, readWhole, replayed, rules, taken, traceIds } from './sent.ts'
import { countedIn, logOf } from './stage.ts'

/** Of those that end no watch. */
const LINES = Object.entries(HOSTILE).flatMap(([title, line]) => (title === 'an error without a code' ? [] : [line]))

describe('podstart exporter, with a server that sends nonsense', () => {
  const run = scenario(async ({ server, collector, folder, start }) => {
    const recording = folder.path('all.jsonl')
    const exporter = await start(['--record', recording])
    for (const watch of server.openWatches) for (const line of LINES) await watch.write(line)
    await play(server, readyPod({ name: 'web' }))
    for (const watch of server.openWatches) await watch.write(HOSTILE['an error without a code'] ?? '')
    await collector.until(() => traceIds(taken(collector)).size === 1)
    const metrics = await exporter.metrics()
    exporter.terminate()
    const ended = await exporter.ended
    const recorded = replayed(await readWhole(recording), rules())
    return { sent: taken(collector), recorded, metrics, ended, log: logOf(ended) }
  })
  const counted = (name: string): Readonly<Record<string, number | undefined>> =>
    Object.fromEntries(Object.entries(countedIn(run.metrics)).filter(([key]) => key.startsWith(name)))

  it('tells of the pods that it understands', () => {
    expect(outcomes(run.sent)).to.deep.equal(['web ready'])
  })
  it('sends, to the byte, what its own recording replays to', () => {
    expectSame(run.sent, run.recorded)
  })
  it('counts what is no watch event', () => {
    expect(counted('podstart_watch_unreadable_lines_total')).to.deep.equal({
      'podstart_watch_unreadable_lines_total{watch="pods",watched_namespace="*"}': 12,
      'podstart_watch_unreadable_lines_total{watch="events",watched_namespace="*"}': 12,
    })
  })
  it('counts what it does not understand, by kind', () => {
    expect(counted('podstart_skipped_total')).to.deep.equal({
      'podstart_skipped_total{kind="malformed_event"}': 8,
      'podstart_skipped_total{kind="malformed_pod"}': 8,
      'podstart_skipped_total{kind="unknown_watch_type"}': 2,
    })
  })
  it('lives on, and ends well', () => {
    expect(run.ended.code).to.equal(0)
  })
  it('says of each kind once what it was', () => {
    const told = run.log.filter(({ msg }) => /first of its kind|passed over/.test(msg)).map(({ msg }) => msg)
    expect(told.toSorted()).to.deep.equal([
      'events: a line that is no event was passed over',
      'malformed_event: the first of its kind',
      'malformed_pod: the first of its kind',
      'pods: a line that is no event was passed over',
      'unknown_watch_type: the first of its kind',
    ])
  })
})

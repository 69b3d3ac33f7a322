import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { ECHO_MS } from '../../../src/cli/stop-signals.ts'
import { closedUrl, startCollector, startCollectorAt, type Answer } from '../../support/collector.ts'
import { pendingPod, readyPod, traceIdOf } from './pods.ts'
import { play } from './play.ts'
import { scenario } from './scenario.ts'
import { expectSame, outcomes, readWhole, replayed, rules, taken, traceIds } from './sent.ts'
import { drainOf, logOf } from './stage.ts'

/** As short a patience as the OpenTelemetry exporter can be given: after it our own queue tries again. */
const IMPATIENT = { OTEL_EXPORTER_OTLP_TIMEOUT: '300' }
const OK: Answer = { status: 200, body: '{}' }

const portOf = (url: string): number => Number(new URL(url).port)

describe('podstart exporter, while the collector is away', () => {
  const run = scenario(async ({ server, folder, start }) => {
    const recording = folder.path('all.jsonl')
    const otlp = await closedUrl()
    const exporter = await start(['--record', recording], { otlp, env: IMPATIENT, rank: 'long' })
    const bad = readyPod({ name: 'bad' })
    await play(server, ...['a', 'b'].map((name) => readyPod({ name })), bad)
    await exporter.tells('a', 'b', 'bad')
    await exporter.says('did not take them')
    const waiting = await exporter.metrics()
    const collector = await startCollectorAt(
      portOf(otlp),
      { status: 503, headers: { 'Retry-After': '1' } },
      { status: 503, headers: { 'Retry-After': '1' } },
      (body) => (body.includes(traceIdOf(bad)) ? { status: 400, body: 'I do not like it' } : OK),
    )
    await Promise.all([collector.until(() => traceIds(taken(collector)).size === 2), exporter.says('LOST')])
    const metrics = await exporter.metrics()
    exporter.terminate()
    const ended = await exporter.ended
    await collector.close()
    const recorded = replayed(await readWhole(recording), rules())
    return {
      sent: taken(collector),
      recorded: recorded.filter(({ traceId }) => traceId !== traceIdOf(bad)),
      lost: recorded.filter(({ traceId }) => traceId === traceIdOf(bad)).length,
      all: recorded.length,
      waiting,
      metrics,
      log: logOf(ended),
      code: ended.code,
      otlp,
    }
  })

  it('keeps what it has to say, and says so', () => {
    expect(run.waiting['podstart_queue_spans']).to.equal(run.all)
    expect(run.waiting['podstart_export_failures_total']).to.be.at.least(1)
    expect(run.log.find(({ msg }) => msg.includes('did not take them'))).to.deep.equal({
      level: 'warn',
      msg: `the collector did not take them: connect ECONNREFUSED 127.0.0.1:${portOf(run.otlp)}; again in N s`,
    })
  })
  it('sends all of it, once, when the collector is back and has room', () => {
    expect(outcomes(run.sent)).to.deep.equal(['a ready', 'b ready'])
    expectSame(run.sent, run.recorded)
  })
  it('says by its exit code that something was lost', () => {
    expect(run.code).to.equal(1)
  })
  it('loses no more than the one trace that the collector refuses, and says so', () => {
    const { metrics } = run
    expect({
      sent: metrics['podstart_spans_sent_total'],
      dropped: metrics['podstart_spans_dropped_total{reason="refused"}'],
      waiting: metrics['podstart_queue_spans'],
    }).to.deep.equal({ sent: run.sent.length, dropped: run.lost, waiting: 0 })
    expect(run.log.filter(({ level }) => level === 'error')).to.deep.equal([
      { level: 'error', msg: `LOST 1 traces, ${run.lost} spans: refused: Bad Request (HTTP 400): I do not like it` },
    ])
  })
})

describe('podstart exporter, told to end while the collector is away', () => {
  const run = scenario(async ({ server, folder, start }) => {
    const recording = folder.path('all.jsonl')
    const otlp = await closedUrl()
    const listed = ['pods in shop', 'events in shop']
    const exporter = await start(['--record', recording, '--namespace', 'shop'], {
      otlp,
      listed,
      env: IMPATIENT,
      rank: 'long',
    })
    const late = pendingPod({ name: 'late' })
    await play(server, readyPod({ name: 'a' }), readyPod({ name: 'b' }), late)
    await exporter.tells('a', 'b')
    await exporter.says('did not take them')
    // As through npm, and what starts things and passes it on as another: all of one Ctrl-C.
    exporter.interrupt()
    exporter.interrupt()
    exporter.terminate()
    await exporter.says('stopping')
    const collector = await startCollectorAt(portOf(otlp))
    const ended = await exporter.ended
    await collector.close()
    const recorded = replayed(await readWhole(recording), rules())
    return {
      sent: taken(collector),
      recorded: recorded.filter(({ traceId }) => traceId !== traceIdOf(late)),
      log: logOf(ended),
      code: ended.code,
      ms: drainOf(ended),
      paths: server.requests.map(({ path }) => path).toSorted(),
    }
  })

  it('has asked for nothing outside its one namespace', () => {
    expect(run.paths).to.deep.equal(['/api/v1/namespaces/shop/events', '/api/v1/namespaces/shop/pods'])
  })
  it('sends what is settled, as soon as it can', () => {
    expectSame(run.sent, run.recorded)
    expect(run.ms).to.be.below(8_000)
  })
  it('ends well: nothing is lost', () => {
    expect(run.code).to.equal(0)
  })
  it('says what it does, and what is not told', () => {
    expect(run.log.slice(run.log.findIndex(({ msg }) => msg.startsWith('stopping')))).to.deep.include.members([
      { level: 'info', msg: `stopping: ${run.recorded.length} spans are still to be sent` },
      {
        level: 'warn',
        msg: '1 startups were under way and are not told; --lookback tells them after a restart, as far as Events are there',
      },
      { level: 'info', msg: 'stopped' },
    ])
  })
})

describe('podstart exporter, with a collector that never answers', () => {
  const run = scenario(async ({ server, folder, start }) => {
    const recording = folder.path('all.jsonl')
    const collector = await startCollector('never')
    // Room for two traces of about eight spans.
    const exporter = await start(['--record', recording, '--queue-spans', '20'], { otlp: collector.url, rank: 'long' })
    await play(server, readyPod({ name: 'first' }))
    await collector.hasReceived(1)
    await play(server, ...['a', 'b', 'c'].map((name) => readyPod({ name })))
    await exporter.tells('a', 'b', 'c')
    const metrics = await exporter.metrics()
    const requests = collector.received.length
    exporter.terminate()
    const ended = await exporter.ended
    await collector.close()
    const recorded = replayed(await readWhole(recording), rules())
    return { metrics, ended, ms: drainOf(ended), log: logOf(ended), all: recorded.length, requests }
  })

  it('drops the oldest traces that are not on their way, and counts them', () => {
    const spans = run.all / 4
    expect({
      dropped: run.metrics['podstart_spans_dropped_total{reason="queue_full"}'],
      waiting: run.metrics['podstart_queue_spans'],
      sent: run.metrics['podstart_spans_sent_total'],
      requests: run.requests,
    }).to.deep.equal({ dropped: 2 * spans, waiting: 2 * spans, sent: 0, requests: 1 })
  })
  it('gives up within 10 s of being told to end, says what is lost, and by its exit code, too', () => {
    const spans = run.all / 4
    expect(run.ms).to.be.within(5_000, 9_500)
    expect({ code: run.ended.code, errors: run.log.filter(({ level }) => level === 'error') }).to.deep.equal({
      code: 1,
      errors: [
        ...['a', 'b'].map(() => ({
          level: 'error',
          msg: `LOST 1 traces, ${spans} spans: queue_full: more than 20 spans are waiting`,
        })),
        { level: 'error', msg: `LOST 2 traces, ${2 * spans} spans: stopped: nobody took them before the end` },
      ],
    })
  })
})

describe('podstart exporter, told to end twice', () => {
  const run = scenario(async ({ server, start }) => {
    const collector = await startCollector('never')
    const exporter = await start([], { otlp: collector.url, env: { OTEL_EXPORTER_OTLP_PROTOCOL: '' } })
    await play(server, readyPod({ name: 'web' }))
    await collector.hasReceived(1)
    exporter.terminate()
    await exporter.says('stopping')
    await sleep(ECHO_MS + 1)
    const began = performance.now()
    exporter.interrupt()
    const ended = await exporter.ended
    const ms = performance.now() - began
    await collector.close()
    return { ended, ms, received: collector.received }
  })

  it('ends at once', () => {
    expect(run.ended.code).to.equal(null)
    // It would try for longer.
    expect(run.ms).to.be.below(5_000)
  })
  it('has sent protobuf, which is the default', () => {
    expect(run.received.map(({ contentType, path }) => [contentType, path])).to.deep.equal([
      ['application/x-protobuf', '/v1/traces'],
    ])
    expect(run.received[0]?.body).to.include('pod startup')
  })
})

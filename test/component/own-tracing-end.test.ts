import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Run } from '../support/cli.ts'
import { startCollector } from '../support/collector.ts'
import { readyPod } from './exporter/pods.ts'
import { play } from './exporter/play.ts'
import { scenario } from './exporter/scenario.ts'
import { taken } from './exporter/sent.ts'
import { logOf } from './exporter/stage.ts'

/** Of podstart's own spans, by their name. */
const own = (collector: Parameters<typeof taken>[0]): readonly string[] =>
  taken(collector).flatMap(({ name }) => (name === 'export batch' ? name : []))

/** By its own clock, in milliseconds. */
function timeOf({ stderr }: Run, what: string): number {
  const line = stderr.split('\n').find((one) => one.includes(`"msg":"${what}`)) ?? '{}'
  return Date.parse((JSON.parse(line) as { readonly time?: string }).time ?? '')
}

describe('podstart exporter, which traces itself, at its end', () => {
  const run = scenario(async ({ server, collector, start }) => {
    // So long is nothing sent before it is asked for.
    const env = { OTEL_TRACES_EXPORTER: 'otlp,console', OTEL_BSP_SCHEDULE_DELAY: '600000' }
    const exporter = await start([], { env })
    await play(server, readyPod({ name: 'a' }))
    await collector.until(() => taken(collector).length > 0)
    await exporter.says('"sent 1 traces')
    const before = own(collector)
    exporter.terminate()
    const ended = await exporter.ended
    return { before, after: own(collector), ended }
  })

  it('sends what is left', () => {
    expect([run.before, run.after]).to.deep.equal([[], ['export batch']])
  })
  it('has shown it on stdout, as it was told to', () => {
    expect(run.ended.stdout).to.include("'podstart.batch.outcome': 'sent'")
  })
})

describe('podstart exporter, which traces itself, with a collector that never answers', () => {
  const run = scenario(async ({ server, start }) => {
    const collector = await startCollector('never')
    const env = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_BSP_SCHEDULE_DELAY: '1' }
    try {
      const exporter = await start([], { otlp: collector.url, env, rank: 'long' })
      await play(server, readyPod({ name: 'a' }))
      await collector.hasReceived(1)
      exporter.terminate()
      return { ended: await exporter.ended }
    } finally {
      await collector.close()
    }
  })

  it('says that its own are lost, apart from the pods’', () => {
    const said = logOf(run.ended).filter(({ level }) => level !== 'info' && level !== 'debug')
    expect(said.map(({ level, msg }) => `${level} ${msg.replace(/\d+ spans/, 'N spans')}`)).to.deep.equal([
      'error LOST 1 traces, N spans: stopped: nobody took them before the end',
      'warn podstart’s own traces: the last ones were not taken: no answer within 2 s',
    ])
    expect(run.ended.code).to.equal(1)
  })
  it('ends two seconds later for it, and within ten', () => {
    const [stopping, stopped, over] = ['stopping', 'stopped', 'podstart’s own traces: the last'].map((what) =>
      timeOf(run.ended, what),
    )
    expect(Number(over) - Number(stopped)).to.be.within(1_900, 3_000)
    expect(Number(over) - Number(stopping)).to.be.below(10_000)
  })
})

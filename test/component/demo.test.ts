import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { podstart, startPodstart, temporaryFolder, type Run, type Running } from '../support/cli.ts'
import { startCollector, type Collector } from '../support/collector.ts'

/** As long as a loaded machine may take for what the story needs. */
const LONGEST_S = 180

describe('podstart demo', function () {
  this.timeout(LONGEST_S * 1_000)
  const folder = temporaryFolder()
  let collector: Collector
  let demo: Running
  const kubeconfig = (): string => {
    const [name = ''] = folder.names().filter((one) => one.startsWith('podstart-demo-'))
    return join(folder.path(name), 'kubeconfig')
  }
  const look = (...args: readonly string[]): Promise<Run> =>
    podstart([...args, '--kubeconfig', kubeconfig()], {}, { longest: LONGEST_S })

  before(async () => {
    collector = await startCollector()
    const env = {
      TMPDIR: folder.path(''),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    }
    demo = startPodstart(['demo'], env, { longest: LONGEST_S, isGroup: true })
  })
  after(async () => {
    demo.kill()
    await collector.close()
    folder.remove()
  })

  it('says what is done to the cluster, and which pods get ready', async () => {
    await demo.prints('▸ version 1.1 of checkout, cart, search, web and catalog is rolled out, 4 pods each')
    expect(await demo.prints('ready after')).to.match(/ {2}ready {6}shop\/\S+ +ready after \d/)
  })
  it('sends its traces to the collector, stamped by the webhook', async () => {
    await collector.until(() => collector.received.some(({ body }) => body.includes('"podstart.stamp"')))
    const stamps = collector.received.flatMap(({ body }) =>
      [...body.matchAll(/"podstart\.stamp","value":\{"stringValue":"(\w+)"/g)].map(([, stamp]) => stamp),
    )
    expect(new Set(stamps)).to.deep.equal(new Set(['trusted']))
  })
  it('is looked at by podstart trace', async () => {
    const [, pod = ''] = /(shop\/\S+)/.exec(await demo.prints('ready after')) ?? []
    const { code, stdout } = await look('trace', '-n', 'shop', pod.replace('shop/', ''))
    expect(code).to.equal(0)
    expect(stdout.split('\n')[0]).to.match(new RegExp(`^pods/\\w+: pod startup {2}${pod} on node-\\d$`))
  })
  it('serves the metrics of its exporter', async () => {
    await demo.prints('ready after')
    const [, url = ''] = /metrics: (http:\S+)/.exec(await demo.prints('The exporter’s metrics: ')) ?? []
    const text = await (await fetch(url, { headers: { Accept: 'application/openmetrics-text' } })).text()
    const stage =
      /^podstart_stage_duration_seconds_bucket\{.*stage="pull",namespace="shop",.*trace_id="([0-9a-f]{32})"/m
    expect(text).to.match(stage)
    const [, traceId = ''] = stage.exec(text) ?? []
    await collector.until(() => collector.received.some(({ body }) => body.includes(traceId)))
  })
  it('is looked at by podstart report', async () => {
    const { code, stdout } = await look('report', '-n', 'shop')
    expect(code).to.equal(0)
    expect(stdout).to.match(/^PULLS BY NODE /m)
  })
  it('tells what is held up, and why', async () => {
    expect(await demo.prints('CreateContainerConfigError')).to.match(
      / {2}waiting {4}shop\/orders-\S+ +waits .* for create orders: CreateContainerConfigError: .*secret "orders-db" not found/,
    )
  })
  it('ends with Ctrl-C, says what there is to know, and leaves nothing', async () => {
    // As through npm.
    demo.interrupt()
    demo.interrupt()
    const { code, stdout, stderr } = await demo.ended
    expect({ code, stderr, left: readdirSync(folder.path('')) }).to.deep.equal({ code: 0, stderr: '', left: [] })
    expect(stdout).to.match(/\n\d+ pods: \d+ ready.*\nOf the time to ready most went into \w+/)
  })
})

describe('podstart demo, for a while', () => {
  it('ends by itself, and says so when that was too soon to know something', async () => {
    const { code, stdout } = await podstart(['demo', '--for', '1s'], {}, { longest: LONGEST_S })
    expect(code).to.equal(0)
    expect(stdout).to.match(
      /^▸ version 1\.1 [^]*\nIt ended before a startup was over: there is nothing to sum up\.\n$/m,
    )
  }).timeout(LONGEST_S * 1_000)
})

describe('podstart demo does not start with', () => {
  const CASES: readonly (readonly [
    what: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    says: RegExp,
  ])[] = [
    ['a seed that is none', ['--seed', 'x'], {}, /expected a whole number up to 2147483647/],
    ['a time that is none', ['--for', 'soon'], {}, /expected a duration up to 24h/],
    ['a collector without an address', [], { OTEL_EXPORTER_OTLP_ENDPOINT: 'http:' }, /OTEL_EXPORTER_OTLP_ENDPOINT/],
  ]
  for (const [what, args, env, says] of CASES) {
    it(what, async () => {
      const { code, stdout, stderr } = await podstart(['demo', ...args], env)
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' })
      expect(stderr).to.match(says)
    })
  }
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import packageJson from '../../package.json' with { type: 'json' }
import { podstart } from '../support/cli.ts'
import { startCollector } from '../support/collector.ts'
import { startRelay } from '../support/relay.ts'
import { readyPod } from './exporter/pods.ts'
import { play } from './exporter/play.ts'
import { scenario } from './exporter/scenario.ts'
import { expectSame, readWhole, replayed, rules, taken, traceIds, type WireSpan } from './exporter/sent.ts'
import { logOf } from './exporter/stage.ts'
import { takingTurns } from './exporter/turns.ts'

/** Says on stderr which of the SDK's modules a process loads. */
const HOOK = `import { registerHooks } from 'node:module'
registerHooks({ resolve(specifier, context, next) {
  const found = next(specifier, context)
  if (/sdk-node\\/|@grpc\\/|instrumentation\\//.test(found.url)) process.stderr.write('LOADED ' + found.url + '\\n')
  return found
} })`
const TELLING_MODULES = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(HOOK)}` }
const loadsSdk = ({ stderr }: { readonly stderr: string }): boolean => stderr.includes('LOADED ')

/** All that names the process, and one attribute that does not. */
const ATTRIBUTES = 'service.instance.id=i-1,k8s.pod.name=podstart-0,team=infra'

const valuesOf = (attributes: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    (attributes as WireSpan['attributes']).map(({ key, value }) => [key, Object.values(value)[0]] as const),
  )
const resourceOf = ({ resource }: WireSpan) => valuesOf((resource as { readonly attributes: unknown }).attributes)
const isOwn = (span: WireSpan): boolean => resourceOf(span)['service.name'] === 'podstart-exporter'
const own = (spans: readonly WireSpan[]): readonly WireSpan[] => spans.filter(isOwn)
const ofPods = (spans: readonly WireSpan[]): readonly WireSpan[] => spans.filter((span) => !isOwn(span))
/** So that a request's own spans can be told apart before they are read. */
const OWN = '"podstart.own"'
const PARTIAL = '{"partialSuccess":{"rejectedSpans":1,"errorMessage":"not yours"}}'

describe('podstart exporter, which traces itself', () => {
  const run = scenario(async ({ server, folder, start }) => {
    const recording = folder.path('all.jsonl')
    // Not to be taken for the pods' spans.
    const partly = { status: 200, headers: { 'Content-Type': 'application/json' }, body: PARTIAL }
    const collector = await startCollector((body) => (body.includes(OWN) ? partly : { status: 200, body: '{}' }))
    const relay = await startRelay(collector.url)
    const variables = {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_BSP_SCHEDULE_DELAY: '1',
      // Would be sent as well, if they were on.
      OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true',
      OTEL_METRIC_EXPORT_INTERVAL: '100',
      OTEL_RESOURCE_ATTRIBUTES: ATTRIBUTES,
    }
    try {
      const exporter = await start(['--record', recording], {
        otlp: relay.url,
        env: { ...variables, ...TELLING_MODULES },
      })
      await play(server, readyPod({ name: 'a' }))
      await collector.until(() => own(taken(collector)).length === 1)
      await exporter.says('Partial Success')
      await play(server, readyPod({ name: 'b' }))
      await collector.until(() => own(taken(collector)).length === 2)
      const metrics = await exporter.metrics()
      exporter.terminate()
      const ended = await exporter.ended
      return {
        sent: taken(collector),
        paths: new Set(collector.received.map(({ path }) => path)),
        bodies: collector.received.map(({ body }) => body),
        recorded: replayed(await readWhole(recording), rules(), { team: 'infra' }),
        headers: [...relay.headers, ...server.requests.map(({ headers }) => headers)],
        collector: new URL(relay.url),
        metrics,
        ended,
      }
    } finally {
      relay.close()
      await collector.close()
    }
  })

  it('sends the pods’ spans as a replay has them, to the byte', () => {
    expect(traceIds(ofPods(run.sent)).size).to.equal(2)
    expectSame(ofPods(run.sent), run.recorded)
  })
  it('sends a span for each batch of them, and none for those of its own', () => {
    const batches = run.bodies.filter((body) => !body.includes(OWN))
    const spans = own(run.sent).map(({ name, parentSpanId, attributes, ...more }) => ({
      name,
      parentSpanId,
      attributes: valuesOf(attributes),
      kind: 'kind' in more && more.kind,
      scope: 'scope' in more && more.scope,
      status: 'status' in more && more.status,
    }))
    const length = ofPods(run.sent).length / 2
    expect(batches).to.have.length(2)
    expect(spans).to.deep.equal(
      batches.map(() => ({
        name: 'export batch',
        parentSpanId: undefined,
        kind: 3,
        scope: { name: 'podstart.own', version: packageJson.version },
        status: { code: 0 },
        attributes: {
          'podstart.batch.spans': length,
          'podstart.batch.traces': 1,
          'podstart.batch.outcome': 'sent',
          'server.address': run.collector.hostname,
          'server.port': Number(run.collector.port),
        },
      })),
    )
  })
  it('has traces of its own for them', () => {
    const [ours, theirs] = [traceIds(own(run.sent)), traceIds(ofPods(run.sent))]
    expect({ ours: ours.size, both: [...ours].filter((id) => theirs.has(id)) }).to.deep.equal({ ours: 2, both: [] })
  })
  it('sends the one and the other in requests of their own', () => {
    const mixed = run.bodies.filter((body) => body.includes(OWN) && body.includes('"k8s.cluster.name"'))
    expect(mixed).to.deep.equal([])
  })
  it('sends traces alone', () => {
    expect([...run.paths]).to.deep.equal(['/v1/traces'])
  })
  it('has a resource of its own: all that is said of the process, and nothing of a cluster', () => {
    for (const span of own(run.sent)) {
      const resource = resourceOf(span)
      expect(resource).to.include({
        'service.name': 'podstart-exporter',
        'service.version': packageJson.version,
        'service.instance.id': 'i-1',
        'k8s.pod.name': 'podstart-0',
        team: 'infra',
      })
      expect(resource).to.not.have.property('k8s.cluster.name')
    }
  })
  it('hands no context on, neither to the collector nor to the API server', () => {
    const names = new Set(run.headers.flatMap((headers) => Object.keys(headers)))
    expect([...names])
      .to.include('user-agent')
      .and.not.include.members(['traceparent'])
    expect(['traceparent', 'tracestate', 'baggage', 'b3'].filter((name) => names.has(name))).to.deep.equal([])
  })
  it('does not take what the collector says of its own spans for what it says of the pods’', () => {
    const dropped = Object.entries(run.metrics).filter(([name]) => name.startsWith('podstart_spans_dropped_total'))
    expect(dropped.filter(([, value]) => value !== 0)).to.deep.equal([])
    expect(run.metrics['podstart_spans_sent_total']).to.equal(ofPods(run.sent).length)
  })
  it('says so in its log, once', () => {
    const about = logOf(run.ended).filter(({ msg }) => /own traces|collector says/.test(msg))
    expect(about).to.deep.equal([
      { level: 'info', msg: 'podstart’s own traces: otlp' },
      {
        level: 'warn',
        msg: 'podstart’s own traces: Received Partial Success response: {"rejectedSpans":1,"errorMessage":"not yours"}',
      },
    ])
  })
  it('has loaded the SDK', () => {
    expect(loadsSdk(run.ended)).to.equal(true)
  })
  it('ends well', () => {
    expect([run.ended.code, run.ended.stdout]).to.deep.equal([0, ''])
  })
})

describe('podstart exporter, which does not trace itself', () => {
  const run = scenario(async ({ server, collector, folder, start }) => {
    const recording = folder.path('all.jsonl')
    const env = { OTEL_RESOURCE_ATTRIBUTES: ATTRIBUTES, OTEL_SERVICE_NAME: 'mine', ...TELLING_MODULES }
    const exporter = await start(['--record', recording], { env })
    await play(server, readyPod({ name: 'a' }))
    await collector.until(() => taken(collector).length > 0)
    exporter.terminate()
    const ended = await exporter.ended
    return {
      sent: taken(collector),
      requests: collector.received.length,
      recorded: replayed(await readWhole(recording), rules(), { team: 'infra' }),
      ended,
    }
  })

  it('sends the same, and nothing else', () => {
    expectSame(run.sent, run.recorded)
    expect(run.requests).to.equal(1)
  })
  it('has not loaded the SDK, nor what that needs', () => {
    expect(loadsSdk(run.ended)).to.equal(false)
  })
  it('has nothing to say of it', () => {
    expect(logOf(run.ended).filter(({ msg }) => msg.includes('own traces'))).to.deep.equal([])
  })
})

describe('podstart does not start with', () => {
  for (const command of ['exporter', 'webhook']) {
    it(`${command}: an OTEL_TRACES_EXPORTER that nobody knows`, async () => {
      const run = await takingTurns('short', () =>
        podstart([command], { OTEL_TRACES_EXPORTER: 'jaeger' }, { longest: 60 }),
      )
      expect(run).to.deep.equal({
        code: 2,
        stdout: '',
        stderr:
          'podstart: OTEL_TRACES_EXPORTER is "jaeger"; expected otlp, console or both, separated by a comma; or none\n',
      })
    })
  }
})

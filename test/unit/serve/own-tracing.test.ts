import { mock } from 'node:test'
import { context, trace } from '@opentelemetry/api'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { OFF, startOwnTracing, type ReviewEnd } from '../../../src/serve/own-tracing.ts'
import { BATCH, CALLER, processor, SENT, shown, traced } from '../../support/own-tracing.ts'
import { resumeTime, stopTime } from '../../support/queue.ts'

const [traceId = ''] = CALLER.split('-')

describe('a review’s parent', () => {
  const end: ReviewEnd = { is: 'refused', reason: 'too_large', status: 413 }
  const [SAMPLED, UNSAMPLED] = ['01', '00'].map((flags) => ({ traceparent: `00-${CALLER}-${flags}` }))
  const NONE = 'none'
  /** `none` where there is no span at all, nothing where it has no parent. */
  const CASES: readonly (readonly [title: string, headers: object | undefined, parent?: string, sampler?: string])[] = [
    ['the caller’s span', SAMPLED, CALLER],
    ['with its state', { ...SAMPLED, tracestate: 'a=1,b=2' }, `${CALLER} a=1,b=2`],
    ['a caller that is not sampled: neither is the review', UNSAMPLED, NONE],
    ['without a caller’s context', {}],
    ['with one that is none', { traceparent: `00-${CALLER}` }],
    ['OTEL_TRACES_SAMPLER: as it says', UNSAMPLED, CALLER, 'always_on'],
    ['OTEL_TRACES_SAMPLER: off', SAMPLED, NONE, 'always_off'],
    ['OTEL_TRACES_SAMPLER: the caller’s word first', SAMPLED, CALLER, 'parentbased_always_off'],
    ['OTEL_TRACES_SAMPLER: else its own', {}, NONE, 'parentbased_always_off'],
  ]
  for (const [title, headers = {}, parent, sampler] of CASES) {
    it(title, async () => {
      const variables: Readonly<Record<string, string>> = sampler === undefined ? {} : { OTEL_TRACES_SAMPLER: sampler }
      const spans = await traced((tracing) => tracing.review(headers).end(end), variables)
      expect(spans.map((span) => shown(span).parent)).to.deep.equal(parent === NONE ? [] : [parent])
      const isOfCaller = parent?.startsWith(traceId) === true
      expect(spans.every((span) => (span.spanContext().traceId === traceId) === isOfCaller)).to.equal(true)
    })
  }
})

describe('a batch’s parent', () => {
  it('none, whatever goes on around it', async () => {
    const spans = await traced((tracing) => {
      const around = trace.getTracer('test').startSpan('around')
      context.with(trace.setSpan(context.active(), around), () => tracing.batch(BATCH).end(SENT))
      around.end()
    })
    expect(spans.map((span) => [span.name, shown(span).parent])).to.deep.equal([
      ['export batch', undefined],
      ['around', undefined],
    ])
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).to.equal(2)
  })
})

describe('the resource of podstart’s own traces', () => {
  const VERSION = 'service.version'
  const CASES: readonly (readonly [variables: Readonly<Record<string, string>>, expected: object])[] = [
    [{}, { 'service.name': 'podstart-test', [VERSION]: '1.2.3' }],
    [{ OTEL_SERVICE_NAME: 'mine' }, { 'service.name': 'mine', [VERSION]: '1.2.3' }],
    [
      { OTEL_RESOURCE_ATTRIBUTES: 'service.name=mine,service.version=0,k8s.pod.name=podstart-0' },
      { 'service.name': 'mine', [VERSION]: '0', 'k8s.pod.name': 'podstart-0' },
    ],
  ]
  for (const [variables, expected] of CASES) {
    it(`${JSON.stringify(variables)}: as it says`, async () => {
      const [span] = await traced((tracing) => tracing.batch(BATCH).end(SENT), variables)
      expect(span?.resource.attributes).to.include(expected)
    })
  }
  it('and their scope is not the pods’', async () => {
    const [span] = await traced((tracing) => tracing.batch(BATCH).end(SENT))
    expect(span?.instrumentationScope).to.deep.include({ name: 'podstart.own', version: '1.2.3' })
  })
})

describe('own tracing, off', () => {
  it('is the one that does nothing', async () => {
    const warn = (): never => expect.fail('it has nothing to say')
    const tracing = await startOwnTracing(false, { service: 's', version: '1', warn })
    expect(tracing).to.equal(OFF)
    expect(tracing.review({ traceparent: `00-${CALLER}-01` })).to.equal(OFF.batch(BATCH))
    tracing.batch(BATCH).end(SENT)
    await tracing.shutdown()
  })
})

describe('own tracing, at its end', () => {
  const starting = (shutdown: () => Promise<void>, said: string[]) =>
    startOwnTracing(true, {
      service: 's',
      version: '1',
      warn: (sentence) => said.push(sentence),
      processors: [processor({ shutdown })],
    })

  it('waits for two seconds, and no longer', async () => {
    const said: string[] = []
    const tracing = await starting(() => new Promise(() => undefined), said)
    stopTime()
    try {
      let isOver = false
      const over = tracing.shutdown().then(() => (isOver = true))
      mock.timers.tick(1_999)
      await new Promise((resolve) => setImmediate(resolve))
      const early = isOver
      mock.timers.tick(1)
      await over
      expect(early).to.equal(false)
    } finally {
      resumeTime()
    }
    expect(said).to.deep.equal(['podstart’s own traces: the last ones were not taken: no answer within 2 s'])
  })
  it('says why the last ones were not taken', async () => {
    const said: string[] = []
    const tracing = await starting(() => Promise.reject(new Error('connect ECONNREFUSED')), said)
    await tracing.shutdown()
    expect(said).to.deep.equal(['podstart’s own traces: the last ones were not taken: connect ECONNREFUSED'])
  })
  it('leaves nothing behind: what is begun later is of no trace', async () => {
    const ended = await starting(() => Promise.resolve(), [])
    await ended.shutdown()
    const span = trace.getTracer('test').startSpan('late')
    expect(span.isRecording()).to.equal(false)
  })
})

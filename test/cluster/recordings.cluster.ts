import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { createSender } from '../../src/deliver/sender.ts'
import { replay } from '../../src/replay/replay.ts'
import { toReadableSpan } from '../../src/telemetry/readable-span.ts'
import { createResources } from '../../src/telemetry/resource.ts'
import type { SpanRecord } from '../../src/telemetry/span-record.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import { readItems, recordingNames } from '../support/recordings.ts'
import type { JaegerTrace } from './kit/jaeger-queries.ts'
import { startJaeger, type Jaeger } from './kit/lone-jaeger.ts'

const resources = createResources({ clusterName: 'test', extra: {} })

interface Case {
  readonly name: string
  readonly traces: readonly (readonly SpanRecord[])[]
}

const tracesOf = (recording: string, dropEvents: boolean) =>
  replay(readItems(recording), { dropEvents }).startups.map((startup) => spansOf(startup, { mode: 'link' }))

// One pod has one trace id: with and without Events it would be two versions of one trace, so each has a Jaeger of its own.
for (const dropEvents of [false, true]) {
  const cases: readonly Case[] = recordingNames.map((name) => ({ name, traces: tracesOf(name, dropEvents) }))

  describe(`recordings in a real Jaeger${dropEvents ? ', Events dropped' : ''}`, () => {
    let jaeger: Jaeger
    before(async () => {
      jaeger = await startJaeger()
      const sender = createSender({ url: `${jaeger.otlp}/v1/traces`, protocol: 'http/json' })
      // All twice, as after a lost answer.
      for (const { traces } of [...cases, ...cases]) {
        for (const trace of traces) {
          const sent = await sender.send(trace.map((span) => toReadableSpan(span, resources)))
          expect(sent).to.deep.equal({ is: 'sent', warnings: [] })
        }
      }
      await sender.close()
    })
    after(() => jaeger.stop())

    const stored = (traces: Case['traces']): Promise<readonly (JaegerTrace | undefined)[]> =>
      Promise.all(traces.map(([root]) => jaeger.trace(root?.traceId ?? '')))

    for (const { name, traces } of cases) {
      it(`${name}: every span once, as it was sent`, async () => {
        const found = (await stored(traces)).map((trace) =>
          trace?.spans
            .map(({ spanID, operationName, startTime, duration }) => ({ spanID, operationName, startTime, duration }))
            .toSorted(byId),
        )
        expect(found).to.deep.equal(traces.map((trace) => trace.map(asStored).toSorted(byId)))
      })
      it(`${name}: no warnings`, async () => {
        const found = (await stored(traces)).flatMap((trace) => [
          trace?.warnings,
          ...(trace?.spans.map(({ warnings }) => warnings) ?? []),
        ])
        expect(found.flatMap((warnings) => warnings ?? [])).to.deep.equal([])
        expect(found.length).to.be.greaterThan(traces.length)
      })
    }
  })
}

const byId = (a: { spanID: string }, b: { spanID: string }) => (a.spanID < b.spanID ? -1 : 1)

const asStored = ({ spanId, name, start, end }: SpanRecord) => ({
  spanID: spanId as string,
  operationName: name,
  startTime: Number(start / 1_000n),
  duration: Number((end - start) / 1_000n),
})

describe('the README’s searches in a real Jaeger', () => {
  let jaeger: Jaeger
  before(async () => {
    jaeger = await startJaeger()
    const sender = createSender({ url: `${jaeger.otlp}/v1/traces`, protocol: 'http/json' })
    for (const trace of recordingNames.flatMap((name) => tracesOf(name, false))) {
      await sender.send(trace.map((span) => toReadableSpan(span, resources)))
    }
    await sender.close()
  })
  after(() => jaeger.stop())

  const window = { start: '1795300000000000', end: '1795400000000000', limit: '200' }
  const CASES = [
    { name: 'by workload', query: { service: 'pods/shop' }, count: 8 },
    { name: 'by node', query: { service: 'pods/shop', tags: '{"k8s.node.name":"node-2"}' }, count: 4 },
    { name: 'by reason', query: { service: 'k8s/kubelet', tags: '{"podstart.reason":"ErrImageNeverPull"}' }, count: 1 },
    {
      name: 'by a reason that was got over',
      query: { service: 'k8s/kube-scheduler', tags: '{"podstart.reason":"Unschedulable"}' },
      count: 1,
    },
    { name: 'by outcome', query: { service: 'pods/(bare)', tags: '{"podstart.outcome":"crashed"}' }, count: 3 },
    { name: 'by duration', query: { service: 'pods/(bare)', operation: 'pod startup', minDuration: '1m' }, count: 3 },
    {
      name: 'long pulls',
      query: { service: 'k8s/kubelet', operation: 'pull', minDuration: '1s', maxDuration: '1m' },
      count: 3,
    },
  ]
  for (const { name, query, count } of CASES) {
    it(name, async () => {
      expect((await jaeger.search({ ...window, ...query })).length).to.equal(count)
    })
  }
})

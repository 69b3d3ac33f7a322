import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { nanos } from '../../../src/observe/nanos.ts'
import { toReadableSpan } from '../../../src/telemetry/readable-span.ts'
import { createResources } from '../../../src/telemetry/resource.ts'
import type { SpanRecord } from '../../../src/telemetry/span-record.ts'
import type { SpanId, TraceContext, TraceId } from '../../../src/trace/traceparent.ts'

const TRACE = '0123456789abcdef0123456789abcdef' as TraceId
const [SPAN, PARENT, OTHER] = ['0123456789abcdef', 'aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'] as [SpanId, SpanId, SpanId]
const resources = createResources({ clusterName: 'blue', extra: {} })

const RECORD: SpanRecord = {
  traceId: TRACE,
  spanId: SPAN,
  sampled: true,
  service: 'k8s/kubelet',
  name: 'pull',
  start: nanos(1_772_366_400_290_000_001n),
  end: nanos(1_772_366_401_000_000_000n),
  attributes: { 'podstart.stages': ['pull'], 'podstart.pull.wait_ms': 1.5, 'podstart.pull.cached': false },
  events: [{ name: 'ErrImagePull', at: nanos(1_772_366_400_999_999_999n), attributes: { 'podstart.reason': 'x' } }],
  droppedEvents: 3,
  links: [{ traceId: TRACE, spanId: OTHER, sampled: false, state: 'a=1' } satisfies TraceContext],
}
const readable = (more: Partial<SpanRecord> = {}) => toReadableSpan({ ...RECORD, ...more }, resources)

describe('a span as the exporters take it', () => {
  it('has its times to the nanosecond', () => {
    const { startTime, endTime, duration, events } = readable()
    expect({ startTime, endTime, duration, event: events[0]?.time }).to.deep.equal({
      startTime: [1_772_366_400, 290_000_001],
      endTime: [1_772_366_401, 0],
      duration: [0, 709_999_999],
      event: [1_772_366_400, 999_999_999],
    })
  })
  it('has its name, kind, attributes and events', () => {
    const { name, kind, attributes, events, droppedEventsCount, ended, instrumentationScope } = readable()
    expect({ name, kind, attributes, events, droppedEventsCount, ended, instrumentationScope }).to.deep.equal({
      name: 'pull',
      kind: SpanKind.INTERNAL,
      attributes: RECORD.attributes,
      events: [{ name: 'ErrImagePull', time: [1_772_366_400, 999_999_999], attributes: { 'podstart.reason': 'x' } }],
      droppedEventsCount: 3,
      ended: true,
      instrumentationScope: { name: 'podstart' },
    })
  })
  it('has the one resource of its service', () => {
    expect(readable().resource).to.equal(resources('k8s/kubelet'))
  })
  it('has its own lists, for exporters that change what they are given', () => {
    expect(readable().attributes['podstart.stages']).not.to.equal(RECORD.attributes['podstart.stages'])
  })
})

describe('the contexts of a span as the exporters take it', () => {
  const sampled = { traceId: TRACE, traceFlags: TraceFlags.SAMPLED }
  it('its own', () => {
    expect(readable().spanContext()).to.deep.equal({ ...sampled, spanId: SPAN, isRemote: false })
  })
  it('its own, not sampled', () => {
    expect(readable({ sampled: false }).spanContext().traceFlags).to.equal(TraceFlags.NONE)
  })
  it('its own, with a trace state', () => {
    expect(readable({ traceState: 'a=1,b=2' }).spanContext().traceState?.serialize()).to.equal('a=1,b=2')
  })
  it('no parent', () => {
    expect(readable().parentSpanContext).to.equal(undefined)
  })
  it('a parent of the same trace', () => {
    expect(readable({ parentSpanId: PARENT }).parentSpanContext).to.deep.equal({
      ...sampled,
      spanId: PARENT,
      isRemote: false,
    })
  })
  it('a parent in another process', () => {
    expect(readable({ parentSpanId: PARENT, remoteParent: true }).parentSpanContext).to.deep.equal({
      ...sampled,
      spanId: PARENT,
      isRemote: true,
    })
  })
  it('a link, with its trace state', () => {
    const [link] = readable().links
    const { traceState, ...context } = link?.context ?? {}
    expect(context).to.deep.equal({ traceId: TRACE, spanId: OTHER, traceFlags: TraceFlags.NONE, isRemote: true })
    expect(traceState?.serialize()).to.equal('a=1')
  })
})

describe('the status of a span as the exporters take it', () => {
  it('is unset where nothing went wrong', () => {
    expect(readable().status).to.deep.equal({ code: SpanStatusCode.UNSET })
  })
  it('is an error, in the word that Kubernetes has for it', () => {
    expect(readable({ error: 'ErrImagePull' }).status).to.deep.equal({
      code: SpanStatusCode.ERROR,
      message: 'ErrImagePull',
    })
  })
})

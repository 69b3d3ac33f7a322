import { expect } from 'chai'
import { describe, it } from 'mocha'
import { formatTimestamp } from '../../../src/observe/timestamp.ts'
import { at, running, setUp, startedBy, type Story, type StorySpec } from '../../support/story.ts'
import { crashedPod, deletedPod, pod, readyPod } from './pods.ts'
import { play } from './play.ts'
import { scenario } from './scenario.ts'
import { taken, textIn, type WireSpan } from './sent.ts'

/** A ratio takes those whose last 56 bits are high: of these two ids any, and those from 1/2 on. */
const HIGH = '11111111-2222-4333-84ff-ffffffffffff'
const HALF = '11111111-2222-4333-8480-000000000000'

const stamped = (flags: string, state?: string): StorySpec => ({
  metadata: {
    annotations: {
      'podstart.dev/traceparent': `00-0123456789abcdef01c0000000000000-0123456789abcdef-${flags}`,
      'podstart.dev/admitted-at': formatTimestamp(at(-10)),
      ...(state !== undefined && { 'podstart.dev/tracestate': state }),
    },
  },
})
const FLEET: StorySpec = { metadata: { ownerReferences: [{ kind: 'DaemonSet', name: 'fleet', controller: true }] } }
/** As `readyPod`, but for its length. */
const slowPod = (spec: StorySpec & { readonly name: string }): Story =>
  startedBy(setUp(pod(spec)), 'app', 100).ready(3_000, [running('app', 170)], { startTime: '2026-03-01T12:00:00Z' })

const PODS: readonly Story[] = [
  readyPod({ name: 'within', uid: HIGH }),
  readyPod({ name: 'beside' }),
  readyPod({ name: 'batch-within', namespace: 'batch', uid: HIGH.replace('1', '2') }),
  readyPod({ name: 'batch-beside', namespace: 'batch', uid: HALF }),
  readyPod({ name: 'stamped', ...stamped('01', 'ot=th:c') }),
  readyPod({ name: 'left', ...stamped('00') }),
  crashedPod({ name: 'crashed', ...stamped('00') }),
  deletedPod({ name: 'deleted' }),
]
const fleet = Array.from({ length: 20 }, (_, i) => readyPod({ name: `fleet-${i}`, ...FLEET }))
/** What is sent whatever the ratio. */
const SENT = 6

const numberIn = ({ attributes }: WireSpan, key: string): unknown => {
  const value = attributes.find((one) => one.key === key)?.value
  return value?.['doubleValue'] ?? value?.['intValue']
}

describe('podstart exporter, with sampling ratios', () => {
  const run = scenario(async ({ server, collector, start }) => {
    const flags = ['--sampling-ratio', '0.5', '--sampling-ratio-by-namespace', 'batch=0.25']
    const exporter = await start(flags)
    await play(server, ...PODS, ...fleet)
    // However late that is heard of, it is before the one that they are compared with begins.
    await exporter.tells('beside', 'left', ...fleet.map((_, i) => `fleet-${i}`))
    await play(server, slowPod({ name: 'fleet-slow', ...FLEET }))
    await exporter.tells('fleet-slow')
    await collector.until(() => taken(collector).filter((span) => span.parentSpanId === undefined).length >= SENT)
    const metrics = await exporter.metrics()
    exporter.terminate()
    await exporter.ended
    return { sent: taken(collector), metrics }
  })

  it('sends what went wrong or took long, and of the rest what is within the ratio, with what it stands for', () => {
    const roots = run.sent.filter(({ parentSpanId }) => parentSpanId === undefined)
    const lines = roots.map((root) =>
      [
        textIn(root, 'k8s.pod.name'),
        textIn(root, 'podstart.sampling.reason'),
        numberIn(root, 'podstart.sampling.ratio'),
        root.traceState,
      ].join(' '),
    )
    expect(lines.toSorted()).to.deep.equal([
      'batch-within unstamped 0.25 ot=th:c',
      'crashed error 1 ot=th:0',
      'deleted error 1 ot=th:0',
      'fleet-slow slow_for_workload 1 ot=th:0',
      'stamped ratio 0.25 ot=th:c',
      'within unstamped 0.5 ot=th:8',
    ])
  })
  it('says on each span of a trace how it was sampled', () => {
    const traces = Map.groupBy(run.sent, ({ traceId, traceState }) => `${traceId} ${traceState}`)
    expect(traces.size).to.equal(SENT)
  })
  it('counts each startup by what was decided, and all by their outcome', () => {
    const counted = Object.entries(run.metrics).filter(
      ([name, value]) => /^podstart_(sampling|startups)_/.test(name) && value > 0,
    )
    expect(Object.fromEntries(counted)).to.deep.equal({
      'podstart_startups_total{outcome="ready"}': 27,
      'podstart_startups_total{outcome="crashed"}': 1,
      'podstart_startups_total{outcome="deleted"}': 1,
      'podstart_sampling_total{decision="sent",reason="error"}': 2,
      'podstart_sampling_total{decision="sent",reason="slow_for_workload"}': 1,
      'podstart_sampling_total{decision="sent",reason="ratio"}': 1,
      'podstart_sampling_total{decision="sent",reason="unstamped"}': 2,
      'podstart_sampling_total{decision="dropped",reason="ratio"}': 1,
      'podstart_sampling_total{decision="dropped",reason="unstamped"}': 22,
    })
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { millis, plus } from '../../src/observe/nanos.ts'
import type { PodUid } from '../../src/observe/observation.ts'
import type { Sampling } from '../../src/telemetry/sampling.ts'
import type { Stamp } from '../../src/timeline/stamp.ts'
import type { Startup } from '../../src/timeline/startup.ts'
import { OUTCOMES } from '../../src/timeline/verdict.ts'
import { isKept, thresholdOf } from '../../src/trace/ratio.ts'
import type { SpanId } from '../../src/trace/traceparent.ts'
import { createCounts } from '../../src/tracker/counts.ts'
import { createSampler, SAMPLER_RULES, type SamplerRules } from '../../src/tracker/sampler.ts'
import { running, setUp, startedBy, story } from '../support/story.ts'
import { startups as startupsOf } from '../support/tell.ts'
import { ratios, traceIds } from './admission-calls.ts'
import { RUNS } from './runs.ts'

const owned = { metadata: { ownerReferences: [{ kind: 'DaemonSet', name: 'agent', controller: true }] } }
const [READY] = startupsOf(startedBy(setUp(story(owned)), 'app', 100).ready(190, [running('app', 170)])) as [Startup]

/** As the webhook makes it. */
const stamps = fc.tuple(traceIds, ratios, fc.boolean()).map(([traceId, ratio, hasStamp]): Stamp => {
  if (!hasStamp) return { trusted: false, why: 'none' }
  const threshold = thresholdOf(ratio)
  const sampled = isKept(traceId, threshold)
  const context = { traceId, spanId: '0123456789abcdef' as SpanId, sampled }
  return { trusted: true, context, admittedAt: READY.start.at, ...(sampled && { threshold }) }
})

const startups = fc
  .record({
    uid: fc.uuid({ version: 4 }),
    stamp: stamps,
    outcome: fc.oneof(fc.constant('ready' as const), fc.constantFrom(...OUTCOMES)),
    startMs: fc.nat(3_600_000),
    tookMs: fc.integer({ min: 1, max: 70_000 }),
    namespace: fc.constantFrom('shop', 'batch'),
  })
  .map(({ uid, stamp, outcome, startMs, tookMs, namespace }): Startup => {
    const start = { ...READY.start, at: plus(READY.start.at, millis(startMs)) }
    const end = { ...READY.end, at: plus(start.at, millis(tookMs)) }
    const view = { ...READY.view, uid: uid as PodUid, pod: { ...READY.view.pod, namespace } }
    return { ...READY, view, stamp, outcome, start, end, lastChangeAt: end.at }
  })

const many = fc.array(startups, { maxLength: 60, size: 'max' })

const decided = (all: readonly Startup[], rules: Partial<SamplerRules>): readonly Sampling[] => {
  const sampler = createSampler({ ...SAMPLER_RULES, ...rules }, createCounts())
  return all.map((one) => sampler.decide(one))
}

describe('any startups', () => {
  it('that are sent at a lower ratio are sent at a higher one', () => {
    fc.assert(
      fc.property(many, ratios, ratios, (all, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((ratio) => decided(all, { ratio }))
        expect(low?.findIndex(({ sent }, i) => sent && high?.[i]?.sent === false)).to.equal(-1)
      }),
      { numRuns: RUNS * 4 },
    )
  })
  it('are sent by each exporter that has the same ratio, whatever it has seen before', () => {
    fc.assert(
      fc.property(many, ratios, (all, ratio) => {
        const rules = { ratio, slowPercentile: 0 }
        expect(decided(all.toReversed(), rules).toReversed()).to.deep.equal(decided(all, rules))
      }),
      { numRuns: RUNS * 4 },
    )
  })
  it('that did not end well are sent at any ratio', () => {
    fc.assert(
      fc.property(many, ratios, ratios, (all, ratio, inBatch) => {
        const rules = { ratio, ratioByNamespace: new Map([['batch', inBatch]]) }
        const reasons = decided(all, rules).map(({ sent, reason }, i) => `${all[i]?.outcome} ${sent} ${reason}`)
        const bad = reasons.filter((line) => !/^(ready|completed) /.test(line))
        expect(
          bad.filter((line) => !/^(stuck true stuck|(deleted|failed|crashed|unknown) true error)$/.test(line)),
        ).to.deep.equal([])
      }),
      { numRuns: RUNS * 4 },
    )
  })
  it('that took too long are sent at any ratio', () => {
    fc.assert(
      fc.property(many, ratios, (all, ratio) => {
        const long = all.filter(({ start, end }) => end.at - start.at > SAMPLER_RULES.slow)
        expect(decided(long, { ratio }).filter(({ sent }) => !sent)).to.deep.equal([])
      }),
      { numRuns: RUNS * 4 },
    )
  })
  it('that are sent by ratio have passed the threshold that they tell', () => {
    fc.assert(
      fc.property(many, ratios, (all, ratio) => {
        const wrong = decided(all, { ratio }).filter((sampling, i) => {
          const stamp = all[i]?.stamp
          if (!sampling.sent || sampling.reason !== 'ratio' || stamp?.trusted !== true) return false
          return !isKept(stamp.context.traceId, sampling.threshold ?? thresholdOf(1))
        })
        expect(wrong).to.deep.equal([])
      }),
      { numRuns: RUNS * 4 },
    )
  })
})

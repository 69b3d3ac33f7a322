import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { seconds } from '../../../src/observe/nanos.ts'
import type { PodUid } from '../../../src/observe/observation.ts'
import type { Startup } from '../../../src/timeline/startup.ts'
import { EVERY, ratioOf } from '../../../src/trace/ratio.ts'
import { createCounts } from '../../../src/tracker/counts.ts'
import { createSampler, SAMPLER_RULES, type Sampler, type SamplerRules } from '../../../src/tracker/sampler.ts'
import { running, setUp, startedBy, story, type StorySpec } from '../../support/story.ts'
import { startups } from '../../support/tell.ts'

const MINUTE = 60_000

interface Pod {
  /** When it is created, and how long it takes, in milliseconds. */
  readonly ms: number
  readonly took: number
  readonly namespace?: string
  readonly owner?: readonly [kind: string, name: string] | undefined
}

const ownedBy = ([kind, name]: readonly [string, string]): StorySpec => ({
  metadata: { ownerReferences: [{ kind, name, controller: true }] },
})
let pods = 0
/** A startup of that length, as if it had been created then. */
function startupOf({ ms, took, namespace = 'shop', owner }: Pod): Startup {
  pods += 1
  const uid = `11111111-2222-4333-8444-${pods.toString(16).padStart(12, '0')}`
  const one = story({ uid, namespace, ...(owner && ownedBy(owner)) })
  const [startup] = startups(startedBy(setUp(one), 'app', 100).ready(190, [running('app', 170)]))
  if (startup === undefined) throw new Error('a story without a startup')
  const start = { ...startup.start, at: (startup.start.at + seconds(ms / 1_000)) as typeof startup.start.at }
  const end = { ...startup.end, at: (start.at + seconds(took / 1_000)) as typeof start.at }
  return { ...startup, start, end, lastChangeAt: end.at }
}

const AGENT = ['DaemonSet', 'agent'] as const
const RULES: SamplerRules = { ...SAMPLER_RULES, ratio: 0 }

function sampling(rules: Partial<SamplerRules> = {}) {
  const counts = createCounts()
  return { sampler: createSampler({ ...RULES, ...rules }, counts), counts }
}

/** Twenty of a workload, a minute apart, that take 1 to 20 s; its 95th percentile is 19 s. */
function teach(sampler: Sampler, pod: Partial<Pod> = {}): void {
  for (let i = 0; i < 20; i += 1)
    sampler.decide(startupOf({ ms: i * MINUTE, took: (i + 1) * 1_000, owner: AGENT, ...pod }))
}
const LATER = { ms: 60 * MINUTE, owner: AGENT }
const reason = (sampler: Sampler, pod: Pod): string => sampler.decide(startupOf(pod)).reason

describe('the sampler', () => {
  const JUDGED: readonly (readonly [title: string, pod: Pod, reason: string])[] = [
    ['as long as nineteen of twenty: not slow', { ...LATER, took: 19_000 }, 'unstamped'],
    ['longer: slow', { ...LATER, took: 19_001 }, 'slow_for_workload'],
    ['longer than slowStartup: slow by that', { ...LATER, took: 60_001 }, 'slow'],
    ['of another workload', { ...LATER, took: 30_000, owner: ['DaemonSet', 'other'] }, 'unstamped'],
    ['of the same name, and another kind', { ...LATER, took: 30_000, owner: ['StatefulSet', 'agent'] }, 'unstamped'],
    ['of another namespace', { ...LATER, took: 30_000, namespace: 'test' }, 'unstamped'],
    ['that began before the twenty had ended', { ms: 19 * MINUTE, took: 30_000, owner: AGENT }, 'unstamped'],
  ]
  for (const [title, pod, wanted] of JUDGED) {
    it(`a startup ${title}`, () => {
      const { sampler } = sampling()
      teach(sampler)
      expect(reason(sampler, pod)).to.equal(wanted)
    })
  }
  it('does not judge by nineteen', () => {
    const { sampler } = sampling()
    teach(sampler)
    const { sampler: other } = sampling()
    for (let i = 0; i < 19; i += 1) other.decide(startupOf({ ms: i * MINUTE, took: 1_000, owner: AGENT }))
    expect([reason(sampler, { ...LATER, took: 30_000 }), reason(other, { ...LATER, took: 30_000 })]).to.deep.equal([
      'slow_for_workload',
      'unstamped',
    ])
  })
  it('goes by another percentile', () => {
    const { sampler } = sampling({ slowPercentile: 50 })
    teach(sampler)
    expect(reason(sampler, { ...LATER, took: 10_001 })).to.equal('slow_for_workload')
  })
  it('goes by none, and remembers nothing, at 0', () => {
    const { sampler } = sampling({ slowPercentile: 0 })
    teach(sampler)
    expect([reason(sampler, { ...LATER, took: 30_000 }), sampler.workloads]).to.deep.equal(['unstamped', 0])
  })
  it('does not compare pods that belong to nobody', () => {
    const { sampler } = sampling()
    teach(sampler, { owner: undefined })
    expect([reason(sampler, { ms: LATER.ms, took: 30_000 }), sampler.workloads]).to.deep.equal(['unstamped', 0])
  })
  const LEFT: readonly (readonly [title: string, change: Partial<Startup>])[] = [
    ['ended otherwise', { outcome: 'completed' }],
    ['were stuck before', { resumed: true }],
  ]
  for (const [title, change] of LEFT) {
    it(`does not learn from startups that ${title}`, () => {
      const { sampler } = sampling()
      for (let i = 0; i < 30; i += 1) sampler.decide({ ...startupOf({ ms: i, took: 1, owner: AGENT }), ...change })
      expect(sampler.workloads).to.equal(0)
    })
  }
  it('learns from what is sent and from what is not', () => {
    const samplers = [0, 1].map((ratio) => sampling({ ratio }).sampler)
    for (const one of samplers) teach(one)
    expect(samplers.map((one) => reason(one, { ...LATER, took: 19_001 }))).to.deep.equal([
      'slow_for_workload',
      'slow_for_workload',
    ])
  })
  it('sends what stands for all: each sent startup for 1 / ratio of its like', () => {
    const { sampler } = sampling({ ratio: 0.1, slow: seconds(9) })
    const one = startupOf({ ms: 0, took: 1_000 })
    const long = startupOf({ ms: 0, took: 10_000 })
    const all = Array.from({ length: 20_000 }, (_, i) => {
      const uid = createHash('sha256').update(`${i}`).digest('hex').slice(0, 32)
      const like = i % 20 === 0 ? long : one
      return { ...like, view: { ...like.view, uid: uid.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') as PodUid } }
    })
    const sent = all.map((startup) => sampler.decide(startup)).filter((decided) => decided.sent)
    const weight = sent.reduce((sum, { threshold = EVERY }) => sum + 1 / ratioOf(threshold), 0)
    const deviation = Math.sqrt(19_000 * 9)
    expect(sent.length).to.be.below(3_200)
    expect(Math.abs(weight - 20_000)).to.be.below(4 * deviation)
  })
  it('remembers so many workloads, forgets those that were idle for the longest time, and counts them', () => {
    const { sampler, counts } = sampling({ maxWorkloads: 2 })
    teach(sampler)
    teach(sampler, { owner: ['DaemonSet', 'idle'] })
    sampler.decide(startupOf({ ms: 30 * MINUTE, took: 1_000, owner: AGENT }))
    sampler.decide(startupOf({ ms: 31 * MINUTE, took: 1_000, owner: ['DaemonSet', 'new'] }))
    const seen = (['agent', 'idle'] as const).map((name) =>
      reason(sampler, { ...LATER, took: 30_000, owner: ['DaemonSet', name] }),
    )
    expect({ seen, workloads: sampler.workloads, counts: counts.all() }).to.deep.equal({
      seen: ['slow_for_workload', 'unstamped'],
      workloads: 2,
      counts: { workloads_forgotten: 2 },
    })
  })
  it('is not misled for long by a clock that is ahead', () => {
    const { sampler } = sampling()
    const ahead = startupOf({ ms: 0, took: 1_000, owner: AGENT })
    const end = { ...ahead.end, at: (ahead.end.at + seconds(1e6)) as typeof ahead.end.at }
    sampler.decide({ ...ahead, end })
    teach(sampler)
    expect(reason(sampler, { ...LATER, took: 59_000 })).to.equal('slow_for_workload')
  })
})

import { learn, limitAt, NOTHING_YET, type Usual } from '../insight/usual.ts'
import { earlier, minus, plus, seconds, toMillis } from '../observe/nanos.ts'
import { samplingOf, type Sampling, type SamplingRules } from '../telemetry/sampling.ts'
import type { Startup } from '../timeline/startup.ts'
import { derivedSpanId } from '../trace/ids.ts'
import type { Counts } from './counts.ts'

export interface SamplerRules extends SamplingRules {
  /** A startup that takes longer than so many per cent of its workload's is slow for it; 0: none is. */
  readonly slowPercentile: number
  /** So many workloads are remembered; those that started no pod for the longest time go first. */
  readonly maxWorkloads: number
}

export const SAMPLER_RULES: SamplerRules = {
  mode: 'link',
  ratio: 1,
  ratioByNamespace: new Map(),
  slow: seconds(60),
  slowPercentile: 95,
  maxWorkloads: 5_000,
}

/** Which startups are sent; knows what workloads usually take. */
export interface Sampler {
  /** @param startup each once, when it is over */
  decide(startup: Startup): Sampling
  /** How many workloads are remembered. */
  readonly workloads: number
}

/** A verdict comes so much later than its startup's end, at most: others that ended after it may be known before it. */
const SETTLING = seconds(60)

export function createSampler(rules: SamplerRules, counts: Pick<Counts, 'add'>): Sampler {
  const { slowPercentile: percentile, maxWorkloads } = rules
  const workloads = new Map<string, Usual>()
  const horizon = toMillis(plus(rules.slow, SETTLING))
  const isUnusual = (startup: Startup): boolean => {
    const key = percentile === 0 ? undefined : workloadIn(startup)
    if (key === undefined) return false
    const usual = workloads.get(key) ?? NOTHING_YET
    const began = toMillis(startup.start.at)
    const took = toMillis(minus(startup.end.at, startup.start.at))
    const limit = limitAt(usual, began)
    // A clock that is ahead must not have the last word for long.
    const endedAt = toMillis(earlier(startup.end.at, startup.lastChangeAt))
    const sample = { endedAt, took, lot: lotOf(startup) }
    // The one that was used last stands last.
    workloads.delete(key)
    workloads.set(key, learn(usual, sample, { percentile, horizon }))
    const [oldest] = workloads.keys()
    if (workloads.size > maxWorkloads && oldest !== undefined) {
      workloads.delete(oldest)
      counts.add('workloads_forgotten')
    }
    return limit !== undefined && took > limit
  }
  return {
    decide: (startup) => samplingOf(startup, rules, isUnusual(startup)),
    get workloads() {
      return workloads.size
    },
  }
}

/** @returns undefined for what is not compared: what ended otherwise, and pods that belong to nobody */
function workloadIn({ view, outcome, resumed }: Startup): string | undefined {
  const { namespace, workload } = view.pod
  const isComparable = outcome === 'ready' && !resumed && workload.kind !== undefined
  return isComparable ? `${namespace}/${workload.kind}/${workload.name}` : undefined
}

/** Not the trace id's chance, which decides already by ratio. */
const lotOf = ({ view }: Startup): number =>
  (Number.parseInt(derivedSpanId('lot', view.uid).slice(0, 12), 16) + 0.5) / 2 ** 48

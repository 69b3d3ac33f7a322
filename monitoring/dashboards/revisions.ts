import { ofRevision } from '../rules/derived.ts'
import { POINTS } from './promql.ts'

const INFO = 'podstart_workload_revision_info'
const REVISION = 'namespace, workload, revision'

const within = (metric: string, selector: string): string =>
  `sum_over_time(${ofRevision(metric)}{${selector}}[$__range])`

/** Counters, without `podstart_`: how long all took together, and how many there were. */
interface Timed {
  readonly seconds: string
  readonly count: string
}

const STARTUPS: Timed = { seconds: 'startup_duration_seconds_sum', count: 'startup_duration_seconds_count' }
const STAGES: Timed = { seconds: 'stage_seconds_total', count: 'stages_total' }

const countOf = ({ count }: Timed, by: string, selector: string): string =>
  `sum by (${by}) (${within(count, selector)}) > 0`

/** How long something took on average while a revision was the newest. */
const meanOf = (timed: Timed, by: string, selector: string): string =>
  `sum by (${by}) (${within(timed.seconds, selector)}) / (${countOf(timed, by, selector)})`

export const meanByRevision = (selector: string): string => meanOf(STARTUPS, REVISION, selector)
export const startupsByRevision = (selector: string): string => countOf(STARTUPS, REVISION, selector)

const seen = (what: 'min' | 'max', selector: string): string =>
  `${what} by (${REVISION}) (${what}_over_time(timestamp(${INFO}{${selector}})${POINTS}))`

/** When a revision began, in milliseconds as Grafana wants them; the left end of the dashboard at the earliest. */
export const begunAt = (selector: string): string => `1000 * ${seen('min', selector)}`

const isNewest = (selector: string): string => `on (${REVISION}) ${INFO}{${selector}}`

/** The revision that each workload had before its newest. */
const isBefore = (selector: string): string => `on (${REVISION})
    topk by (namespace, workload) (1, ${seen('max', selector)} unless ${isNewest(selector)})`

/** How much longer something takes since the newest revision than with the one before, in seconds. */
const slower = (timed: Timed, by: string, selector: string): string => {
  const mean = meanOf(timed, `${by}, revision`, selector)
  return `max by (${by}) (
  ${mean}
  and ${isNewest(selector)}
) - max by (${by}) (
  ${mean}
  and ${isBefore(selector)}
)`
}

export const slowerStages = (selector: string): string => slower(STAGES, 'namespace, workload, stage', selector)
export const slowerStartups = (selector: string): string => slower(STARTUPS, 'namespace, workload', selector)

import type { Compared } from '../insight/compare-groups.ts'
import type { Spread } from '../insight/percentiles.ts'
import type { PullRow } from '../insight/pull-table.ts'
import type { Report } from '../insight/report.ts'
import { sentencesOf } from '../insight/report-sentences.ts'
import { isRough, type StageRow } from '../insight/stage-table.ts'
import { toMillis, type Nanos } from '../observe/nanos.ts'
import { printableJson } from '../observe/printable.ts'
import { formatTimestamp } from '../observe/timestamp.ts'

/** Changes when a field goes or means something else; new fields may come. */
export const SCHEMA_VERSION = 1

/** The schema of docs/report.md: durations in milliseconds, `null` where there are too few to tell one. */
export function jsonOf(report: Report): string {
  const { at, since, by, eventsUnread, startups, stages, path, pulls, troubles } = report
  const value = {
    kind: 'StartupReport',
    version: SCHEMA_VERSION,
    at: formatTimestamp(at),
    sinceMs: millis(since),
    by,
    eventsUnread,
    startups,
    stages: stages.map(stageJson),
    path: path.map(({ stage, share }) => ({ stage, share: rounded(share) })),
    pulls: {
      by: pulls.by,
      rows: pulls.rows.map(pullJson),
      nodes: pulls.nodes.map(pullJson),
      setAside: pulls.setAside,
    },
    troubles: troubles.map(({ pod, state, reason }) => ({ pod, state, reason: reason ?? null })),
    sentences: sentencesOf(report).map(({ text }) => text),
  }
  return `${printableJson(JSON.stringify(value, undefined, 2))}\n`
}

const millis = (length: Nanos | undefined): number | null => (length === undefined ? null : toMillis(length))

/** Four digits behind the point: ratios, shares and chances are no more exact. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000

const spreadJson = (spread: Spread | undefined) =>
  spread === undefined
    ? null
    : { p50Ms: millis(spread.p50), p90Ms: millis(spread.p90), p99Ms: millis(spread.p99), maxMs: millis(spread.max) }

const stageJson = (row: StageRow) => ({
  group: row.group,
  stage: row.stage,
  count: row.spread?.count ?? 0,
  duration: spreadJson(row.spread),
  inexact: row.imprecise,
  isRough: isRough(row),
  cached: row.cached,
})

const pullJson = ({ group, transfer, wait, setAside, compared }: PullRow) => ({
  group,
  count: transfer?.count ?? 0,
  transfer: spreadJson(transfer),
  wait: spreadJson(wait),
  setAside,
  compared: compared === undefined ? null : comparedJson(compared),
})

function comparedJson(compared: Compared) {
  const { verdict, here, elsewhere } = compared
  if (compared.verdict === 'too few')
    return { verdict, here, elsewhere, ratio: null, low: null, high: null, chance: null }
  const { ratio, low, high, chance } = compared
  return {
    verdict,
    here,
    elsewhere,
    ratio: rounded(ratio),
    low: rounded(low),
    high: rounded(high),
    chance: rounded(chance),
  }
}

import { stringify } from 'csv-stringify/sync'
import type { Spread } from '../insight/percentiles.ts'
import type { PullRow } from '../insight/pull-table.ts'
import { STATES, type Report } from '../insight/report.ts'
import { SET_ASIDE, type WhySetAside } from '../insight/set-aside.ts'
import { LEFT_OUT, type WhyLeftOut } from '../insight/startup-counts.ts'
import type { StageRow } from '../insight/stage-table.ts'
import { printable } from '../observe/printable.ts'
import { toMillis, type Nanos } from '../observe/nanos.ts'

/** One kind of line after the other, all with the same columns: a cell that is not of a kind is empty. */
export const COLUMNS = [
  'kind',
  'group',
  'name',
  'count',
  'p50_ms',
  'p90_ms',
  'p99_ms',
  'max_ms',
  'inexact',
  'cached',
  'verdict',
  'ratio',
  'ratio_low',
  'ratio_high',
  'here',
  'elsewhere',
] as const

type Line = Readonly<Partial<Record<(typeof COLUMNS)[number], string | number | undefined>>>

/** The columns of docs/report.md: durations in milliseconds, empty where there are too few to tell one. */
export function csvOf(report: Report): string {
  const { startups, stages, pulls, eventsUnread } = report
  const lines: readonly Line[] = [
    ...STATES.map((state) => ({ kind: 'startups', name: state, count: startups.states[state] })),
    { kind: 'startups', name: 'without_events', count: startups.withoutEvents },
    { kind: 'events', name: 'unread', count: eventsUnread.length },
    ...(Object.keys(LEFT_OUT) as WhyLeftOut[]).map((why) => ({
      kind: 'left_out',
      name: why,
      count: startups.leftOut[why],
    })),
    ...stages.map(stageLine),
    ...pulls.rows.flatMap((row) => pullLines(row)),
  ]
  return stringify([...lines], {
    header: true,
    columns: [...COLUMNS],
    cast: { string: printable },
    // An image may have the name of a formula, which a spreadsheet would work out.
    escape_formulas: true,
  })
}

const millis = (length: Nanos | undefined): number | undefined => (length === undefined ? undefined : toMillis(length))

const spreadCells = (spread: Spread | undefined): Line => ({
  count: spread?.count ?? 0,
  p50_ms: millis(spread?.p50),
  p90_ms: millis(spread?.p90),
  p99_ms: millis(spread?.p99),
  max_ms: millis(spread?.max),
})

const stageLine = (row: StageRow): Line => ({
  kind: 'stage',
  group: row.group,
  name: row.stage,
  ...spreadCells(row.spread),
  inexact: row.imprecise,
  cached: row.cached,
})

function pullLines({ group, transfer, wait, setAside, compared }: PullRow): readonly Line[] {
  const against: Line =
    compared === undefined
      ? {}
      : { verdict: compared.verdict, here: compared.here, elsewhere: compared.elsewhere, ...ratioCells(compared) }
  return [
    { kind: 'pull', group, name: 'transfer', ...spreadCells(transfer), ...against },
    { kind: 'pull', group, name: 'wait', ...spreadCells(wait) },
    ...(Object.keys(SET_ASIDE) as WhySetAside[]).map((why) => ({
      kind: 'set_aside',
      group,
      name: why,
      count: setAside[why],
    })),
  ]
}

const ratioCells = (compared: NonNullable<PullRow['compared']>): Line =>
  compared.verdict === 'too few'
    ? {}
    : { ratio: rounded(compared.ratio), ratio_low: rounded(compared.low), ratio_high: rounded(compared.high) }

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000

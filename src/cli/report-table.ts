import { comparisonText, NODE_WORDS, REGISTRY_WORDS } from '../insight/comparison-words.ts'
import { durationText } from '../insight/duration-text.ts'
import type { Spread } from '../insight/percentiles.ts'
import type { PullRow } from '../insight/pull-table.ts'
import type { Report } from '../insight/report.ts'
import { lengthText, NONE, sentencesOf, type Sentence } from '../insight/report-sentences.ts'
import { SET_ASIDE, type WhySetAside } from '../insight/set-aside.ts'
import { isRough, type StageRow } from '../insight/stage-table.ts'
import type { Paint } from './painter.ts'

export interface TableStyle {
  readonly paint: Paint
  /** With the counts of what is inexact, or set aside. */
  readonly isWide: boolean
}

interface Column<Row> {
  readonly head: string
  readonly cell: (row: Row) => string
  readonly isWide?: boolean
}

/** As kubectl writes tables, and sentences below them. */
export function tableOf(report: Report, style: TableStyle): string {
  const { stages, pulls, by } = report
  const parts = [
    columns(stageColumns(by), stages, style),
    columns(pullColumns(pulls.by), pulls.rows, style, isSlow),
    sentencesOf(report).map((sentence) => sentenceLine(sentence, style)),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const stageColumns = (by: Report['by']): readonly Column<StageRow>[] => [
  { head: by.toUpperCase(), cell: ({ group }) => group },
  { head: 'STAGE', cell: ({ stage }) => stage },
  { head: 'COUNT', cell: ({ spread }) => String(spread?.count ?? 0) },
  ...(['p50', 'p90', 'p99', 'max'] as const).map((name) => ({
    head: name.toUpperCase(),
    cell: (row: StageRow) => rough(row, row.spread?.[name]),
  })),
  { head: 'INEXACT', cell: ({ imprecise }) => String(imprecise), isWide: true },
  { head: 'CACHED', cell: ({ cached }) => String(cached), isWide: true },
]

const rough = (row: StageRow, length: Spread['p90']): string =>
  length === undefined ? NONE : `${isRough(row) ? '~' : ''}${durationText(length)}`

const ASIDE_HEADS: Readonly<Record<WhySetAside, string>> = {
  cached: 'CACHED',
  seen: 'SEEN',
  implausible: 'TOO FAST',
  untimed: 'UNTIMED',
  alone: 'ALONE',
}

const pullColumns = (by: Report['pulls']['by']): readonly Column<PullRow>[] => [
  { head: `PULLS BY ${by.toUpperCase()}`, cell: ({ group }) => group },
  { head: 'COUNT', cell: ({ transfer }) => String(transfer?.count ?? 0) },
  { head: 'P50', cell: ({ transfer }) => lengthText(transfer?.p50) },
  { head: 'P90', cell: ({ transfer }) => lengthText(transfer?.p90) },
  { head: 'MAX', cell: ({ transfer }) => lengthText(transfer?.max) },
  { head: 'WAIT P50', cell: ({ wait }) => lengthText(wait?.p50) },
  ...(Object.keys(SET_ASIDE) as WhySetAside[]).map((why) => ({
    head: ASIDE_HEADS[why],
    cell: ({ setAside }: PullRow) => String(setAside[why]),
    isWide: true,
  })),
  ...(by === 'image' ? [] : [{ head: 'AGAINST THE OTHERS', cell: against(by) }]),
]

const against =
  (by: 'node' | 'registry') =>
  ({ compared }: PullRow): string =>
    compared === undefined ? NONE : comparisonText(compared, by === 'node' ? NODE_WORDS : REGISTRY_WORDS)

const isSlow = ({ compared }: PullRow): boolean => compared?.verdict === 'slow'

const BETWEEN = '   '

/** Nothing at all without rows. */
function columns<Row>(
  all: readonly Column<Row>[],
  rows: readonly Row[],
  { isWide, paint }: TableStyle,
  isBad: (row: Row) => boolean = () => false,
): readonly string[] {
  if (rows.length === 0) return []
  const shown = all.filter((column) => isWide || column.isWide !== true)
  const cells = [shown.map(({ head }) => head), ...rows.map((row) => shown.map(({ cell }) => cell(row)))]
  const widths = shown.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)))
  return cells.map((line, i) => {
    const row = rows[i - 1]
    const text = line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(BETWEEN)
      .trimEnd()
    return paint(row !== undefined && isBad(row) ? 'red' : 'plain', text)
  })
}

const STYLES: Readonly<Record<Sentence['is'], Parameters<Paint>[0]>> = {
  answer: 'plain',
  bad: 'red',
  limit: 'dim',
}

const sentenceLine = ({ is, text }: Sentence, { paint }: TableStyle): string => paint(STYLES[is], text)

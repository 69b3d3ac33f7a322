import type { Spread } from './stats.ts'

/** A table of text: the first column to the left, the others, figures most of them, to the right. */
export function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [[title, ...head], ...rows]
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length))) ?? []
  const line = (row: readonly string[]): string =>
    widths.map((width, i) => (i === 0 ? (row[i] ?? '').padEnd(width) : (row[i] ?? '').padStart(width + 2))).join('')
  return all.map((row) => line(row).trimEnd()).join('\n')
}

export const number = (value: number, digits = 2): string => (Number.isNaN(value) ? '-' : value.toFixed(digits))

/** What the issue asks for, or what it takes to judge that. */
export interface Finding {
  readonly what: string
  readonly value: number
  /** The same of each round by itself: how sure the value is. */
  readonly rounds?: Spread
  readonly limit?: { readonly is: 'at most' | 'at least'; readonly value: number }
}

const isHeld = ({ value, limit }: Finding): boolean | undefined =>
  limit && (limit.is === 'at most' ? value <= limit.value : value >= limit.value)

export function findingsTable(findings: readonly Finding[]): string {
  const rows = findings.map((finding) => {
    const { what, value, rounds, limit } = finding
    const spread = rounds ? [number(rounds.median), `${number(rounds.least)} to ${number(rounds.most)}`] : ['', '']
    const verdict = { true: 'held', false: 'NOT HELD', undefined: '' }[String(isHeld(finding))] ?? ''
    return [what, number(value), ...spread, limit ? `${limit.is} ${limit.value}` : '', verdict]
  })
  return table('', ['in all', 'median round', 'rounds', 'limit', ''], rows)
}

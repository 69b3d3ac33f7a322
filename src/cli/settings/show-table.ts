import { oneLine } from '../../observe/clip.ts'
import type { InForce, Row } from './in-force.ts'

const NOTHING = '-'
const BETWEEN = '  '

/** Settings and OTLP in the same columns. */
export function showTable({ settings, otlp }: InForce): string {
  const lines = [...section('SETTING', settings), [], ...section('OTLP', otlp)]
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines.map((line) => `${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(BETWEEN)}\n`).join('')
}

const section = (head: string, rows: readonly Row[]): readonly (readonly string[])[] => [
  [head, 'VALUE', 'FROM'],
  ...rows.map(({ name, value = '', from }) => [name, oneLine(String(value)) || NOTHING, oneLine(from)]),
]

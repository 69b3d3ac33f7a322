import { durationText } from '../insight/duration-text.ts'
import type { Report } from '../insight/report.ts'
import { sentencesOf } from '../insight/report-sentences.ts'
import { clip, oneLine } from '../observe/clip.ts'
import { minus, type Nanos } from '../observe/nanos.ts'
import type { HeldUp } from './demo-memory.ts'
import type { Paint } from './painter.ts'
import { wrapWords } from './wrap-words.ts'

/** What is shown below the lines that come and go. */
export interface DemoState {
  readonly at: Nanos
  /** Since the beginning. */
  readonly running: Nanos
  readonly nodes: number
  readonly report: Report
  readonly starting: number
  /** The longest first. */
  readonly heldUp: readonly HeldUp[]
  /** How to look closer. */
  readonly commands: readonly string[]
}

export interface PanelStyle {
  readonly paint: Paint
  /** Of the terminal; undefined in a pipe. */
  readonly width: number | undefined
  /** The panel takes no more. */
  readonly rows: number
}

const MOST_SHOWN = 4

/** What the person who looks on should know by now. Where it is too much for the room, the answers go before the rest. */
export function panelOf(state: DemoState, { paint, width = Infinity, rows }: PanelStyle): readonly string[] {
  const cut = (text: string): string => (text.length <= width ? text : clip(text, width - 1))
  const head = paint('bold', cut(headOf(state)))
  const known = answers(state.report).flatMap((text) => wrapWords(text, width, '  '))
  const shown = state.heldUp.slice(0, MOST_SHOWN).map((one) => heldUpLines(one, state.at, width).map(cut))
  const closer = ['Look closer, in another terminal:', ...state.commands.map((command) => `  ${command}`)]
  let room = rows - 1 - known.length
  const heldUp = shown.filter((lines) => (room -= lines.length) >= 0)
  const hidden = state.heldUp.length - heldUp.length
  const more = hidden > 0 && (room -= 1) >= 0 ? [paint('dim', `… and ${hidden} more`)] : []
  return [
    head,
    ...heldUp.flat().map((line) => paint('yellow', line)),
    ...more,
    ...known.map((line) => paint('plain', line)),
    ...(room >= rowsOf(closer, width)
      ? closer.map((line, i) => (i === 0 ? paint('dim', cut(line)) : paint('plain', line)))
      : []),
  ]
}

/** A command is not cut: the terminal breaks it. */
const rowsOf = (lines: readonly string[], width: number): number =>
  lines.reduce((rows, line) => rows + Math.ceil(line.length / width || 1), 0)

function headOf({ running, nodes, report, starting, heldUp }: DemoState): string {
  const counts = [`traces: ${report.startups.total}`, `starting: ${starting}`, `held up: ${heldUp.length}`]
  return `── ${[durationText(running), ...counts, `${nodes} nodes`].join(' · ')} ──`
}

/** In one line where there is room for it; else what it waits for is told below. */
function heldUpLines({ standing, wait }: HeldUp, at: Nanos, width: number): readonly string[] {
  const { namespace, name } = standing.view.pod
  const waits = `held up  ${namespace}/${name}  ${durationText(minus(at, wait.since))} in ${wait.key}`
  const told = standing.blame?.message ?? standing.blame?.reason
  if (told === undefined) return [waits]
  const why = oneLine(told)
  const whole = `${waits}: ${why}`
  return whole.length <= width ? [whole] : [`${waits}:`, `  ${why}`]
}

/** What took the time, and which node pulls slowly; before anything was measured, nothing. */
export const answers = (report: Report): readonly string[] =>
  report.startups.measured === 0
    ? []
    : sentencesOf(report).flatMap(({ is, text }) => (is === 'limit' || text.startsWith('Did not') ? [] : [text]))

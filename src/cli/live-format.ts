import { pathText, criticalPath } from '../insight/critical-path.ts'
import { summaryOf } from '../insight/summary.ts'
import { waitOf } from '../insight/wait.ts'
import { clip, oneLine } from '../observe/clip.ts'
import { minus, toMillis, type Nanos } from '../observe/nanos.ts'
import { printableJson } from '../observe/printable.ts'
import { formatTimestamp } from '../observe/timestamp.ts'
import { rootContextOf, type ContextMode } from '../telemetry/root-context.ts'
import type { LiveNews } from './live-pods.ts'
import type { Paint } from './painter.ts'

/** A piece of news as a line. */
export type LiveFormat = (news: LiveNews) => string

const COLORS: Readonly<Record<LiveNews['is'], Parameters<Paint>[0]>> = {
  starting: 'dim',
  waiting: 'yellow',
  ready: 'green',
  completed: 'green',
  deleted: 'yellow',
  failed: 'red',
  crashed: 'red',
  stuck: 'red',
  unknown: 'red',
}
const STATE = Math.max(...Object.keys(COLORS).map((state) => state.length))

/** Names as long as this keep their column; longer ones push what follows. */
const LEAST_NAME = 24
const MOST_NAME = 60

/** @param width of the terminal: lines are cut to it; undefined in a pipe */
export function createTextFormat(paint: Paint, width: number | undefined): LiveFormat {
  let column = LEAST_NAME
  return ({ is, at, standing }) => {
    const { namespace, name } = standing.view.pod
    const pod = `${namespace}/${name}`
    column = Math.max(column, Math.min(pod.length, MOST_NAME))
    const head = `${timeOfDay(at)}  `
    const state = is.padEnd(STATE)
    const rest = `  ${pod.padEnd(column)}  ${oneLine(TEXTS[is]?.(standing) ?? summaryOf(standing))}`
    const room = width === undefined ? rest.length : Math.max(1, width - head.length - state.length - 1)
    return paint('dim', head) + paint(COLORS[is], state) + paint('plain', rest.length > room ? clip(rest, room) : rest)
  }
}

const TEXTS: Readonly<Partial<Record<LiveNews['is'], (standing: LiveNews['standing']) => string>>> = {
  starting: ({ view }) => {
    const { kind, name } = view.pod.workload
    const workload = kind === undefined ? [] : [`${kind} ${name}`]
    return [...workload, ...(view.node === undefined ? [] : [`on ${view.node}`])].join(', ')
  },
  waiting: (standing) => waitOf(standing)?.text ?? '',
}

/** As the clock on the wall shows it. */
function timeOfDay(at: Nanos): string {
  const date = new Date(Number(at / 1_000_000n))
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** One JSON object a line; a field that is not known is left out. */
export const createJsonFormat =
  (mode: ContextMode): LiveFormat =>
  ({ is, at, standing }) => {
    const { view, start, end, blame } = standing
    const { namespace, name, workload } = view.pod
    const value = {
      at: formatTimestamp(at),
      is,
      namespace,
      pod: name,
      uid: view.uid,
      workload: workload.name,
      node: view.node,
      traceId: rootContextOf(standing, mode).traceId,
      start: formatTimestamp(start.at),
      milliseconds: toMillis(minus(end.at, start.at)),
      summary: summaryOf(standing),
      criticalPath: pathText(criticalPath(standing)),
      stage: blame?.stage,
      container: blame?.container,
      reason: blame?.reason,
      message: blame?.message,
    }
    return printableJson(JSON.stringify(value))
  }

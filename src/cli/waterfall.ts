import { durationText } from '../insight/duration-text.ts'
import { clip, oneLine } from '../observe/clip.ts'
import type { Nanos } from '../observe/nanos.ts'
import { ATTRIBUTES as A } from '../telemetry/names.ts'
import type { SpanRecord } from '../telemetry/span-record.ts'

export interface WaterfallStyle {
  /** Columns of the terminal. */
  readonly width: number
  readonly paint: (style: 'plain' | 'bold' | 'dim' | 'red' | 'cyan' | 'green' | 'yellow', text: string) => string
}

interface Row {
  readonly span: SpanRecord
  readonly label: string
}

const LEAST_BAR = 10
const LEAST_LABEL = 10
const BETWEEN = '  '

/** A trace as lines of text: a tree of spans, each with a bar over the trace's time. */
export function waterfall(spans: readonly SpanRecord[], style: WaterfallStyle): readonly string[] {
  const [root] = spans
  if (root === undefined) return []
  const rows = treeRows(root, spans)
  const time = Math.max(...rows.map(({ span }) => timeOf(span).length))
  const longest = Math.max(...rows.map((row) => row.label.length))
  const { label, bar } = columnsFor(style.width, longest, time)
  const { paint } = style
  return [
    ...heading(root, style),
    ...rows.flatMap(({ span, label: text }) => [
      [
        paint('plain', fit(text, label)),
        ...(bar === 0 ? [] : [paintBar(span, root, bar, style)]),
        timeOf(span).padStart(time),
      ].join(BETWEEN),
      ...notesOf(span, bar === 0 ? 0 : label, style),
    ]),
  ]
}

/** Names as long as they are, as far as that leaves room for bars; a terminal that is too narrow for bars has none. */
function columnsFor(width: number, longest: number, time: number): { readonly label: number; readonly bar: number } {
  const rest = width - time - BETWEEN.length
  const room = rest - BETWEEN.length
  const label = Math.min(longest, Math.max(20, Math.floor(width / 2)), room - LEAST_BAR)
  return label >= Math.min(longest, LEAST_LABEL)
    ? { label, bar: room - label }
    : { label: Math.min(longest, Math.max(2, rest)), bar: 0 }
}

function heading(root: SpanRecord, { paint, width }: WaterfallStyle): readonly string[] {
  const text = (key: string): string => String(root.attributes[key] ?? '')
  const node = text(A.nodeName) === '' ? '' : ` on ${text(A.nodeName)}`
  const color =
    root.error !== undefined
      ? 'red'
      : text(A.outcome) === 'ready' || text(A.outcome) === 'completed'
        ? 'green'
        : 'yellow'
  return [
    paint('bold', `${root.service}: ${root.name}`) + paint('plain', `  ${text(A.namespace)}/${text(A.podName)}${node}`),
    paint(color, clipped(oneLine(text(A.summary)), width)),
    paint(
      'dim',
      `trace ${root.traceId}${text(A.criticalPath) === '' ? '' : `  critical path: ${text(A.criticalPath)}`}`,
    ),
  ]
}

function treeRows(root: SpanRecord, spans: readonly SpanRecord[]): readonly Row[] {
  const rows: Row[] = [{ span: root, label: root.name }]
  const walk = (parent: SpanRecord, indent: string): void => {
    const children = spans.filter(({ parentSpanId }) => parentSpanId === parent.spanId)
    for (const [i, span] of children.toSorted((a, b) => Number(a.start - b.start)).entries()) {
      const isLast = i === children.length - 1
      rows.push({ span, label: `${indent}${isLast ? '└─ ' : '├─ '}${span.name}` })
      walk(span, `${indent}${isLast ? '   ' : '│  '}`)
    }
  }
  walk(root, '')
  return rows
}

/** It had not come to its end when it was looked at. */
const goesOn = (attributes: SpanRecord['attributes']): boolean => attributes[A.endSource] === 'now'

/** How long, and how surely: the bounds of both ends together. */
function timeOf({ start, end, attributes }: SpanRecord): string {
  const doubt = [attributes[A.startUncertainty], attributes[A.endUncertainty]].map(Number).reduce((a, b) => a + b, 0)
  const within =
    doubt * 1e6 > Number(end - start) * 0.2 ? ` ±${durationText(BigInt(Math.round(doubt * 1e6)) as Nanos)}` : ''
  return durationText((end - start) as Nanos) + within + (goesOn(attributes) ? ' so far' : '')
}

function paintBar(span: SpanRecord, root: SpanRecord, width: number, { paint }: WaterfallStyle): string {
  const total = Number(root.end - root.start)
  const column = (at: Nanos): number => Math.round((Number(at - root.start) / total) * width)
  const from = Math.min(column(span.start), width - 1)
  const length = Math.max(1, column(span.end) - from)
  const color = span.error !== undefined ? 'red' : colorOf(span.attributes)
  const isShort = Number(span.end - span.start) / total < 1 / width
  return ' '.repeat(from) + paint(color, (isShort ? '▏' : '█').repeat(length)) + ' '.repeat(width - from - length)
}

const colorOf = (attributes: SpanRecord['attributes']) =>
  attributes[A.stages] === undefined ? 'dim' : goesOn(attributes) ? 'yellow' : 'cyan'

const SHOWN = 3

/** The first few problems of a span, and how many more there were. */
function notesOf(span: SpanRecord, indent: number, { paint, width }: WaterfallStyle): readonly string[] {
  // Milestones have no message: the tree itself tells of them.
  const problems = span.events.flatMap(({ name, attributes }) => {
    const message = attributes[A.message]
    return message === undefined ? [] : [`${name}: ${oneLine(String(message))}`]
  })
  const shown = [...new Set(problems)]
  const more = shown.length > SHOWN ? [`… and ${shown.length - SHOWN} more`] : []
  return [...shown.slice(0, SHOWN), ...more].map(
    (text) => ' '.repeat(indent + 2) + paint('dim', clipped(`! ${text}`, width - indent - 2)),
  )
}

const clipped = (text: string, width: number): string =>
  text.length > width ? clip(text, Math.max(1, width - 1)) : text
const fit = (text: string, width: number): string => clipped(text, width).padEnd(width)

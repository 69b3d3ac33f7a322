import type { Nanos } from '../../src/observe/nanos.ts'
import { replay, type ReplaySettings } from '../../src/replay/replay.ts'
import { ATTRIBUTES as A } from '../../src/telemetry/names.ts'
import type { SpanRecord } from '../../src/telemetry/span-record.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import { readItems } from '../support/recordings.ts'

/** The traces of a recording as text, one line a span: what a reviewer reads when something changed. */
export function dump(recording: string, settings: ReplaySettings = {}): string {
  const { startups, counts } = replay(readItems(recording), settings)
  const traces = startups.map((startup) => dumpTrace(spansOf(startup, { mode: 'link' })))
  return [...traces, `counted: ${JSON.stringify(counts.all())}`, ''].join('\n')
}

export function dumpTrace(spans: readonly SpanRecord[]): string {
  const [root] = spans
  if (root === undefined) return ''
  const depth = (span: SpanRecord): number => {
    const parent = spans.find(({ spanId }) => spanId === span.parentSpanId)
    return parent === undefined ? 0 : 1 + depth(parent)
  }
  const lines = spans.flatMap((span) => dumpSpan(span, root, '  '.repeat(depth(span))))
  return [
    `trace ${root.traceId} ${String(root.attributes[A.namespace])}/${String(root.attributes[A.podName])}`,
    ...lines,
    '',
  ].join('\n')
}

/** Told by the line itself, or the same on every span. */
const SAID = new Set<string>([
  A.namespace,
  A.podName,
  A.podUid,
  A.nodeName,
  A.workload,
  A.containerName,
  A.stages,
  A.startSource,
  A.startUncertainty,
  A.endSource,
  A.endUncertainty,
  A.message,
])

const ms = (value: Nanos): string => (Number(value) / 1e6).toFixed(3)

function dumpSpan(span: SpanRecord, root: SpanRecord, indent: string): readonly string[] {
  const { attributes: a } = span
  const rest = Object.entries(a).filter(([key]) => !SAID.has(key))
  const ends = `${String(a[A.startSource])}±${String(a[A.startUncertainty])} → ${String(a[A.endSource])}±${String(a[A.endUncertainty])}`
  const head = `${indent}${span.name} | ${span.service} | +${ms((span.start - root.start) as Nanos)} ${ms((span.end - span.start) as Nanos)} ms | ${ends}`
  const more = rest.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(' ')
  const error = span.error === undefined ? '' : ` | ERROR ${span.error}`
  const events = span.events.map(({ name, at }) => `${indent}  ! ${name} at +${ms((at - root.start) as Nanos)}`)
  return [`${head}${error}${more === '' ? '' : ` | ${more}`}`, ...events]
}

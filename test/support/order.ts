import type { SpanRecord } from '../../src/telemetry/span-record.ts'

/** What is wrong with the times of a trace: spans without length, children that reach out of their parents. */
export function disorderIn(spans: readonly SpanRecord[]): readonly string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const [root] = spans
  return [
    ...(byId.size === spans.length ? [] : ['two spans have one id']),
    ...spans.flatMap((span) => {
      const parent = span.parentSpanId === undefined ? undefined : byId.get(span.parentSpanId)
      const where = `${span.name} of ${String(root?.attributes['k8s.pod.name'])}`
      return [
        ...(span.end > span.start ? [] : [`${where}: ${span.end - span.start} ns long`]),
        ...(span === root || parent !== undefined ? [] : [`${where}: no parent`]),
        ...(parent === undefined || (parent.start <= span.start && parent.end >= span.end)
          ? []
          : [`${where}: outside ${parent.name}`]),
        ...span.events
          .filter(({ at }) => root !== undefined && (at < root.start - 1_000n || at > root.end + 1_000n))
          .map(({ name }) => `${where}: ${name} outside the trace`),
      ]
    }),
  ]
}

import { expect } from 'chai'
import { readRecording } from '../../../src/cli/recording-file.ts'
import { toOtlpJson } from '../../../src/deliver/otlp-json.ts'
import { millis } from '../../../src/observe/nanos.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { replay } from '../../../src/replay/replay.ts'
import { toReadableSpan } from '../../../src/telemetry/readable-span.ts'
import { createResources } from '../../../src/telemetry/resource.ts'
import { spansOf } from '../../../src/telemetry/spans.ts'
import { SETTLE_RULES } from '../../../src/timeline/verdict.ts'
import { TRACKER_SETTINGS, type TrackerSettings } from '../../../src/tracker/tracker.ts'
import type { Collector } from '../../support/collector.ts'

/** A span as it is in an OTLP/JSON request, with its resource. */
export interface WireSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly traceState?: string
  readonly name: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
  readonly resource: unknown
}

interface Request {
  readonly resourceSpans: readonly {
    readonly resource: unknown
    readonly scopeSpans: readonly { readonly scope: unknown; readonly spans: readonly WireSpan[] }[]
  }[]
}

const spansIn = (body: string): readonly WireSpan[] =>
  (JSON.parse(body) as Request).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => ({ ...span, scope, resource }))),
  )

/** What the collector has taken. */
export const taken = ({ received }: Collector): readonly WireSpan[] =>
  received.filter(({ answer }) => answer !== 'never' && answer.status === 200).flatMap(({ body }) => spansIn(body))

const sorted = (spans: readonly WireSpan[]): readonly WireSpan[] =>
  spans.toSorted((a, b) => (a.traceId + a.spanId < b.traceId + b.spanId ? -1 : 1))

export const textIn = ({ attributes }: WireSpan, key: string): unknown =>
  attributes.find((one) => one.key === key)?.value['stringValue']

/** Of each trace its pod and outcome, `web ready`. */
export const outcomes = (spans: readonly WireSpan[]): readonly string[] =>
  spans
    .flatMap((span) => {
      const outcome = textIn(span, 'podstart.outcome')
      return outcome === undefined ? [] : [`${String(textIn(span, 'k8s.pod.name'))} ${String(outcome)}`]
    })
    .toSorted()

/** As `--crash-window 1ms`, and what else a scenario has set. */
export const rules = (more: Partial<TrackerSettings> = {}, settle: Partial<typeof SETTLE_RULES> = {}) => ({
  ...TRACKER_SETTINGS,
  settle: { ...SETTLE_RULES, crashWindow: millis(1), ...settle },
  ...more,
})

/** What is to be sent of these items. */
export function replayed(
  items: readonly WatchItem[],
  tracker: TrackerSettings,
  extra: Readonly<Record<string, string>> = {},
): readonly WireSpan[] {
  const resources = createResources({ clusterName: 'kubernetes', extra })
  return replay(items, { tracker }).startups.flatMap((startup) =>
    spansIn(toOtlpJson(spansOf(startup, { mode: 'link' }).map((span) => toReadableSpan(span, resources)))),
  )
}

/** A span in a line, for who reads why a test failed. */
const lineOf = (span: WireSpan): string =>
  [
    span.traceId.slice(-4),
    span.name,
    textIn(span, 'podstart.outcome') ?? '',
    span.startTimeUnixNano,
    span.endTimeUnixNano,
  ].join(' ')

/** To the byte, in any order. */
export function expectSame(sent: readonly WireSpan[], expected: readonly WireSpan[]): void {
  expect(sent.map(lineOf).toSorted()).to.deep.equal(expected.map(lineOf).toSorted())
  const lines = (spans: readonly WireSpan[]): string =>
    sorted(spans)
      .map((span) => JSON.stringify(span))
      .join('\n')
  expect(lines(sent)).to.equal(lines(expected))
}

/** What of a span does not depend on when we heard of things. */
export const namesOf = (spans: readonly WireSpan[]) =>
  sorted(spans).map(({ traceId, spanId, parentSpanId, name }) => ({ traceId, spanId, parentSpanId, name }))

/** Read now: a stage's folder does not outlive it. @throws when a line cannot be read */
export async function readWhole(path: string): Promise<readonly WatchItem[]> {
  const { items, problem } = await readRecording(path)
  if (problem !== undefined) throw new Error(problem)
  return items
}

export const traceIds = (spans: readonly WireSpan[]): ReadonlySet<string> =>
  new Set(spans.map(({ traceId }) => traceId))

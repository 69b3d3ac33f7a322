import { MICROSECOND, minus } from '../../../src/observe/nanos.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { replay } from '../../../src/replay/replay.ts'
import { spansOf } from '../../../src/telemetry/spans.ts'
import type { SpanRecord } from '../../../src/telemetry/span-record.ts'
import type { Startup } from '../../../src/timeline/startup.ts'
import type { MixedPod } from '../mix.ts'

/** All findings are lines that tell of one pod; a mix that went well has none. */
export interface Judged {
  readonly startups: readonly Startup[]
  /** Pods without a startup, or with two. */
  readonly missing: readonly string[]
  /** Startups that did not end as their pods must. */
  readonly wrong: readonly string[]
  /** Stages and bounds that end before they begin. */
  readonly negative: readonly string[]
  /** Spans that no backend would take as they are. */
  readonly malformed: readonly string[]
}

export function judgeMix(pods: readonly MixedPod[], lines: readonly WatchItem[]): Judged {
  const { startups } = replay(lines)
  const first = startups.filter(({ resumed }) => !resumed)
  const byName = Map.groupBy(first, ({ view }) => view.pod.name)
  return {
    startups,
    missing: pods.flatMap(({ name }) => {
      const count = byName.get(name)?.length ?? 0
      return count === 1 ? [] : [`${name} has ${count} startups`]
    }),
    wrong: pods.flatMap((pod) => (byName.get(pod.name) ?? []).flatMap((startup) => wrongEnd(pod, startup))),
    negative: startups.flatMap(negativeTimes),
    malformed: startups.flatMap((startup) =>
      malformedSpans(spansOf(startup, { mode: 'link' })).map((what) => `${startup.view.pod.name}: ${what}`),
    ),
  }
}

function wrongEnd(pod: MixedPod, { outcome, blame }: Startup): readonly string[] {
  const told = (end: string, stage: string | undefined) => (stage === undefined ? end : `${end} at ${stage}`)
  const [must, is] = [told(pod.outcome, pod.stage), told(outcome, pod.stage === undefined ? undefined : blame?.stage)]
  return must === is ? [] : [`${pod.name} must be ${must}, was ${is} (${blame?.reason ?? 'no reason'})`]
}

function negativeTimes({ view, stages, boundaries }: Startup): readonly string[] {
  const ofStages = stages.filter(({ from, to }) => to.at < from.at).map(({ names }) => names.join('+'))
  const ofBounds = [...boundaries]
    .filter(([, { at, earliest, latest }]) => latest < earliest || at < earliest || at > latest)
    .map(([key]) => `the bounds of ${key}`)
  return [...ofStages, ...ofBounds].map((what) => `${view.pod.name}: ${what}`)
}

/** Children inside their parents, parents that are there, one root, and nothing shorter than a microsecond. */
export function malformedSpans(spans: readonly SpanRecord[]): readonly string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const [root, ...others] = spans
  return [
    ...(byId.size === spans.length ? [] : ['two spans have one id']),
    ...spans.filter(({ start, end }) => minus(end, start) < MICROSECOND).map(({ name }) => `${name} is too short`),
    ...(root?.parentSpanId === undefined || root.remoteParent === true ? [] : ['the root has a parent']),
    ...others.flatMap((span) => {
      const parent = span.parentSpanId === undefined ? undefined : byId.get(span.parentSpanId)
      if (parent === undefined) return [`${span.name} has no parent`]
      return span.start < parent.start || span.end > parent.end ? [`${span.name} is not inside ${parent.name}`] : []
    }),
  ]
}

import { toOtlpJson } from '../deliver/otlp-json.ts'
import { hindsight } from '../insight/hindsight.ts'
import { summaryOf } from '../insight/summary.ts'
import { oneLine } from '../observe/clip.ts'
import { printableJson } from '../observe/printable.ts'
import { toReadableSpan } from '../telemetry/readable-span.ts'
import { createResources } from '../telemetry/resource.ts'
import { spansOf, type SpanSettings } from '../telemetry/spans.ts'
import { tellsCause } from '../timeline/blame.ts'
import type { Standing } from '../timeline/startup.ts'
import type { Environment } from './config.ts'
import type { Settings } from './settings/settings.ts'
import { waterfall, type WaterfallStyle } from './waterfall.ts'

export interface PictureSettings {
  readonly spans: SpanSettings
  readonly style: WaterfallStyle
  /** Of Jaeger's page. */
  readonly jaeger?: string
  /** What is to be said beside the pod. */
  readonly notes: readonly string[]
  /** They could be read. */
  readonly hasEvents: boolean
}

/** A startup as it stands, for a reader: the waterfall, and what it cannot show. */
export function pictureOf(
  standing: Standing,
  { spans, style, jaeger, notes, hasEvents }: PictureSettings,
): readonly string[] {
  const trace = spansOf(standing, spans)
  const { paint } = style
  const said = [
    ...whyOf(standing, style.width),
    ...[...notes, ...hindsight(standing, hasEvents)].map((note) => `note: ${note}`),
  ]
  return [
    ...waterfall(trace, style),
    ...said.map((line) => paint('dim', line)),
    ...(jaeger === undefined
      ? []
      : [paint('plain', `Jaeger: ${jaeger.replace(/\/+$/, '')}/trace/${trace[0]?.traceId}`)]),
  ]
}

/** The whole message, where the summary's line has no room for it. */
function whyOf(standing: Standing, width: number): readonly string[] {
  const { blame } = standing
  const isCut = summaryOf(standing).length > width
  if (blame?.message === undefined || !tellsCause(blame) || !isCut) return []
  return [`why: ${blame.reason}: ${oneLine(blame.message)}`]
}

/** The same as one line of OTLP/JSON. */
export function jsonOf(
  standing: Standing,
  spans: SpanSettings,
  { clusterName }: Settings,
  { resourceAttributes: extra }: Environment,
): string {
  const resources = createResources({ clusterName, extra })
  return printableJson(toOtlpJson(spansOf(standing, spans).map((span) => toReadableSpan(span, resources))))
}

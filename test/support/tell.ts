import { replay, type ReplaySettings } from '../../src/replay/replay.ts'
import { ATTRIBUTES as A } from '../../src/telemetry/names.ts'
import type { SpanRecord } from '../../src/telemetry/span-record.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import type { Startup } from '../../src/timeline/startup.ts'
import { labelOf } from '../../src/insight/critical-path.ts'
import type { Story } from './story.ts'

export const startups = (one: Story, settings: ReplaySettings = {}): readonly Startup[] =>
  replay(
    one.items.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    settings,
  ).startups

/** The answer of a trace, as an on-call engineer looks for it. */
export interface Answer {
  readonly outcome: string
  readonly stage?: unknown
  readonly container?: unknown
  readonly reason?: unknown
  /** Spans with an error status. */
  readonly errors: readonly string[]
}

export const answersTo = (one: Story, settings: ReplaySettings = {}): readonly Answer[] =>
  startups(one, settings).map((startup) => answerIn(spansOf(startup, { mode: 'link' })))

export function answerIn(spans: readonly SpanRecord[]): Answer {
  const root = spans[0]?.attributes ?? {}
  const optional = { stage: root[A.blockingStage], container: root[A.containerName], reason: root[A.reason] }
  return {
    outcome: String(root[A.outcome]),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    errors: spans.filter(({ error }) => error !== undefined).map(({ name }) => name),
  }
}

/** The stages of a startup: `pull app`, `!` behind those that had not come to their end. */
export const stagesIn = ({ stages }: Startup): readonly string[] =>
  stages.map((stage) => labelOf(stage) + (stage.open ? ' !' : ''))

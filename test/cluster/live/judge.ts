import { readRecording } from '../../../src/cli/recording-file.ts'
import { seconds, type Nanos } from '../../../src/observe/nanos.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { replay } from '../../../src/replay/replay.ts'
import type { SpanRecord } from '../../../src/telemetry/span-record.ts'
import { spansOf } from '../../../src/telemetry/spans.ts'
import type { Startup } from '../../../src/timeline/startup.ts'
import { SETTLE_RULES } from '../../../src/timeline/verdict.ts'
import { TRACKER_SETTINGS } from '../../../src/tracker/tracker.ts'
import { measureStartups, type Measured } from '../../accuracy/measure.ts'
import { truthsOf } from '../../accuracy/truth.ts'
import type { JaegerQueries } from '../kit/jaeger-queries.ts'
import { callsOf } from './calls.ts'
import type { ExporterProcess } from './exporter-process.ts'

/** One startup that a live exporter's recording replays to. */
export interface Replayed {
  readonly startup: Startup
  readonly trace: readonly SpanRecord[]
}

export interface Deadlines {
  readonly deadline: Nanos
  readonly finalDeadline: Nanos
}

export const DEFAULT_DEADLINES: Deadlines = SETTLE_RULES

export interface Evidence {
  readonly items: readonly WatchItem[]
  readonly replayed: readonly Replayed[]
}

/**
 * The exporter's recording is the very stream that it told its traces from: what it replays to shows the bounds of each
 * boundary, which a span does not. That both are the same is a test of its own.
 */
export async function readEvidence(
  recording: string,
  deadlines: Deadlines,
  exporter: ExporterProcess,
): Promise<Evidence> {
  const { items, problem } = await readRecording(recording)
  if (problem !== undefined) throw new Error(problem)
  const lookback = seconds(600)
  const tracker = { ...TRACKER_SETTINGS, settle: { ...SETTLE_RULES, ...deadlines }, lookback }
  const { startups } = replay(items, { tracker })
  const replayed = startups.map((startup) => ({ startup, trace: spansOf(startup, { mode: 'link' }) }))
  // The replay's clock runs on past every deadline: what had not been told when the exporter ended is not compared.
  const told = exporter.startups.map(({ traceId }) => traceId)
  return { items, replayed: replayed.filter(({ trace }) => takeOut(told, trace[0]?.traceId)) }
}

function takeOut<T>(from: T[], one: T): boolean {
  const i = from.indexOf(one)
  if (i >= 0) from.splice(i, 1)
  return i >= 0
}

/** A startup's boundaries against what the components' own tracing says. */
export async function measureLive(
  { startup }: Replayed,
  items: readonly WatchItem[],
  jaeger: JaegerQueries,
): Promise<readonly Measured[]> {
  const { uid, pod } = startup.view
  const calls = await callsOf(jaeger, { uid: pod.mirrorOf ?? uid, namespace: pod.namespace, name: pod.name })
  return measureStartups(pod.namespace, [startup], new Map([[uid, truthsOf(uid, calls, items)]]))
}

import { fileURLToPath } from 'node:url'
import type { WatchItem } from '../../src/observe/observe.ts'
import { replay, type ReplaySettings } from '../../src/replay/replay.ts'
import type { SpanRecord } from '../../src/telemetry/span-record.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import { RECORDINGS, readItems } from './recordings.ts'

/** A recording's file, as one names it on the command line. */
export const recordingPath = (name: string): string => fileURLToPath(new URL(`${name}.jsonl`, RECORDINGS))

/** What `podstart replay` makes of a recording, before it is drawn, written or sent. */
export const tracesIn = (items: readonly WatchItem[], settings: ReplaySettings = {}) =>
  replay(items, settings).startups.map((startup): readonly SpanRecord[] => spansOf(startup, { mode: 'link' }))

export const recordedTraces = (name: string, settings: ReplaySettings = {}) => tracesIn(readItems(name), settings)

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { nanos } from '../../src/observe/nanos.ts'
import { replay } from '../../src/replay/replay.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import type { SpanRecord } from '../../src/telemetry/span-record.ts'
import type { SpanId } from '../../src/trace/traceparent.ts'
import { readItems, recordingNames } from '../support/recordings.ts'
import { describeMix } from './mix/describe.ts'
import { malformedSpans } from './mix/judge.ts'

const span = (spanId: string, parentSpanId: string | undefined, start: bigint, end: bigint): SpanRecord =>
  ({
    spanId: spanId as SpanId,
    name: spanId,
    start: nanos(start),
    end: nanos(end),
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
  }) as SpanRecord
const ROOT = span('root', undefined, 0n, 10_000n)

describe('what a mix is judged by', () => {
  it('spans of the recordings are as they should be', () => {
    const startups = recordingNames.flatMap((name) => replay(readItems(name)).startups)
    expect(startups.flatMap((startup) => malformedSpans(spansOf(startup, { mode: 'link' })))).to.deep.equal([])
  })
  for (const [what, bad, found] of [
    ['too short', span('a', 'root', 1_000n, 1_999n), 'a is too short'],
    ['without its parent', span('a', 'b', 1_000n, 3_000n), 'a has no parent'],
    ['ending after its parent', span('a', 'root', 1_000n, 10_001n), 'a is not inside root'],
    ['beginning before its parent', span('a', 'root', -1n, 9_000n), 'a is not inside root'],
    ['with the id of another', span('root', 'root', 1_000n, 3_000n), 'two spans have one id'],
  ] as const) {
    it(`sees a span ${what}`, () => {
      expect(malformedSpans([ROOT, bad])).to.include(found)
    })
  }
})

describeMix(7, 100)

import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { nanos } from '../../src/observe/nanos.ts'
import type { WatchItem } from '../../src/observe/observe.ts'
import { replay } from '../../src/replay/replay.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import { disorderIn } from '../support/order.ts'
import { readItems, recordingNames } from '../support/recordings.ts'
import { RUNS } from './runs.ts'

const traces = (items: readonly WatchItem[], settings = {}) =>
  replay(items, settings).startups.map((startup) => spansOf(startup, { mode: 'link' }))
/** In the order of their ids: shuffled deliveries settle at one moment. */
const sorted = (all: ReturnType<typeof traces>) =>
  all.toSorted((a, b) => ((a[0]?.spanId ?? '') < (b[0]?.spanId ?? '') ? -1 : 1))

describe('any order and duplication of a stream', () => {
  for (const name of recordingNames) {
    it(`${name}: gives the same traces`, () => {
      const items = readItems(name)
      const expected = sorted(traces(items))
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 2 ** 32 - 1 }),
          fc.array(fc.nat({ max: items.length - 1 }), { maxLength: 20 }),
          (shuffle, again) => {
            const repeated = again.flatMap((i) => items[i] ?? [])
            expect(sorted(traces([...items, ...repeated], { shuffle }))).to.deep.equal(expected)
          },
        ),
        { numRuns: RUNS },
      )
    })
  }
})

describe('any part of a stream', () => {
  for (const name of recordingNames) {
    it(`${name}: gives nested spans, none of zero or negative length`, () => {
      const items = readItems(name)
      fc.assert(
        fc.property(
          fc.subarray([...items]),
          fc.array(fc.integer({ min: -3_000, max: 3_000 }), { minLength: 1, maxLength: 8 }),
          (part, jitter) => {
            // Arrivals off by up to 3 s: clocks and watches that contradict each other in every way.
            const moved = part.map((item, i) => ({
              ...item,
              at: nanos(item.at + BigInt(jitter[i % jitter.length] ?? 0) * 1_000_000n),
            }))
            const inOrder = moved.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
            expect(traces(inOrder).flatMap(disorderIn)).to.deep.equal([])
          },
        ),
        { numRuns: RUNS },
      )
    })
  }
})

import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { observe, type WatchItem } from '../../src/observe/observe.ts'
import { replay } from '../../src/replay/replay.ts'
import { parseLine } from '../../src/replay/recording.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import { disorderIn } from '../support/order.ts'
import { readItems, recordingNames } from '../support/recordings.ts'
import { RUNS } from './runs.ts'

const watch = fc.constantFrom<WatchItem['watch']>('pods', 'events')
const type = fc.oneof(fc.constantFrom('ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'), fc.string())
const all = recordingNames.flatMap(readItems)

/** A real object with one value somewhere in it replaced by anything. */
const damaged = fc.tuple(fc.constantFrom(...all), fc.nat(), fc.jsonValue()).map(([item, where, value]) => ({
  ...item,
  object: replaced(item.object, { left: where % 200 }, value),
}))

function replaced(node: unknown, at: { left: number }, value: unknown): unknown {
  at.left -= 1
  if (at.left === 0) return value
  if (Array.isArray(node)) return node.map((one) => replaced(one, at, value))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, replaced(one, at, value)]))
}

describe('hostile input', () => {
  it('random JSON never throws out of observe', () => {
    fc.assert(
      fc.property(watch, type, fc.jsonValue(), fc.boolean(), (watch, type, object, listed) => {
        expect(() => observe({ at: 0n as WatchItem['at'], watch, type, object, listed })).not.to.throw()
      }),
      { numRuns: RUNS * 40 },
    )
  })
  it('real objects with a part replaced give whole traces or notices, never an exception', () => {
    fc.assert(
      fc.property(fc.array(damaged, { maxLength: 30 }), (items) => {
        const inOrder = items.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
        const { startups } = replay(inOrder)
        expect(startups.flatMap((startup) => disorderIn(spansOf(startup, { mode: 'parent' })))).to.deep.equal([])
      }),
      { numRuns: RUNS * 10 },
    )
  })
  it('random lines are recordings or say what was expected', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        const parsed = parseLine(line)
        expect(parsed.ok || parsed.expected.length > 0).to.equal(true)
      }),
      { numRuns: RUNS * 10 },
    )
  })
})

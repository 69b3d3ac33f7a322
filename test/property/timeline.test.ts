import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import type { Observation, PodUid } from '../../src/observe/observation.ts'
import { observe } from '../../src/observe/observe.ts'
import { add, emptyTimeline, inOrder, merge, type Timeline } from '../../src/timeline/timeline.ts'
import { readItems } from '../support/recordings.ts'
import { RUNS } from './runs.ts'

const observations: readonly Observation[] = readItems('init-and-sidecar').flatMap((item) => observe(item).observations)
const uid = observations[0]?.uid ?? ('' as PodUid)
const timelineOf = (some: readonly Observation[]): Timeline => add(emptyTimeline(uid), some).timeline
const some = fc.subarray([...observations]).map(timelineOf)
const facts = (timeline: Timeline) => inOrder(timeline)

describe('merging timelines', () => {
  it('is idempotent', () => {
    fc.assert(
      fc.property(some, (a) => {
        expect(facts(merge(a, a))).to.deep.equal(facts(a))
      }),
      { numRuns: RUNS },
    )
  })
  it('is commutative', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(facts(merge(a, b))).to.deep.equal(facts(merge(b, a)))
      }),
      { numRuns: RUNS },
    )
  })
  it('is associative', () => {
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        expect(facts(merge(merge(a, b), c))).to.deep.equal(facts(merge(a, merge(b, c))))
      }),
      { numRuns: RUNS },
    )
  })
})

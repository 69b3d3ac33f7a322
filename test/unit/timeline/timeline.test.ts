import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Arrival, Fact, Observation, PodUid } from '../../../src/observe/observation.ts'
import { add, emptyTimeline, FACT_LIMIT, inOrder, merge, until, type Timeline } from '../../../src/timeline/timeline.ts'
import { at } from '../../support/story.ts'

const UID = '11111111-2222-4333-8444-555555555555' as PodUid
const phase = (name: string): Fact => ({ kind: 'phase', phase: name })
const seen = (fact: Fact, ms: number, how: Arrival['how'] = 'changed'): Observation => ({
  uid: UID,
  fact,
  arrival: { at: at(ms), how },
})
const PENDING = phase('Pending')
const RUNNING = phase('Running')
const EMPTY = emptyTimeline(UID)
const of = (...observations: readonly Observation[]): Timeline => add(EMPTY, observations).timeline

describe('adding to a timeline', () => {
  const CASES: readonly (readonly [
    name: string,
    known: Timeline,
    more: readonly Observation[],
    facts: readonly Observation[],
  ])[] = [
    ['a fact', EMPTY, [seen(PENDING, 5)], [seen(PENDING, 5)]],
    ['a later arrival: the earlier one stays', of(seen(PENDING, 5)), [seen(PENDING, 6)], [seen(PENDING, 5)]],
    ['an earlier arrival: it counts', of(seen(PENDING, 5)), [seen(PENDING, 4)], [seen(PENDING, 4)]],
    ['both in one call, the later first', EMPTY, [seen(PENDING, 6), seen(PENDING, 5)], [seen(PENDING, 5)]],
    ['both in one call, the earlier first', EMPTY, [seen(PENDING, 5), seen(PENDING, 6)], [seen(PENDING, 5)]],
    [
      'at one moment: what is known of the arrival best',
      of(seen(PENDING, 5, 'listed')),
      [seen(PENDING, 5, 'changed'), seen(PENDING, 5, 'added')],
      [seen(PENDING, 5, 'added')],
    ],
    [
      'a list, taken again after a live arrival',
      of(seen(PENDING, 5, 'added')),
      [seen(PENDING, 900, 'listed')],
      [seen(PENDING, 5, 'added')],
    ],
    ['another fact', of(seen(PENDING, 5)), [seen(RUNNING, 4)], [seen(RUNNING, 4), seen(PENDING, 5)]],
  ]
  for (const [name, known, more, facts] of CASES) {
    it(name, () => {
      expect(inOrder(add(known, more).timeline)).to.deep.equal(facts)
    })
  }
  it('nothing new: the same timeline', () => {
    const known = of(seen(PENDING, 5))
    expect(add(known, [seen(PENDING, 5), seen(PENDING, 7)]).timeline).to.equal(known)
  })
  it('leaves the timeline that it adds to as it was', () => {
    const known = of(seen(PENDING, 5))
    add(known, [seen(RUNNING, 6)])
    expect(inOrder(known)).to.deep.equal([seen(PENDING, 5)])
  })
})

describe('the limit of a timeline', () => {
  const many = (count: number, from = 0): readonly Observation[] =>
    Array.from({ length: count }, (_, i) => seen(phase(`P${from + i}`), from + i))
  const LIMIT = FACT_LIMIT
  const full = add(EMPTY, many(LIMIT))

  it('is not reached before it', () => {
    expect({ size: full.timeline.facts.size, dropped: full.dropped }).to.deep.equal({ size: LIMIT, dropped: 0 })
  })
  it('counts what is over it', () => {
    const { timeline, dropped } = add(full.timeline, many(3, LIMIT))
    expect({ same: timeline === full.timeline, dropped }).to.deep.equal({ same: true, dropped: 3 })
  })
  it('counts what is over it in one call', () => {
    const { timeline, dropped } = add(EMPTY, many(LIMIT + 2))
    expect({ size: timeline.facts.size, dropped }).to.deep.equal({ size: LIMIT, dropped: 2 })
  })
  it('lets an earlier arrival of a known fact in', () => {
    const { timeline, dropped } = add(full.timeline, [seen(phase('P7'), 1)])
    const known = [...timeline.facts.values()].find(({ fact }) => fact.kind === 'phase' && fact.phase === 'P7')
    expect({ known, dropped }).to.deep.equal({ known: seen(phase('P7'), 1), dropped: 0 })
  })
})

describe('a timeline', () => {
  it('merged with another holds the facts of both', () => {
    const merged = merge(of(seen(PENDING, 5), seen(RUNNING, 9)), of(seen(PENDING, 4), seen(phase('Failed'), 20)))
    expect(inOrder(merged)).to.deep.equal([seen(PENDING, 4), seen(RUNNING, 9), seen(phase('Failed'), 20)])
  })
  it('as it was known at an instant holds what had come by then', () => {
    expect(inOrder(until(of(seen(PENDING, 5), seen(RUNNING, 9), seen(phase('Failed'), 10)), at(9)))).to.deep.equal([
      seen(PENDING, 5),
      seen(RUNNING, 9),
    ])
  })
  it('keeps facts of one moment in an order that does not depend on how they came', () => {
    const [a, b] = [of(seen(PENDING, 5), seen(RUNNING, 5)), of(seen(RUNNING, 5), seen(PENDING, 5))]
    expect(inOrder(a)).to.deep.equal(inOrder(b))
  })
})

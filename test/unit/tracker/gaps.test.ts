import { expect } from 'chai'
import { describe, it } from 'mocha'
import { LEFT, type WatchItem } from '../../../src/observe/observe.ts'
import { markListed } from '../../../src/replay/recording.ts'
import { replay } from '../../../src/replay/replay.ts'
import { createGapFinder, gapsIn, type Gap } from '../../../src/tracker/gaps.ts'
import { at, condition, running, second, setUp, story, waiting, type Story } from '../../support/story.ts'

const item = (ms: number, type: string, object: unknown): WatchItem => ({
  at: at(ms),
  watch: 'pods',
  type,
  object,
  listed: false,
})
const ERROR = (ms: number) => item(ms, 'ERROR', { kind: 'Status', code: 410, reason: 'Expired' })
const LIST_ENDS = (ms: number) =>
  item(ms, 'BOOKMARK', { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } })

const pod = (n: number, spec: Parameters<typeof story>[0] = {}): Story =>
  story({ name: `web-${n}`, uid: `${n}1111111-2222-4333-8444-555555555555`, ...spec })
/** As a list tells of it. */
const listed = (one: Story, ms: number): readonly WatchItem[] =>
  one.items.slice(-1).map((last) => ({ ...last, at: at(ms), type: 'ADDED' }))

const outcomes = (items: readonly WatchItem[], settings = {}) => {
  const inOrder = items.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const { startups, counts } = replay(markListed(inOrder), settings)
  const told = startups.map(({ view, outcome }) => `${view.pod.name} ${outcome}`)
  return { told: told.toSorted(), missed: counts.all().pods_started_before ?? 0 }
}

const ready = (one: Story): Story => setUp(one).ready(190, [running('app', 170)])
const pending = (one: Story): Story => setUp(one).status(30, { containerStatuses: [waiting('app')] })
const late = (n: number): Story => pod(n, { metadata: { creationTimestamp: second(21_000) } })
const first = [LIST_ENDS(0)]

describe('a gap in the watch', () => {
  for (const settings of [{}, { shuffle: 7 }]) {
    const name = 'shuffle' in settings ? ', shuffled' : ''
    it(`a pod that is in the list after it goes on${name}`, () => {
      const one = pending(pod(1))
      const items = [...first, ...one.items, ERROR(20_000), ...listed(one, 25_000), LIST_ENDS(25_001)]
      expect(outcomes(items, settings)).to.deep.equal({ told: ['web-1 stuck'], missed: 0 })
    })
    it(`a pod that is not is lost${name}`, () => {
      const items = [...first, ...pending(pod(1)).items, ERROR(20_000), LIST_ENDS(25_001)]
      expect(outcomes(items, settings)).to.deep.equal({ told: ['web-1 unknown'], missed: 0 })
    })
  }
  it('a pod that was ready before it stays so', () => {
    const items = [...first, ...ready(pod(1)).items, ERROR(5_000), LIST_ENDS(6_000)]
    expect(outcomes(items)).to.deep.equal({ told: ['web-1 ready'], missed: 0 })
  })
  it('a pod that was created and became ready in it is told', () => {
    const made = late(2)
      .onNode()
      .status(23_000, {
        phase: 'Running',
        conditions: [condition('Ready', 'True', 23_000)],
        containerStatuses: [running('app', 22_000)],
      })
    const items = [...first, ...ready(pod(1)).items, ERROR(20_000), ...listed(made, 25_000), LIST_ENDS(25_001)]
    expect(outcomes(items)).to.deep.equal({ told: ['web-1 ready', 'web-2 ready'], missed: 0 })
  })
})

describe('a pod from long before the first list', () => {
  const OLD = -30 * 86_400_000
  const old = pod(1, { metadata: { creationTimestamp: second(OLD) } }).onNode()
  const unready = {
    phase: 'Running',
    startTime: second(OLD + 1_000),
    conditions: [condition('Ready', 'False', -60_000, 'ContainersNotReady')],
    containerStatuses: [running('app', OLD, { ready: false })],
  }
  it('is no startup, though it is not ready just now', () => {
    const one = old.status(5, unready, true)
    expect(outcomes([...one.items, LIST_ENDS(6)])).to.deep.equal({ told: [], missed: 1 })
  })
  it('is no startup, though its watch has no list and calls it ADDED', () => {
    const one = pod(2, { metadata: { creationTimestamp: second(OLD) } })
      .onNode()
      .ready(5, [running('app', OLD)], { startTime: second(OLD) })
    expect(outcomes(listed(one, 5))).to.deep.equal({ told: [], missed: 1 })
  })
  it('is no startup when its deletion is the first that comes', () => {
    const one = pod(3, { metadata: { creationTimestamp: second(OLD) } })
      .onNode()
      .removed(5)
    expect(outcomes(one.items)).to.deep.equal({ told: [], missed: 1 })
  })
  it('is no startup when it is a static pod whose mirror is written anew', () => {
    const one = pod(4, { metadata: { annotations: { 'kubernetes.io/config.mirror': 'the-static-uid' } } })
      .onNode()
      .added(5)
      .ready(20, [running('app', OLD)], {
        startTime: second(OLD),
        conditions: [condition('Ready', 'True', OLD + 2_000)],
      })
    expect(outcomes([...first, ...one.items])).to.deep.equal({ told: [], missed: 1 })
  })
})

/** A watch of pods in short: `a` ADDED, `~a` MODIFIED, `-a` DELETED, `<a` LEFT, `!` an ERROR, `|` the end of a list. */
const SHORT: Readonly<Record<string, string>> = { '~': 'MODIFIED', '-': 'DELETED', '<': LEFT }
const watched = (short: string): readonly WatchItem[] =>
  short.split(' ').map((one, i) => {
    if (one === '!') return ERROR(i)
    if (one === '|') return LIST_ENDS(i)
    const type = SHORT[one.charAt(0)]
    return item(i, type ?? 'ADDED', { metadata: { uid: type === undefined ? one : one.slice(1) } })
  })

describe('the pods that a list after a gap lacks', () => {
  const CASES: readonly (readonly [title: string, watch: string, gone: readonly string[]])[] = [
    ['none in the first list', 'a b |', []],
    ['none while the watch goes on', 'a | ~a b', []],
    ['those that the next list lacks', 'a b | c ! b |', ['6: a c']],
    ['none before that list is whole', 'a b | ! b', []],
    ['none that was deleted before', 'a b | -a ! b |', []],
    ['none that left the selection before', 'a b | <a ! b |', []],
    ['none when all are there', 'a b | ! b a |', []],
    ['none that is new', 'a | ! a b |', []],
    ['all when the list is empty', 'a b | ! |', ['4: a b']],
    ['once: not in the list after the next gap again', 'a | ! | ! |', ['3: a']],
    ['those of the list before, too', 'a | ! a b | ! b |', ['8: a']],
    ['of a list that was broken off and taken again: by the whole one', 'a b c | ! b ! c |', ['8: a b']],
    ['those that came after the list began', 'a | ! a | b ! a |', ['8: b']],
    ['a pod known by a change alone', '| ~a ! |', ['3: a']],
  ]
  const shown = ({ at: when, gone }: Gap): string => `${(when - at(0)) / 1_000_000n}: ${gone.join(' ')}`
  for (const [title, watch, gone] of CASES) {
    it(`${title}: ${watch}`, () => {
      expect(gapsIn(watched(watch)).map(shown)).to.deep.equal(gone)
    })
  }
  it('are found as the list ends, and not before', () => {
    const finder = createGapFinder()
    expect(watched('a | ! |').map((one) => finder.take(one)?.gone)).to.deep.equal([
      undefined,
      undefined,
      undefined,
      ['a'],
    ])
  })
  it('are those of one watch: another’s gap is not theirs', () => {
    const [shop, billing] = [createGapFinder(), createGapFinder()]
    watched('a |').forEach((one) => shop.take(one))
    watched('b |').forEach((one) => billing.take(one))
    const gaps = watched('! |').map((one) => billing.take(one)?.gone)
    expect([gaps, watched('! a |').map((one) => shop.take(one)?.gone)]).to.deep.equal([
      [undefined, ['b']],
      [undefined, undefined, undefined],
    ])
  })
  it('are not told by a watch of Events', () => {
    const events = watched('! |').map((one): WatchItem => ({ ...one, watch: 'events' }))
    expect(gapsIn([...watched('a |'), ...events])).to.deep.equal([])
  })
  it('are not confused by what has no UID', () => {
    expect(
      gapsIn([...watched('a |'), item(2, 'ADDED', {}), ERROR(3), item(4, 'ADDED', null), LIST_ENDS(5)]),
    ).to.deep.equal([{ at: at(5), gone: ['a'] }])
  })
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { blindSince, bookmark, catchUp, endsList, type CatchUp } from '../../../src/observe/bookmark.ts'
import { nanos } from '../../../src/observe/nanos.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { at } from '../../support/story.ts'

const annotated = (annotations: unknown) => ({ metadata: { resourceVersion: '7', annotations } })
const item = (type: string, object: unknown): WatchItem => ({ at: at(0), watch: 'pods', type, object, listed: false })

const SINCE = '2026-03-01T12:00:00.300000001Z'

describe('what a bookmark says', () => {
  const CASES: readonly (readonly [
    title: string,
    item: WatchItem,
    says: { readonly endsList: boolean; readonly blindSince: bigint | undefined },
  ])[] = [
    [
      'the end of a list',
      item('BOOKMARK', annotated({ 'k8s.io/initial-events-end': 'true' })),
      { endsList: true, blindSince: undefined },
    ],
    [
      'the end of an interruption, to the nanosecond',
      item('BOOKMARK', annotated({ 'podstart.dev/blind-since': SINCE })),
      { endsList: false, blindSince: at(0) + 1n },
    ],
    [
      'both',
      item('BOOKMARK', annotated({ 'k8s.io/initial-events-end': 'true', 'podstart.dev/blind-since': SINCE })),
      { endsList: true, blindSince: at(0) + 1n },
    ],
    ['nothing but a position', item('BOOKMARK', annotated({})), { endsList: false, blindSince: undefined }],
    [
      'the end of a list, denied',
      item('BOOKMARK', annotated({ 'k8s.io/initial-events-end': 'false' })),
      { endsList: false, blindSince: undefined },
    ],
    [
      'a time that is none',
      item('BOOKMARK', annotated({ 'podstart.dev/blind-since': 'yesterday' })),
      { endsList: false, blindSince: undefined },
    ],
    [
      'nothing when it is no bookmark but a pod with such annotations',
      item('ADDED', annotated({ 'k8s.io/initial-events-end': 'true', 'podstart.dev/blind-since': SINCE })),
      { endsList: false, blindSince: undefined },
    ],
    ['nothing without annotations', item('BOOKMARK', annotated(null)), { endsList: false, blindSince: undefined }],
    ['nothing without an object', item('BOOKMARK', undefined), { endsList: false, blindSince: undefined }],
  ]
  for (const [title, one, says] of CASES) {
    it(title, () => {
      expect({ endsList: endsList(one), blindSince: blindSince(one) }).to.deep.equal(says)
    })
  }
})

describe('a bookmark of our own', () => {
  const CASES: readonly (readonly [...Parameters<typeof bookmark>, object: unknown])[] = [
    ['7', { endsList: true }, annotated({ 'k8s.io/initial-events-end': 'true' })],
    ['7', { blindSince: nanos(at(0) + 1n) }, annotated({ 'podstart.dev/blind-since': SINCE })],
    [
      '7',
      { endsList: true, blindSince: nanos(at(0) + 1n) },
      annotated({ 'k8s.io/initial-events-end': 'true', 'podstart.dev/blind-since': SINCE }),
    ],
    ['7', { endsList: false }, annotated({})],
    [undefined, {}, { metadata: { annotations: {} } }],
  ]
  for (const [resourceVersion, marks, object] of CASES) {
    it(`at ${resourceVersion}: ${Object.keys(marks).join(' and ') || 'nothing'}`, () => {
      expect(bookmark(resourceVersion, marks)).to.deep.equal(object)
    })
  }
})

describe('catching up', () => {
  /** Milliseconds after the watch went on, and whether what arrives then is late. */
  const CASES: readonly (readonly [title: string, arrivals: Readonly<Record<number, boolean>>])[] = [
    ['all of the first second is late', { 0: true, 1: true, 600: true, 1_000: true }],
    ['over with the first pause after a second', { 900: true, 1_101: false }],
    ['not over by a pause of 200 ms', { 900: true, 1_100: true, 1_300: true, 1_501: false }],
    [
      'goes on as long as there is no pause',
      { 1: true, 900: true, 1_050: true, 1_250: true, 1_400: true, 1_700: false },
    ],
    ['over when nothing came in the first second', { 1_001: false }],
    ['over for good', { 5_000: false, 5_001: false }],
  ]
  const late = (arrivals: readonly number[]): readonly boolean[] => {
    let state: CatchUp | undefined = { since: at(0), last: at(0) }
    return arrivals.map((ms) => {
      state = state && catchUp(state, at(ms))
      return state !== undefined
    })
  }
  for (const [title, arrivals] of CASES) {
    it(title, () => {
      expect(late(Object.keys(arrivals).map(Number))).to.deep.equal(Object.values(arrivals))
    })
  }
  it('over after 30 s, though it never paused', () => {
    const arrivals = Array.from({ length: 310 }, (_, i) => i * 100)
    expect(late(arrivals)).to.deep.equal(arrivals.map((ms) => ms <= 30_000))
  })
})

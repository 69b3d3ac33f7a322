import { expect } from 'chai'
import { describe, it } from 'mocha'
import { millis } from '../../../src/observe/nanos.ts'
import { APISERVER, EXPORTER, nodeClock, SCHEDULER, WEBHOOK, type PodUid } from '../../../src/observe/observation.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { skewed } from '../../../src/replay/skew.ts'
import type { Boundary } from '../../../src/timeline/boundary.ts'
import { resolveTimeline, type Resolution } from '../../../src/timeline/resolution.ts'
import { add, emptyTimeline } from '../../../src/timeline/timeline.ts'
import { observationsIn } from '../../support/facts.ts'
import { readItems, recordingNames } from '../../support/recordings.ts'

function resolutionsIn(items: readonly WatchItem[]): readonly Resolution[] {
  const observations = observationsIn(items)
  const uids = new Set<PodUid>(observations.map(({ uid }) => uid))
  return [...uids].flatMap((uid) => {
    const own = observations.filter((one) => one.uid === uid)
    return resolveTimeline(add(emptyTimeline(uid), own).timeline) ?? []
  })
}

type Side = 'at' | 'earliest' | 'latest'

/** Where a boundary lies before one that it comes after. */
const backwards = ({ steps, boundaries, view }: Resolution, sides: readonly Side[]): readonly string[] =>
  steps.flatMap(({ key, after }) => {
    const own = boundaries.get(key)
    return after.flatMap((one) => {
      const before = boundaries.get(one)
      const isBack = (side: Side) => before !== undefined && own !== undefined && before[side] > own[side]
      return sides.filter(isBack).map((side) => `${view.pod.name}: ${side} of ${one} after that of ${key}`)
    })
  })

const isOutside = ({ at, earliest, latest }: Boundary): boolean => at < earliest || at > latest
const outside = ({ boundaries, view }: Resolution): readonly string[] =>
  [...boundaries].filter(([, one]) => isOutside(one)).map(([key]) => `${view.pod.name}: ${key}`)

describe('boundaries along the plan', () => {
  for (const name of recordingNames) {
    it(`${name}: estimates and both bounds only grow`, () => {
      const found = resolutionsIn(readItems(name))
      expect(found.flatMap((one) => backwards(one, ['at', 'earliest', 'latest']))).to.deep.equal([])
    })
    it(`${name}, each Event told by its second only: the same`, () => {
      const items = readItems(name).map((item, i) => (item.watch === 'pods' ? item : renamed(item, i)))
      const found = resolutionsIn(items)
      expect(found.flatMap((one) => backwards(one, ['at', 'earliest', 'latest']))).to.deep.equal([])
    })
  }
  for (const clock of [WEBHOOK, APISERVER, SCHEDULER, nodeClock('node-1'), EXPORTER]) {
    for (const ms of [500, -500, 3_000, -3_000]) {
      it(`${clock} off by ${ms} ms: estimates only grow, and lie within their bounds`, () => {
        const items = recordingNames.flatMap(readItems).map((item) => skewed(item, new Map([[clock, millis(ms)]])))
        const found = resolutionsIn(items)
        expect(found.flatMap((one) => [...backwards(one, ['at']), ...outside(one)])).to.deep.equal([])
      })
    }
  }
})

/** An Event as newer client libraries name it where the pod's name is too long. */
const renamed = (item: WatchItem, i: number): WatchItem => {
  const object = item.object as { readonly metadata: object }
  const name = `5f7c2b1e-4a8d-11e7-9f5e-${i.toString(16).padStart(12, '0')}`
  return { ...item, object: { ...object, metadata: { ...object.metadata, name } } }
}

describe('an arrival from a list', () => {
  for (const name of recordingNames) {
    it(`${name}, all of it from one list: is no estimate`, () => {
      const items = readItems(name)
      const [last] = items.toSorted((a, b) => (a.at > b.at ? -1 : 1))
      const found = resolutionsIn(items.map((item) => ({ ...item, at: last?.at ?? item.at, listed: true })))
      const sources = found.flatMap(({ boundaries }) => [...boundaries.values()].map(({ source }) => source))
      expect(sources.filter((source) => source === 'watch_arrival' || source === 'list_arrival')).to.deep.equal([])
      expect(sources.length).to.be.greaterThan(0)
    })
  }
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { LEFT, type WatchItem } from '../../../src/observe/observe.ts'
import { replay } from '../../../src/replay/replay.ts'
import type { Startup } from '../../../src/timeline/startup.ts'
import { msOf } from '../../support/facts.ts'
import { at, running, setUp, startedBy, story, waiting, type Story } from '../../support/story.ts'

const pending = (): Story => setUp(story()).status(30, { containerStatuses: [waiting('app')] })
const ready = (): Story => startedBy(setUp(story()), 'app', 100).ready(190, [running('app', 170)])

/** `unknown 5..4000`: the outcome, and where it begins and ends, in milliseconds. */
const tell = ({ outcome, start, end }: Startup): string => `${outcome} ${msOf(start.at)}..${msOf(end.at)}`

const inOrder = (items: readonly WatchItem[]): readonly WatchItem[] =>
  items.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))

describe('a pod that leaves the selection', () => {
  const leaving = (of: Story, ms: number): readonly WatchItem[] => [
    ...of.items,
    ...of.items.slice(-1).map((item) => ({ ...item, at: at(ms), type: LEFT, listed: false })),
  ]
  const LEAVING: readonly (readonly [title: string, items: readonly WatchItem[], told: readonly string[]])[] = [
    ['before it is ready: nobody knows', leaving(pending(), 4_000), ['unknown 5..4000']],
    ['after it was ready: ready', leaving(ready(), 4_000), ['ready 5..190']],
    ['while it is deleted: deleted', leaving(pending().deleting(3_000), 4_000), ['deleted 5..3000']],
    ['at once, unseen: nothing', leaving(pending(), 4_000).slice(-1), []],
  ]
  for (const [title, items, told] of LEAVING) {
    for (const settings of [{}, { shuffle: 7 }]) {
      it(`${title}${'shuffle' in settings ? ', in another order too' : ''}`, () => {
        expect(replay(inOrder(items), settings).startups.map(tell)).to.deep.equal(told)
      })
    }
  }
  it('without a UID: is counted as what cannot be read', () => {
    const { startups, counts } = replay([{ at: at(0), watch: 'pods', type: LEFT, object: {}, listed: false }])
    expect([startups, counts.all()]).to.deep.equal([[], { malformed_pod: 1 }])
  })
})

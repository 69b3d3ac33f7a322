import { expect } from 'chai'
import { describe } from 'mocha'
import { blindSince } from '../../../src/observe/bookmark.ts'
import { minus, toMillis, type Nanos } from '../../../src/observe/nanos.ts'
import type { ApiServer } from '../../support/apiserver/apiserver.ts'
import { reset, silence } from '../../support/apiserver/fault-kit.ts'
import { BEGIN, standingClock, type Clock } from './clock.ts'
import { EVENTS, lineOf, overs, pod, reflects, type Reflecting } from './reflecting.ts'

const seeing = (live: Reflecting, times = 1) =>
  live.until(() => live.news.filter(({ is }) => is === 'seeing').length === times)

const inSeconds = (at: Nanos): number => toMillis(minus(at, BEGIN)) / 1_000

/** With when it came and since when nothing was seen, in seconds. */
const timed = ({ items }: Reflecting): readonly string[] =>
  items.map((item) => {
    const since = blindSince(item)
    return `${inSeconds(item.at)}: ${lineOf(item)}${since === undefined ? '' : ` since ${inSeconds(since)}`}`
  })

const darknessIn = ({ news }: Reflecting): readonly string[] =>
  news.flatMap((one) =>
    one.is === 'blind' ? [`blind since ${inSeconds(one.since)}, dark since ${inSeconds(one.dark)}`] : [],
  )

/** At so many seconds something is written, and it has come. */
async function put(server: ApiServer, live: Reflecting, clock: Clock, after: number, name: string): Promise<void> {
  clock.pass(after)
  const count = live.items.length
  server.pods.put(pod(name))
  await live.until(() => live.items.length > count)
}

describe('an interruption', () => {
  reflects('by the server’s orderly end: nothing is seen from then on', async ({ server, start }) => {
    const clock = standingClock()
    const live = start({ now: clock.now })
    await seeing(live)
    await put(server, live, clock, 4, 'a')
    clock.pass(5)
    server.fail({ verb: 'watch' }, reset())
    void server.openWatches[0]?.end()
    await live.until(() => overs(live.news).length === 2)
    clock.pass(3)
    await seeing(live, 2)
    expect(timed(live)).to.deep.equal([
      '0: BOOKMARK @1000 end',
      '4: ADDED a-1 @1001',
      '12: BOOKMARK @1001 blind since 9',
    ])
    expect(darknessIn(live)).to.deep.equal(['blind since 9, dark since 9'])
  })
  reflects(
    'by a broken connection: nothing is seen from then on, nothing is sure since the last byte',
    async ({ server, start }) => {
      const clock = standingClock()
      const live = start({ now: clock.now })
      await seeing(live)
      await put(server, live, clock, 4, 'a')
      clock.pass(5)
      await server.openWatches[0]?.reset()
      await live.until(() => overs(live.news).length === 1)
      clock.pass(3)
      await seeing(live, 2)
      expect(timed(live)).to.deep.equal([
        '0: BOOKMARK @1000 end',
        '4: ADDED a-1 @1001',
        '12: BOOKMARK @1001 blind since 9',
      ])
      expect(darknessIn(live)).to.deep.equal(['blind since 9, dark since 4'])
    },
  )
  reflects('that a new list ends is told with that', async ({ server, start }) => {
    const clock = standingClock()
    const live = start({ now: clock.now })
    await seeing(live)
    clock.pass(9)
    server.elsewhere()
    server.compact()
    await server.openWatches[0]?.end()
    await seeing(live, 3)
    expect(timed(live)).to.deep.equal([
      '0: BOOKMARK @1000 end',
      // It seemed to go on, until the server said that it cannot.
      '9: BOOKMARK @1000 blind since 9',
      '9: ERROR 410',
      '9: BOOKMARK @1001 end blind since 9',
    ])
  })
  reflects('that lists by pages end goes on until the watch has what happened since', async ({ server, start }) => {
    const clock = standingClock()
    const live = start({ now: clock.now })
    await seeing(live)
    server.settings.watchList = 400
    server.settings.expiredWatch = 'status'
    clock.pass(9)
    server.elsewhere()
    server.compact()
    await server.openWatches[0]?.end()
    await seeing(live, 2)
    expect(timed(live)).to.deep.equal([
      '0: BOOKMARK @1000 end',
      '9: ERROR 410',
      '9: BOOKMARK @1001 end blind since 9',
      '9: BOOKMARK @1001 blind since 9',
    ])
  })
})

describe('what comes after an interruption', () => {
  const cases: readonly (readonly [title: string, after: readonly number[], listed: readonly boolean[]])[] = [
    ['in the first second is late', [0, 0.5, 0.4], [true, true, true]],
    ['after a second, with no pause, is late', [0.9, 0.15, 0.2, 0.2], [true, true, true, true]],
    ['after a second and a pause is not', [0.9, 0.31, 0.01], [true, false, false]],
    ['after a second without news is not', [1.5], [false]],
    ['after half a minute is not', Array(31).fill(0.99), [true, ...Array(30).fill(false)]],
    ['for half a minute without a pause', Array(160).fill(0.2), [...Array(150).fill(true), ...Array(10).fill(false)]],
  ]
  for (const [title, after, listed] of cases) {
    reflects(title, async ({ server, start }) => {
      const clock = standingClock()
      const live = start({ now: clock.now })
      await seeing(live)
      await server.openWatches[0]?.end()
      await seeing(live, 2)
      await server.until(() => server.openWatches.length === 1)
      for (const [i, pause] of after.entries()) await put(server, live, clock, pause, `p${i}`)
      expect(live.items.slice(2).map((item) => item.listed)).to.deep.equal(listed)
    })
  }
  reflects('is late up to a bookmark that ends a list, and no more then', async ({ server, start }) => {
    const clock = standingClock()
    const live = start({ now: clock.now })
    await seeing(live)
    await server.openWatches[0]?.end()
    await seeing(live, 2)
    await put(server, live, clock, 0, 'a')
    server.compact()
    server.elsewhere()
    server.compact()
    await server.openWatches[0]?.end()
    await live.until(() => live.items.filter(({ type }) => type === 'ERROR').length === 1)
    await live.until(() => lineOf(live.items.at(-1) ?? ({} as never)).includes(' end'))
    await put(server, live, clock, 0, 'b')
    expect(timed(live).slice(2)).to.deep.equal([
      '0: ADDED a-1 @1001 listed',
      '0: BOOKMARK @1001 blind since 0',
      '0: ERROR 410',
      '0: ADDED a-1 @1001 listed',
      '0: BOOKMARK @1002 end blind since 0',
      '0: ADDED b-1 @1003',
    ])
  })
})

describe('a list in a watch', () => {
  reflects('marks what was there, not what changes before its end', async ({ server, start }) => {
    server.fail({ verb: 'watch' }, silence())
    const live = start()
    const watch = await server.until(() => server.openWatches[0])
    await watch.send('ADDED', pod('a', { resourceVersion: '1' }))
    await watch.send('MODIFIED', pod('a', { resourceVersion: '2' }))
    await watch.send('DELETED', pod('a', { resourceVersion: '3' }))
    watch.release()
    await live.shows('ADDED a-1 @1 listed', 'MODIFIED a-1 @2', 'DELETED a-1 @3', 'BOOKMARK @1000 end')
  })
})

describe('interruptions one after the other', () => {
  /** Watches that end after so many seconds. */
  const endings = async (server: ApiServer, live: Reflecting, clock: Clock, lengths: readonly number[]) => {
    for (const [i, length] of lengths.entries()) {
      await seeing(live, i + 1)
      await server.until(() => server.openWatches.length === 1)
      clock.pass(length)
      await server.openWatches[0]?.end()
      await live.until(() => overs(live.news).length === i + 1)
    }
    return overs(live.news)
  }
  reflects('are met with patience', async ({ server, start }) => {
    const clock = standingClock()
    const live = start({ now: clock.now })
    expect(await endings(server, live, clock, [0, 0, 0])).to.deep.equal([
      'ended; 0 ms; goes on',
      'ended; 250 ms; goes on',
      'ended; 500 ms; goes on',
    ])
  })
  for (const [what, feed] of [
    ['pods', {}],
    ['Events in a quiet cluster, which brings no byte', { feed: EVENTS }],
  ] as const) {
    reflects(`are each the first after half an hour of a watch of ${what}`, async ({ server, start }) => {
      const clock = standingClock()
      const live = start({ now: clock.now, ...feed })
      const half = 1_800
      expect(await endings(server, live, clock, [half, half, half])).to.deep.equal(
        Array(3).fill('ended; 0 ms; goes on'),
      )
    })
  }
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { LONGEST_LINE } from '../../../src/kube/lines.ts'
import { answer } from '../../support/apiserver/fault-kit.ts'
import { HOSTILE, longLine } from '../../support/apiserver/hostile.ts'
import { lineOf, overs, pod, reflects, type Reflecting } from './reflecting.ts'

const isSeeing = (live: Reflecting) => live.until(() => live.news.some(({ is }) => is === 'seeing'))
const unreadable = ({ news }: Reflecting): readonly string[] =>
  news.flatMap((one) => (one.is === 'unreadable' ? [one.line] : []))

/** What becomes of each line: passed over and counted, an item for others to judge, nothing, or the watch's end. */
const TOLD: Readonly<Record<string, 'unreadable' | 'nothing' | readonly [item: string]>> = {
  'no JSON': 'unreadable',
  'half a line': 'unreadable',
  'an empty line': 'nothing',
  'invalid UTF-8': ['ADDED'],
  'a byte order mark': 'unreadable',
  null: 'unreadable',
  'a number': 'unreadable',
  'an array': 'unreadable',
  'no type': 'unreadable',
  'an unknown type': ['EXPLODED a'],
  'a type that is no text': 'unreadable',
  'no object': 'unreadable',
  'an object that is null': 'unreadable',
  'an object that is an array': 'unreadable',
  'no metadata': ['ADDED'],
  'metadata that is text': ['ADDED'],
  'no uid': ['ADDED a @1'],
  'no version': ['MODIFIED c'],
  'a version that is a number': ['BOOKMARK'],
  'a bookmark without a version': ['BOOKMARK'],
  'a deep object': ['ADDED'],
  'a prototype': ['ADDED a'],
  'a Status that is no error': ['ADDED 500'],
  'an error that is text': 'unreadable',
}
const ENDS = ['an error without a code']

describe('a line that no server should send', () => {
  it('is each in this table', () => {
    expect([...Object.keys(TOLD), ...ENDS].toSorted()).to.deep.equal(Object.keys(HOSTILE).toSorted())
  })
  for (const [title, told] of Object.entries(TOLD)) {
    reflects(`${title}: ${typeof told === 'string' ? told : told[0]}, and the watch goes on`, async (stage) => {
      const { server, start } = stage
      const live = start()
      await isSeeing(live)
      await server.openWatches[0]?.write(HOSTILE[title] ?? '')
      server.pods.put(pod('b'))
      await live.until(() => live.items.some((item) => lineOf(item) === 'ADDED b-1 @1001'))
      expect({
        items: live.items.map(lineOf),
        counted: unreadable(live).length,
        overs: overs(live.news),
      }).to.deep.equal({
        items: ['BOOKMARK @1000 end', ...(typeof told === 'string' ? [] : told), 'ADDED b-1 @1001'],
        counted: told === 'unreadable' ? 1 : 0,
        overs: [],
      })
    })
  }
  reflects('an error without a code: counts as an error of the server', async ({ server, start }) => {
    const live = start()
    await isSeeing(live)
    await server.openWatches[0]?.write(HOSTILE['an error without a code'] ?? '')
    await live.until(() => overs(live.news).length === 1)
    expect(overs(live.news)).to.deep.equal(['failed HTTP 500; 250 ms; goes on'])
  })
  reflects('that is longer than any object: passed over', async ({ server, start }) => {
    const live = start()
    await isSeeing(live)
    await server.openWatches[0]?.write(longLine(LONGEST_LINE))
    server.pods.put(pod('b'))
    await live.shows('BOOKMARK @1000 end', 'ADDED b-1 @1001')
    expect(unreadable(live)).to.deep.equal(['a line that is too long'])
  })
  reflects('before the list’s end: passed over, too', async ({ server, start }) => {
    const lines = [HOSTILE['no JSON'], HOSTILE['no uid'], HOSTILE['a bookmark without a version']].join('')
    const end = { type: 'BOOKMARK', object: pod('x', { resourceVersion: '1000', annotations: LIST_END }) }
    server.fail({ verb: 'watch' }, answer(200, `${lines}${JSON.stringify(end)}\n`))
    const live = start()
    await live.shows('ADDED a @1 listed', 'BOOKMARK', 'BOOKMARK @1000 end', 'BOOKMARK @1000 blind')
    expect(unreadable(live)).to.have.length(1)
  })
})

const LIST_END = { 'k8s.io/initial-events-end': 'true' }

describe('a list that no server should send', () => {
  const LISTS: readonly (readonly [
    title: string,
    items: unknown,
    lines: readonly string[],
    others: readonly string[],
  ])[] = [
    ['without items', undefined, [], []],
    ['with items that are none', 'pods', [], []],
    [
      'with other things among its items',
      [null, 7, 'pod', [], pod('a')],
      ['ADDED a-1 listed'],
      ['null', '7', '"pod"', '[]'],
    ],
  ]
  for (const [title, items, lines, others] of LISTS) {
    reflects(
      title,
      async ({ server, start }) => {
        server.fail({ verb: 'list' }, answer(200, { metadata: { resourceVersion: '1000' }, items }))
        const live = start()
        await isSeeing(live)
        expect([live.items.map(lineOf), unreadable(live)]).to.deep.equal([
          [...lines, 'BOOKMARK @1000 end blind', 'BOOKMARK @1000 blind'],
          others,
        ])
      },
      { watchList: 400 },
    )
  }
})

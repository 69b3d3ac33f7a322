import { expect } from 'chai'
import { describe, it } from 'mocha'
import { bookmark } from '../../../src/observe/bookmark.ts'
import { nanos } from '../../../src/observe/nanos.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { markListed, parseLine, toLine } from '../../../src/replay/recording.ts'
import { redacted } from '../../../src/replay/redact.ts'
import { readItems, recordingNames } from '../../support/recordings.ts'
import { at } from '../../support/story.ts'

const SHAPE = '{"at": "<RFC 3339 time>", "watch": "pods" or "events", "type": "ADDED", …, "object": {…}}'
const GOOD = { at: '2026-11-22T15:35:00.414139178Z', watch: 'pods', type: 'ADDED', object: { kind: 'Pod' } }

describe('parseLine', () => {
  it('reads an item, to the nanosecond', () => {
    expect(parseLine(JSON.stringify(GOOD))).to.deep.equal({
      ok: true,
      item: {
        at: nanos(1_795_361_700_414_139_178n),
        watch: 'pods',
        type: 'ADDED',
        object: { kind: 'Pod' },
        listed: false,
      },
    })
  })
  it('passes over what it does not know', () => {
    expect(parseLine(JSON.stringify({ ...GOOD, node: 'a' }))).to.deep.equal(parseLine(JSON.stringify(GOOD)))
  })
  const BAD: readonly [title: string, line: string, expected: string][] = [
    ['text', 'hello', `a line of JSON like ${SHAPE}; this is none (is the file cut off?)`],
    ['a line cut off', '{"at": "20', `a line of JSON like ${SHAPE}; this is none (is the file cut off?)`],
    ['a number', '7', `${SHAPE}; the line: Invalid input: expected object, received number`],
    ['a list', '[]', `${SHAPE}; the line: Invalid input: expected object, received array`],
    ['null', 'null', `${SHAPE}; the line: Invalid input: expected object, received null`],
    ['no time', line({ at: undefined }), `${SHAPE}; "at": Invalid input: expected string, received undefined`],
    ['another time', line({ at: 'today' }), `${SHAPE}; "at": is no RFC 3339 time`],
    ['a time before 1970', line({ at: '1969-12-31T23:59:59Z' }), `${SHAPE}; "at": is no RFC 3339 time`],
    ['another watch', line({ watch: 'nodes' }), `${SHAPE}; "watch": Invalid option: expected one of "pods"|"events"`],
    ['no type', line({ type: 1 }), `${SHAPE}; "type": Invalid input: expected string, received number`],
    ['no object', line({ object: 'pod' }), `${SHAPE}; "object": Invalid input: expected record, received string`],
  ]
  for (const [title, text, expected] of BAD) {
    it(`refuses ${title}`, () => {
      expect(parseLine(text)).to.deep.equal({ ok: false, expected })
    })
  }
})

function line(change: object): string {
  return JSON.stringify({ ...GOOD, ...change })
}

describe('toLine', () => {
  const items = (line: string): readonly WatchItem[] => {
    const parsed = parseLine(line)
    return parsed.ok ? [parsed.item] : []
  }
  it('writes one line, to the nanosecond', () => {
    const item: WatchItem = { at: nanos(at(0) + 7n), watch: 'pods', type: 'ADDED', object: { a: 'b\nc' }, listed: true }
    expect(toLine(item)).to.equal(
      '{"at":"2026-03-01T12:00:00.300000007Z","watch":"pods","type":"ADDED","object":{"a":"b\\nc"}}\n',
    )
  })
  const OWN: readonly (readonly [title: string, item: WatchItem])[] = [
    ['our own type', { at: at(0), watch: 'pods', type: 'LEFT', object: { metadata: { uid: 'u' } }, listed: false }],
    [
      'our own bookmark',
      {
        at: at(0),
        watch: 'events',
        type: 'BOOKMARK',
        object: bookmark('7', { endsList: true, blindSince: at(-5) }),
        listed: false,
      },
    ],
  ]
  for (const [title, item] of OWN) {
    it(`${title}: is read as it was`, () => {
      expect(items(toLine(item))).to.deep.equal([item])
    })
  }
  for (const name of recordingNames) {
    it(`${name}: is read as it was, but for what is redacted`, () => {
      const recorded = readItems(name)
      expect(markListed(recorded.map(toLine).flatMap(items))).to.deep.equal(
        recorded.map((item) => ({ ...item, object: redacted(item.object) })),
      )
    })
  }
  for (const object of [null, [], 'text']) {
    it(`a server’s list with ${JSON.stringify(object)} for an object: does not end the recording`, () => {
      expect(items(toLine({ at: at(0), watch: 'pods', type: 'ADDED', object, listed: true })).length).to.equal(1)
    })
  }
})

/** A recording in short: `p+` a pod ADDED, `p~` MODIFIED, `p|` the bookmark, `p!` an ERROR; `e…` of the Events. */
const SHORT: Readonly<Record<string, string>> = {
  '+': 'ADDED',
  '~': 'MODIFIED',
  '-': 'DELETED',
  '|': 'BOOKMARK',
  '!': 'ERROR',
  '.': 'BOOKMARK',
}
const LIST_END = { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } }
const items = (short: string): readonly WatchItem[] =>
  short.split(' ').map((one, i) => ({
    at: at(i),
    watch: one.startsWith('p') ? 'pods' : 'events',
    type: SHORT[one.charAt(1)] ?? '',
    object: one.endsWith('|') ? LIST_END : {},
    listed: false,
  }))

describe('markListed', () => {
  const CASES: readonly [title: string, recording: string, listed: string][] = [
    ['what came before the bookmark', 'p+ p+ p| p+', '1 1 0 0'],
    ['of each watch by itself', 'p+ e+ p| e+ p+ e|', '1 1 0 1 0 0'],
    ['nothing without a bookmark', 'p+ e+ p~', '0 0 0'],
    ['nothing by a bookmark of another kind', 'p+ p. p+', '0 0 0'],
    ['ADDED alone', 'p+ p~ p|', '1 0 0'],
    ['again after an error', 'p+ p| p+ p! p+ p| p+', '1 0 0 0 1 0 0'],
    ['again after a second bookmark', 'p+ p| p+ p|', '1 0 1 0'],
    ['what a list had brought that broke off', 'p+ p! p+ p|', '1 0 1 0'],
    ['not what a watch brought before an error without a bookmark', 'p+ p~ p! p+ p|', '0 0 0 1 0'],
    ['not what came between a list and an error', 'p+ p| p+ p! p+ p|', '1 0 0 0 1 0'],
    ['not by an error of the other watch', 'p+ e! p+ p|', '1 0 1 0'],
  ]
  for (const [title, recording, listed] of CASES) {
    it(`${title}: ${recording}`, () => {
      const before = items(recording)
      const flags = listed.split(' ').map((flag) => flag === '1')
      expect(markListed(before)).to.deep.equal(before.map((item, i) => ({ ...item, listed: flags[i] })))
    })
  }
})

describe('markListed after an interruption', () => {
  /** When what comes, in milliseconds: `500 p+`; `p?` is a bookmark that tells of an interruption, `p?|` also ends a list. */
  const timed = (recording: string): readonly WatchItem[] =>
    recording.split(', ').map((one) => {
      const [ms = '', what = ''] = one.split(' ')
      const isBlind = what.includes('?')
      const object = bookmark('7', { endsList: what.endsWith('|'), ...(isBlind && { blindSince: at(-5_000) }) })
      const watch = what.startsWith('p') ? 'pods' : 'events'
      const type = isBlind ? 'BOOKMARK' : (SHORT[what.charAt(1)] ?? '')
      return { at: at(Number(ms)), watch, type, object: type === 'BOOKMARK' ? object : {}, listed: false }
    })
  const CASES: readonly (readonly [title: string, recording: string, listed: string])[] = [
    ['all of the first second, of every type', '0 p?, 0 p+, 1 p~, 999 p-, 1000 p+', '0 1 1 1 1'],
    ['up to the first pause after a second', '0 p?, 900 p~, 1100 p~, 1301 p~, 1302 p~', '0 1 1 0 0'],
    ['nothing after a second without news', '0 p?, 1001 p~', '0 0'],
    ['at most 30 s', ticking(31_000, 200), ['0', ...ticks(31_000, 200).map((ms) => (ms <= 30_000 ? 1 : 0))].join(' ')],
    ['nothing before it', '0 p+, 10 p?, 20 p~', '0 0 1'],
    ['of each watch by itself', '0 p?, 1 e+, 2 p+, 3 e?, 4 e+', '0 0 1 0 1'],
    ['no pause by what the other watch brings', '0 p?, 900 p~, 1000 e+, 1101 p~', '0 1 0 0'],
    ['a plain bookmark changes nothing', '0 p?, 1 p., 2 p+', '0 0 1'],
    ['a plain bookmark fills no pause', '0 p?, 900 p~, 1050 p., 1150 p~', '0 1 0 0'],
    ['not where the whole list was taken again', '0 p!, 1 p+, 2 p?|, 3 p+', '0 1 0 0'],
    ['no more once a list has been taken', '0 p?, 1 p~, 4 p|, 5 p~', '0 1 0 0'],
    ['again after the next', '0 p?, 5 p~, 2000 p~, 9000 p?, 9001 p~', '0 1 0 0 1'],
  ]
  for (const [title, recording, listed] of CASES) {
    it(title, () => {
      const before = timed(recording)
      const flags = listed.split(' ').map((flag) => flag === '1')
      expect(markListed(before)).to.deep.equal(before.map((item, i) => ({ ...item, listed: flags[i] })))
    })
  }
})

function ticks(length: number, every: number): readonly number[] {
  return Array.from({ length: length / every }, (_, i) => i * every)
}
function ticking(length: number, every: number): string {
  return ['0 p?', ...ticks(length, every).map((ms) => `${ms} p~`)].join(', ')
}

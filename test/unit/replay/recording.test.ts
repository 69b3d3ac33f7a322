import { expect } from 'chai'
import { describe, it } from 'mocha'
import { nanos } from '../../../src/observe/nanos.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { markListed, parseLine } from '../../../src/replay/recording.ts'
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

/** A recording in short: `p+` a pod ADDED, `p~` MODIFIED, `p|` the bookmark, `p!` an ERROR; `e…` of the Events. */
const SHORT: Readonly<Record<string, string>> = {
  '+': 'ADDED',
  '~': 'MODIFIED',
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
    ['nothing before an error without a bookmark', 'p+ p! p+ p|', '0 0 1 0'],
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

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createLabelRoom, type LabelBounds, type LabelRoom } from '../../../src/serve/label-room.ts'
import { bounded, counter, gauge, type Labels } from '../../../src/serve/metric-table.ts'

const PULLS = bounded(counter('Pulls.', 'node', 'repository', 'result'), 'node', 'repository')
const INFO = { ...bounded(gauge('Info.', 'workload', 'revision'), 'workload', 'revision'), leavesOut: true } as const

const BOUNDS: LabelBounds = {
  values: { namespace: 2, workload: 2, node: 3, registry: 2, repository: 9, reason: 2, revision: 9, clock: 2 },
  sets: 4,
  life: 1_000,
}
const pull = (node: string, repository: string): Labels => ({ node, repository, result: 'pulled' })
const pulls = (room: LabelRoom, now: number, ...all: readonly (readonly [string, string])[]) =>
  all.map(([node, repository]) => {
    const { labels, overflow } = room.place('pulls', PULLS, pull(node, repository), now)
    return [labels?.['node'], labels?.['repository'], ...overflow].join(' ')
  })
const fresh = (): LabelRoom => createLabelRoom(BOUNDS)

describe('room for labels', () => {
  it('is for all while there are few', () => {
    expect(pulls(fresh(), 0, ['a', 'x'], ['a', 'y'], ['b', 'x'], ['a', 'x'])).to.deep.equal([
      'a x',
      'a y',
      'b x',
      'a x',
    ])
  })
  it('has no more values than its bound: further ones are other, and counted', () => {
    expect(pulls(fresh(), 0, ['a', 'x'], ['b', 'x'], ['c', 'x'], ['d', 'x'])).to.deep.equal([
      'a x',
      'b x',
      'c x',
      'other other node repository',
    ])
  })
  it('gives up the last label where three quarters of the places are taken, then all; who has a place keeps it', () => {
    const room = fresh()
    expect(
      pulls(room, 0, ['a', 'x'], ['a', 'y'], ['a', 'z'], ['b', 'x'], ['b', 'y'], ['c', 'x'], ['a', 'z']),
    ).to.deep.equal([
      'a x',
      'a y',
      'a z',
      'b other repository',
      'b other repository',
      'other other node repository',
      'a z',
    ])
    expect(room.setsOf('pulls').length).to.equal(5)
  })
  it('counts each metric by itself', () => {
    const room = fresh()
    pulls(room, 0, ['a', 'x'], ['a', 'y'], ['a', 'z'])
    expect(room.place('others', PULLS, pull('b', 'x'), 0)).to.deep.equal({ labels: pull('b', 'x'), overflow: [] })
  })
  it('leaves labels that are closed as they are', () => {
    const room = fresh()
    pulls(room, 0, ['a', 'x'], ['b', 'x'], ['c', 'x'], ['d', 'x'])
    expect(room.place('pulls', PULLS, { node: 'd', repository: 'x', result: 'failed' }, 0).labels).to.deep.equal({
      node: 'other',
      repository: 'other',
      result: 'failed',
    })
  })
  it('leaves out, where that is asked for, what has none', () => {
    const room = fresh()
    const place = (workload: string, revision: string) => room.place('info', INFO, { workload, revision }, 0)
    expect(['1', '2', '3', '4', '5'].map((revision) => place('a', revision).overflow)).to.deep.equal([
      [],
      [],
      [],
      [],
      ['revision'],
    ])
    place('b', '1')
    expect(place('c', '1')).to.deep.equal({ labels: undefined, overflow: ['workload'] })
  })
  it('is free again after its life without a touch, for values and for sets', () => {
    const room = fresh()
    pulls(room, 0, ['a', 'x'], ['b', 'x'], ['c', 'x'])
    pulls(room, 500, ['a', 'x'])
    expect(room.expire(1_000)).to.deep.equal(['b', 'c'].map((node) => ({ metric: 'pulls', labels: pull(node, 'x') })))
    expect(pulls(room, 1_000, ['d', 'x'], ['e', 'x'], ['a', 'x'])).to.deep.equal(['d x', 'e x', 'a x'])
  })
  it('is free again where a set was removed', () => {
    const room = fresh()
    pulls(room, 0, ['a', 'x'], ['a', 'y'], ['a', 'z'])
    room.remove({ metric: 'pulls', labels: pull('a', 'y') })
    expect(pulls(room, 0, ['b', 'w'])).to.deep.equal(['b w'])
  })

  const HOSTILE: readonly (readonly [title: string, value: string, as: string])[] = [
    ['line breaks', 'a\nb\r\nc', 'a b c'],
    ['control characters', 'a\u0000b\u001b[31m', 'a b [31m'],
    ['a megabyte', 'x'.repeat(1e6), `${'x'.repeat(256)}…`],
    ['nothing', '', 'other'],
    ['nothing but space', ' \t', 'other'],
    ['half a character', 'a\ud800', 'a\ufffd'],
    ['what stands for the rest', 'other', 'other'],
    ['a key of objects', '__proto__', '__proto__'],
  ]
  for (const [title, value, as] of HOSTILE) {
    it(`makes one line of some length of ${title}`, () => {
      expect(fresh().place('pulls', PULLS, pull(value, 'x'), 0).labels).to.deep.equal(pull(as, 'x'))
    })
  }
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createStore, type Change } from '../../../../src/simcluster/api/store.ts'
import { at, event, pod } from '../../support/apiserver/harness.ts'

const keys = (entries: readonly (readonly [string, { readonly metadata: { readonly resourceVersion: string } }])[]) =>
  entries.map(([key, { metadata }]) => `${key}@${metadata.resourceVersion}`)

describe('the store', () => {
  it('counts all writes with one counter', () => {
    const store = createStore(10)
    store.put('pods', pod('a'))
    store.put('events', event('e'))
    store.elsewhere()
    store.put('pods', pod('a'))
    store.remove('events', 'shop', 'e')
    expect([store.version(), keys(store.list('pods')), keys(store.list('events'))]).to.deep.equal([
      15,
      ['shop/a@14'],
      [],
    ])
  })
  it('gives a uid and a namespace to what has none, and keeps the uid', () => {
    const store = createStore()
    const first = store.put('pods', { kind: 'Pod', metadata: { name: 'a' } })
    const second = store.put('pods', { metadata: { name: 'a' }, spec: {} })
    expect(first.metadata.uid).to.match(/^[0-9a-f-]{36}$/)
    expect(second).to.deep.equal({
      metadata: { name: 'a', namespace: 'default', uid: first.metadata.uid, resourceVersion: '1002' },
      spec: {},
    })
  })
  it('keeps what was put, whatever becomes of it in the test', () => {
    const store = createStore()
    const mine = { metadata: { name: 'a', labels: { app: 'web' } } }
    store.put('pods', mine)
    mine.metadata.labels.app = 'other'
    expect(store.list('pods')[0]?.[1].metadata['labels']).to.deep.equal({ app: 'web' })
  })
  it('lists in the order of whole keys', () => {
    const store = createStore()
    for (const namespace of ['a', 'a-b', 'a.b']) store.put('pods', pod('x', { namespace }))
    expect(store.list('pods').map(([key]) => key)).to.deep.equal(['a-b/x', 'a.b/x', 'a/x'])
  })

  describe('at an earlier version', () => {
    const store = createStore(10)
    store.put('pods', pod('a'))
    store.put('pods', pod('b'))
    store.put('pods', pod('a'))
    store.remove('pods', 'shop', 'b')
    const CASES: readonly [version: number, keys: readonly string[]][] = [
      [10, []],
      [11, ['shop/a@11']],
      [12, ['shop/a@11', 'shop/b@12']],
      [13, ['shop/a@13', 'shop/b@12']],
      [14, ['shop/a@13']],
    ]
    for (const [version, expected] of CASES) {
      it(`${version}`, () => expect(keys(store.list('pods', version))).to.deep.equal(expected))
    }
    it('that is still to come', () => {
      expect(() => store.list('pods', 15)).to.throw('version 15 is not among 10 to 14')
    })
    it('that is gone', () => {
      const compacted = createStore(10)
      compacted.put('pods', pod('a'))
      compacted.compact()
      expect(() => compacted.list('pods', 10)).to.throw('version 10 is not among 11 to 11')
      expect(keys(compacted.list('pods'))).to.deep.equal(['shop/a@11'])
    })
  })

  it('tells every change, with what was there before', () => {
    const store = createStore(10)
    const changes: Change[] = []
    const stop = store.onChange((change) => changes.push(change))
    store.put('pods', pod('a'))
    store.put('pods', pod('a', { spec: { nodeName: 'n' } }))
    store.remove('pods', 'shop', 'a')
    stop()
    store.put('pods', pod('b'))
    const [first, second] = [at(11, pod('a')), at(12, pod('a', { spec: { nodeName: 'n' } }))]
    const expected = [
      { resource: 'pods', key: 'shop/a', version: 11, object: first },
      { resource: 'pods', key: 'shop/a', version: 12, object: second, previous: first },
      { resource: 'pods', key: 'shop/a', version: 13, previous: second },
    ]
    expect(changes).to.deep.equal(expected)
    expect(store.changesAfter('pods', 11).slice(0, 2)).to.deep.equal(expected.slice(1))
  })

  const MISTAKES: readonly [title: string, make: (store: ReturnType<typeof createStore>) => void, told: string][] = [
    ['an object without a name', (store) => store.put('pods', {}), 'an object needs a metadata.name'],
    ['a removal of nothing', (store) => store.remove('pods', 'shop', 'a'), 'there is no shop/a in pods'],
    [
      'another uid under the same name',
      (store) => {
        store.put('pods', pod('a'))
        store.put('pods', { metadata: { ...pod('a').metadata, uid: 'other' } })
      },
      'pods shop/a is there with another uid: remove it first',
    ],
  ]
  for (const [title, make, told] of MISTAKES) {
    it(`takes for the test's mistake: ${title}`, () => expect(() => make(createStore())).to.throw(told))
  }
})

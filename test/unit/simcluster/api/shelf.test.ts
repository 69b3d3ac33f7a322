import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { createStore } from '../../../../src/simcluster/api/store.ts'

const NAMES = ['a', 'b', 'c', 'a-b', 'a.b']
const STEP = fc.record({
  do: fc.constantFrom('put', 'remove', 'list', 'list before', 'compact'),
  name: fc.constantFrom(...NAMES),
  back: fc.nat(6),
})

describe('a list of the store', () => {
  it('is what was there at its version, however it was read and changed before', () => {
    fc.assert(
      fc.property(fc.array(STEP, { maxLength: 40 }), (steps) => {
        const store = createStore(0)
        // What each version held, by a model that copies all of it each time.
        const model = new Map<number, ReadonlyMap<string, string>>([[0, new Map()]])
        for (const { do: what, name, back } of steps) {
          const now = model.get(store.version()) ?? new Map<string, string>()
          const key = `default/${name}`
          if (what === 'put') {
            store.put('pods', { metadata: { name } })
            model.set(store.version(), new Map([...now, [key, String(store.version())]]))
          } else if (what === 'remove' && now.has(key)) {
            store.remove('pods', 'default', name)
            model.set(store.version(), new Map([...now].filter(([one]) => one !== key)))
          } else if (what === 'compact') {
            store.compact(Math.max(0, store.version() - back))
          }
          const at = what === 'list before' ? Math.max(store.oldest(), store.version() - back) : store.version()
          const expected = [...(model.get(at) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))
          const found = store.list('pods', at).map(([one, { metadata }]) => [one, metadata.resourceVersion])
          expect(found).to.deep.equal(expected)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('the store’s listeners', () => {
  it('hear of changes in their order, also of those that one of them makes', () => {
    const store = createStore(0)
    const heard: string[] = []
    store.onChange(({ version }) => {
      if (version === 1) store.put('pods', { metadata: { name: 'b' } })
      heard.push(`first ${version}`)
    })
    store.onChange(({ version }) => void heard.push(`second ${version}`))
    store.put('pods', { metadata: { name: 'a' } })
    expect(heard).to.deep.equal(['first 1', 'second 1', 'first 2', 'second 2'])
  })
  it('go on hearing, where one of them fails', () => {
    const store = createStore(0)
    const heard: number[] = []
    const stop = store.onChange(() => {
      throw new Error('no')
    })
    store.onChange(({ version }) => void heard.push(version))
    expect(() => store.put('pods', { metadata: { name: 'a' } })).to.throw('no')
    stop()
    store.put('pods', { metadata: { name: 'b' } })
    expect(heard).to.deep.equal([2])
  })
})

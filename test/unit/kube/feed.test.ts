import { expect } from 'chai'
import { describe, it } from 'mocha'
import { feedsOf, nameOf, pathOf, silenceOf, type Feed } from '../../../src/kube/feed.ts'

const pods: Feed = { watch: 'pods', namespace: '' }
const events: Feed = { watch: 'events', namespace: '' }

describe('feedsOf', () => {
  const CASES: readonly (readonly [
    title: string,
    namespaces: readonly string[],
    selector: string | undefined,
    feeds: readonly Feed[],
  ])[] = [
    ['the whole cluster', [], undefined, [pods, events]],
    [
      'two of each for two namespaces',
      ['shop', 'billing'],
      undefined,
      [
        { ...pods, namespace: 'shop' },
        { ...events, namespace: 'shop' },
        { ...pods, namespace: 'billing' },
        { ...events, namespace: 'billing' },
      ],
    ],
    [
      'a namespace named twice once',
      ['shop', 'shop'],
      undefined,
      [
        { ...pods, namespace: 'shop' },
        { ...events, namespace: 'shop' },
      ],
    ],
    ['a selector for pods alone', [], 'app=web', [{ ...pods, labelSelector: 'app=web' }, events]],
  ]
  for (const [title, namespaces, selector, feeds] of CASES) {
    it(title, () => {
      expect(feedsOf(namespaces, selector)).to.deep.equal(feeds)
    })
  }
})

describe('a feed', () => {
  const CASES: readonly (readonly [
    feed: Feed,
    more: Readonly<Record<string, string>>,
    name: string,
    path: string,
    query: Readonly<Record<string, string>>,
  ])[] = [
    [pods, {}, 'pods', '/api/v1/pods', {}],
    [events, {}, 'events', '/api/v1/events', { fieldSelector: 'involvedObject.kind=Pod' }],
    [
      { watch: 'pods', namespace: 'shop', labelSelector: 'app in (web,api),tier!=test' },
      { watch: 'true', resourceVersion: '7' },
      'pods in shop',
      '/api/v1/namespaces/shop/pods',
      { labelSelector: 'app in (web,api),tier!=test', watch: 'true', resourceVersion: '7' },
    ],
    [
      { watch: 'events', namespace: 'shop' },
      { limit: '500', continue: 'a+b/c=&d' },
      'events in shop',
      '/api/v1/namespaces/shop/events',
      { fieldSelector: 'involvedObject.kind=Pod', limit: '500', continue: 'a+b/c=&d' },
    ],
    [{ watch: 'pods', namespace: 'a/../b' }, {}, 'pods in a/../b', '/api/v1/namespaces/a%2F..%2Fb/pods', {}],
  ]
  for (const [feed, more, name, path, query] of CASES) {
    it(`${name}: its name`, () => {
      expect(nameOf(feed)).to.equal(name)
    })
    it(`${name}: its path and query`, () => {
      const { pathname, searchParams } = new URL(pathOf(feed, more), 'https://server')
      expect({ path: pathname, query: Object.fromEntries(searchParams) }).to.deep.equal({ path, query })
    })
  }
  const SILENCES: readonly (readonly [feed: Feed, silence: number])[] = [
    [pods, 120_000],
    [{ ...pods, namespace: 'shop' }, 120_000],
    [events, 600_000],
    [{ ...events, namespace: 'shop' }, 600_000],
  ]
  for (const [feed, silence] of SILENCES) {
    it(`${nameOf(feed)}: may be silent for ${silence / 1_000} s`, () => {
      expect(silenceOf(feed, 120_000)).to.equal(silence)
    })
  }
})

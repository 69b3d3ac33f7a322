import { expect } from 'chai'
import { describe, it } from 'mocha'
import { burstsOf } from '../../../src/insight/bursts.ts'
import { withColdCaches } from '../../../src/insight/cold-cache.ts'
import type { Compared } from '../../../src/insight/compare-groups.ts'
import { parseImage } from '../../../src/insight/image-reference.ts'
import type { PullSample } from '../../../src/insight/pull-sample.ts'
import { registryUnits } from '../../../src/insight/registry-units.ts'
import { sortPulls, type Brought } from '../../../src/insight/set-aside.ts'
import { millis, type Nanos } from '../../../src/observe/nanos.ts'
import { at } from '../../support/story.ts'

const MB = 1_000_000n

interface Given {
  readonly node?: string
  readonly image?: string
  readonly ms?: number
  readonly transfer?: number
  readonly size?: bigint
}

/** 50 MB in a second, at the beginning. */
const pull = ({ node = 'a', image = 'app:1', ms = 0, transfer = 1_000, size = 50n * MB }: Given = {}): Brought => ({
  is: 'pulled',
  image: parseImage(image),
  node,
  at: at(ms),
  transfer: millis(transfer),
  wait: 0n as Nanos,
  size,
})
const other = (is: 'cached' | 'untimed', { node = 'a', image = 'app:1', ms = 0 }: Given = {}): PullSample => ({
  is,
  image: parseImage(image),
  node,
  at: at(ms),
})

/** Why each was set aside, or `compared`. */
function fates(pulls: readonly PullSample[]): readonly string[] {
  const { setAside } = sortPulls(pulls, pulls)
  return pulls.map((one) => setAside.find((found) => found.pull === one)?.why ?? 'compared')
}

const usual = (node: string): readonly PullSample[] =>
  ['b:1', 'c:1', 'd:1', 'e:1', 'f:1'].map((image) => pull({ node, image }))

const CASES: readonly (readonly [title: string, pulls: readonly PullSample[], fates: readonly string[]])[] = [
  ['the same image on two nodes', [pull(), pull({ node: 'b' })], ['compared', 'compared']],
  ['an image of one node alone', [pull(), pull({ node: 'b', image: 'app:2' })], ['alone', 'alone']],
  ['one that was there', [other('cached'), pull({ node: 'b' })], ['cached', 'alone']],
  ['one whose Event tells no duration', [other('untimed')], ['untimed']],
  ['one pulled again', [pull(), pull({ ms: 5_000 }), pull({ node: 'b' })], ['compared', 'seen', 'compared']],
  ['one that had been there', [other('cached'), pull({ ms: 5_000 })], ['cached', 'seen']],
  ['another image for the same text', [pull({ image: 'docker.io/library/app:1' }), pull({ ms: 9 })], ['alone', 'seen']],
  [
    'faster than any node is',
    [pull({ transfer: 49 }), pull({ transfer: 51, node: 'b' }), pull({ node: 'c' })],
    ['implausible', 'compared', 'compared'],
  ],
  [
    'far faster than its node is',
    [...usual('a'), ...usual('b'), pull({ image: 'g:1', transfer: 150 }), pull({ image: 'g:1', node: 'b' })],
    [...Array.from({ length: 10 }, () => 'compared'), 'implausible', 'alone'],
  ],
  [
    'beside another of its repository, compared only with such',
    [
      pull({ image: 'app:1' }),
      pull({ image: 'app:2', ms: 5_000 }),
      pull({ image: 'app:2', ms: 5_000, node: 'b' }),
      pull({ image: 'app:1', node: 'c' }),
      pull({ image: 'app:2', ms: 5_000, node: 'c' }),
    ],
    ['compared', 'compared', 'alone', 'compared', 'compared'],
  ],
]

describe('pulls that tell nothing of their node', () => {
  for (const [title, pulls, expected] of CASES) {
    it(title, () => {
      expect(fates(pulls)).to.deep.equal(expected)
    })
  }
  it('what ran on a node was there, also without Events', () => {
    const [first, second] = [pull({ ms: 9_000 }), pull({ ms: 9_000, node: 'b' })]
    const ran = { image: parseImage('app:1'), node: 'a', at: at(0) }
    const { setAside } = sortPulls([first, second], [first, second, ran])
    expect(setAside.map(({ why }) => why)).to.deep.equal(['seen', 'alone'])
  })
})

describe('bursts of pulls', () => {
  it('are those of a node with no long pause between them', () => {
    const pulls = [pull({ ms: 1_000 }), pull({ ms: 31_900 }), pull({ ms: 64_000 }), pull({ ms: 2_000, node: 'b' })]
    const bursts = burstsOf(pulls)
    expect(pulls.map((one) => bursts.get(one))).to.deep.equal([at(0), at(0), at(63_000), at(1_000)])
  })
})

describe('a cold cache', () => {
  const slow: Compared = {
    ...{ group: 'a', verdict: 'slow', ratio: 3, low: 2, high: 4, chance: 0.001 },
    ...{ here: 10, elsewhere: 10, strata: 10 },
  }
  const images = (node: string, there: number, brought: number): readonly PullSample[] => [
    ...Array.from({ length: there }, (_, i) => other('cached', { node, image: `there-${i}` })),
    ...Array.from({ length: brought }, (_, i) => pull({ node, image: `brought-${i}` })),
  ]
  const CACHES: readonly (readonly [title: string, pulls: readonly PullSample[], verdict: string])[] = [
    ['all pulled everywhere', [...images('a', 0, 20), ...images('b', 0, 20)], 'slow'],
    ['as many there as elsewhere', [...images('a', 10, 10), ...images('b', 11, 9)], 'slow'],
    ['fewer there than elsewhere', [...images('a', 1, 20), ...images('b', 12, 8)], 'cold'],
    ['fewer, but of too few to tell', [...images('a', 0, 3), ...images('b', 1, 2)], 'slow'],
  ]
  for (const [title, pulls, verdict] of CACHES) {
    it(`${title}: ${verdict}`, () => {
      expect(withColdCaches([slow], pulls).map((one) => one.verdict)).to.deep.equal([verdict])
    })
  }
})

describe('registries', () => {
  const from = (registry: string, image: string, node: string, transfer: number) =>
    pull({ image: `${registry}/${image}`, node, transfer })
  it('are compared on nodes that pull from several of them, an image a value', () => {
    const units = registryUnits([
      from('quay.io', 'x', 'a', 1_000),
      from('ghcr.io', 'y', 'a', 2_000),
      from('quay.io', 'x', 'b', 4_000),
      from('ghcr.io', 'y', 'b', 8_000),
      from('quay.io', 'z', 'c', 9_000),
    ])
    expect(units.map(({ group, value }) => [group, Math.round(value * 1_000)])).to.deep.equal([
      ['quay.io', -347],
      ['ghcr.io', 347],
    ])
  })
  it('are not compared over sizes', () => {
    const small = pull({ image: 'quay.io/x', size: MB })
    expect(registryUnits([small, pull({ image: 'ghcr.io/y' })])).to.deep.equal([])
  })
})

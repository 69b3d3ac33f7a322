import { expect } from 'chai'
import { describe, it } from 'mocha'
import { pullTable } from '../../src/insight/pull-table.ts'
import { nodeName, simulatePulls, type PullSim } from '../support/pulls.ts'

type World = Omit<PullSim, 'seed' | 'nodes' | 'slow'>

/** Of each node's pulls those of a minute are by half slower or faster together: 40 pulls tell as much as 12. */
const WIDE_BURSTS: World = { images: 40, burst: 0.5 }

/** Nine of ten images are pulled on each node: the slow one has 20 pulls that count, and more. */
const WORLDS: Readonly<Record<string, World>> = {
  'even pulls': { images: 26 },
  'heavy tails and bursts': { images: 32, noise: 0.5, tail: 8, burst: 0.25 },
  'layers that are there, and images pulled again': { images: 40, partial: 4, again: 8 },
  'many images': { images: 120, burst: 0.3 },
}

const SEEDS = Array.from({ length: 100 }, (_, i) => i + 1)
const nodesFor = (seed: number): number => 2 + (seed % 5)

/** Nodes that are named, for each seed. */
function namedIn(world: World, seed: number, slow: number): readonly string[] {
  const pulls = simulatePulls({ ...world, seed, nodes: nodesFor(seed), slow })
  return pullTable(pulls, pulls, 'node').nodes.flatMap(({ group, compared }) =>
    compared?.verdict === 'slow' ? [group] : [],
  )
}

describe('naming a slow node, over 100 seeds', () => {
  for (const [name, world] of Object.entries(WORLDS)) {
    it(`${name}: of equal nodes one is named in 5 of 100 at most`, () => {
      const wrong = SEEDS.filter((seed) => namedIn(world, seed, 1).length > 0)
      expect(wrong.length, `seeds ${wrong.join()}`).to.be.at.most(5)
    })
    it(`${name}: a node 3 times slower, and no other, is named in 95 of 100 at least`, () => {
      const wrong = SEEDS.filter((seed) => namedIn(world, seed, 3).join() !== nodeName(nodesFor(seed) - 1))
      expect(wrong.length, `seeds ${wrong.join()}`).to.be.at.most(5)
    })
  }
  for (const images of [3, 5]) {
    it(`${images} pulls of a node: none is named, however slow`, () => {
      const named = SEEDS.filter((seed) => namedIn({ images, share: 1 }, seed, 10).length > 0)
      expect(named).to.deep.equal([])
    })
  }
  it('bursts that go far: of equal nodes one is named in 5 of 100 at most', () => {
    const wrong = SEEDS.filter((seed) => namedIn(WIDE_BURSTS, seed, 1).length > 0)
    expect(wrong.length, `seeds ${wrong.join()}`).to.be.at.most(5)
  })
  it('a node whose cache alone is cold is named in 5 of 100 at most', () => {
    const wrong = SEEDS.filter((seed) => namedIn({ images: 60, warm: true }, seed, 1).length > 0)
    expect(wrong.length, `seeds ${wrong.join()}`).to.be.at.most(5)
  })
})

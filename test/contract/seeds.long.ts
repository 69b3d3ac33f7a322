import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readItems } from '../support/recordings.ts'
import { BY_CHANCE } from './by-chance.ts'
import { playScenario } from './played.ts'
import { SCENARIOS } from './scenarios/all.ts'
import { shapeOf } from './shape.ts'

const SEEDS = Array.from({ length: 100 }, (_, i) => 1_000 + i)

/** Of 100 seeds, where chance may show; elsewhere none. */
const OTHERS = 15

describe('simcluster plays what was recorded, whatever chance does', () => {
  for (const scenario of SCENARIOS) {
    const { recording, world } = scenario
    const allowed = BY_CHANCE.includes(recording) ? OTHERS : 0
    it(`${recording}, profile ${world.profile}: all of ${SEEDS.length} seeds but ${allowed}`, () => {
      const recorded = shapeOf(readItems(recording)).join('\n')
      const others = SEEDS.filter((seed) => shapeOf(playScenario(scenario, seed)).join('\n') !== recorded)
      expect(others.length, `seeds ${others.join(', ')}`).to.be.at.most(allowed)
    })
  }
})

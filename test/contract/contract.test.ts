import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readItems, recordingNames } from '../support/recordings.ts'
import { BY_CHANCE } from './by-chance.ts'
import { playScenario } from './played.ts'
import { SCENARIOS } from './scenarios/all.ts'
import { shapeOf } from './shape.ts'

/** The published walk of 2017 is no recording of a cluster that is simulated. */
const NOT_PLAYED = ['busybox-2017']

/** Chance changes no shape: some seeds here, many in seeds.long.ts. */
const SEEDS = [1, 2, 3]

describe('simcluster plays what was recorded', () => {
  it('every recording has a scenario', () => {
    expect(
      SCENARIOS.map(({ recording }) => recording)
        .filter((name) => !name.startsWith('again/'))
        .sort(),
    ).to.deep.equal(recordingNames.filter((name) => !NOT_PLAYED.includes(name)).toSorted())
  })
  for (const scenario of SCENARIOS) {
    const { recording, world } = scenario
    const name = `${recording}, profile ${world.profile}`
    const recorded = shapeOf(readItems(recording)).join('\n')
    const played = (seed: number): string => shapeOf(playScenario(scenario, seed)).join('\n')
    if (BY_CHANCE.includes(recording)) {
      it(`${name}, one of the seeds ${SEEDS.join(', ')}`, () => {
        expect(SEEDS.map(played)).to.include(recorded)
      })
      continue
    }
    for (const seed of SEEDS) it(`${name}, seed ${seed}`, () => expect(played(seed)).to.equal(recorded))
  }
})

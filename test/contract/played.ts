import type { WatchItem } from '../../src/observe/observe.ts'
import { play } from '../../src/simcluster/play.ts'
import type { Scenario } from './scenarios/scenario.ts'

/** What the watches of a scenario bring on the simulated cluster. */
export const playScenario = ({ world, happenings, length }: Scenario, seed: number): readonly WatchItem[] =>
  play({ world, happenings, seed, length }).lines

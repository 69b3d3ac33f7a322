import { readItems } from '../support/recordings.ts'
import { playScenario } from './played.ts'
import { SCENARIOS } from './scenarios/all.ts'
import { shapeOf } from './shape.ts'

/** `node test/contract/show.ts NAME`: the shape of a recording; `--played NAME [SEED]`: of the scenario, played. */
const [first = '', name = '', seed = '1'] = process.argv.slice(2)
const scenario = SCENARIOS.find(({ recording }) => recording === name)
const items =
  first !== '--played' ? readItems(first) : scenario === undefined ? [] : playScenario(scenario, Number(seed))
console.log(shapeOf(items).join('\n'))

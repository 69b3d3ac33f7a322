import { expect } from 'chai'
import { describe, it } from 'mocha'
import { carryOut, type FileStep } from '../../../src/certs/carry-out.ts'
import { FILE_NAMES, type Files } from '../../../src/certs/files.ts'
import { examine } from '../../../src/certs/inventory.ts'
import { issue } from '../../../src/certs/issue.ts'
import { MINUTE, rest, SETUP, START, tidiness, TIDY } from './renewals-kit.ts'
import { createReplica } from './replica.ts'
import { corrupt, createWorld } from './world.ts'

const LATER = START + 45 * MINUTE
const after = (step: FileStep, files: Files, now = LATER): Promise<Files> =>
  carryOut(step, files, examine(files, now), now, (names) => issue({ names, lifetime: SETUP.lifetime, now }))

/** What a folder holds when a writer ends in the middle: files are written in their order, then others removed. */
function* halves(before: Files, after: Files): Generator<Files> {
  const entries = new Map(Object.entries(before))
  const acts = [
    ...FILE_NAMES.filter((name) => after[name] !== undefined && after[name] !== before[name]),
    ...FILE_NAMES.filter((name) => after[name] === undefined && before[name] !== undefined),
  ]
  for (const name of acts) {
    const content = after[name]
    if (content === undefined) entries.delete(name)
    else entries.set(name, content)
    yield Object.fromEntries(entries)
  }
}

describe('files of which only a part was written', () => {
  const why = 'test'
  const names = SETUP.names
  const states = (async () => {
    const issued = await after({ is: 'issue', why, names }, {}, START)
    const prepared = await after({ is: 'prepare', why, names }, issued)
    const settling = await after({ is: 'begin settling' }, prepared)
    const promoted = await after({ is: 'promote', why }, settling)
    return { nothing: {}, issued, prepared, settling, promoted }
  })()
  for (const [from, to, parts] of [
    ['nothing', 'issued', 3],
    ['issued', 'prepared', 3],
    ['prepared', 'settling', 1],
    ['settling', 'promoted', 5],
  ] as const) {
    it(`from ${from} to ${to}: all is well after the next look`, async () => {
      const all = await states
      const found = [...halves(all[from], all[to])]
      expect(found).to.have.length(parts)
      for (const files of found) {
        const world = createWorld(LATER, SETUP.configurations)
        corrupt(world, files)
        expect(tidiness(world, await rest(world, createReplica(world, SETUP)))).to.deep.equal(TIDY)
      }
    })
  }
  it('from settling to promoted: what was settled is what goes into service', async () => {
    const { settling, promoted } = await states
    for (const files of halves(settling, promoted)) {
      const world = createWorld(LATER, SETUP.configurations)
      corrupt(world, files)
      await createReplica(world, SETUP).pass()
      expect(Object.entries(world.files).toSorted()).to.deep.equal(Object.entries(promoted).toSorted())
    }
  })
})

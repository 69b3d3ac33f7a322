import { expect } from 'chai'
import { describe, it } from 'mocha'
import { examine } from '../../../src/certs/inventory.ts'
import type { Rest } from '../../../src/certs/pass.ts'
import type { Failure } from '../../../src/certs/store.ts'
import { MINUTE, rest, SECOND, SETUP, START, tidiness, TIDY } from './renewals-kit.ts'
import { createReplica } from './replica.ts'
import { corrupt, createWorld, overwrite } from './world.ts'

describe('twenty renewals, one after the other', () => {
  it('are each trusted before they are in service, with two authorities at most', async () => {
    const world = createWorld(START, SETUP.configurations)
    const replica = createReplica(world, SETUP)
    let most = 0
    while (world.replaced.settled < 20) {
      const outcome = await replica.pass()
      if (outcome.is === 'failed') throw new Error(outcome.why)
      most = Math.max(most, outcome.inventory.authorities.length)
      world.now = outcome.until
    }
    expect(tidiness(world, await rest(world, replica))).to.deep.equal(TIDY)
    expect({ replaced: world.replaced, most }).to.deep.equal({ replaced: { settled: 20, broken: 1 }, most: 2 })
    // The first lasts until two thirds are over, as each does.
    expect((world.now - START) / MINUTE).to.be.within(20 * 36, 20 * 41)
  })
})

describe('a renewal', () => {
  it('goes on after a crash at any point, by another replica, without settling anew', async () => {
    for (let steps = 1; ; steps += 1) {
      const world = createWorld(START, SETUP.configurations)
      const [first, second] = [createReplica(world, SETUP), createReplica(world, SETUP)]
      await rest(world, first)
      world.now = START + 45 * MINUTE
      let outcome: Rest | Failure | undefined
      for (let i = 0; i < steps && outcome === undefined; i += 1) outcome = await first.step()
      first.crash()
      expect(tidiness(world, await rest(world, second)), `${steps} steps`).to.deep.equal(TIDY)
      expect(world.replaced, `${steps} steps`).to.deep.equal({ settled: 1, broken: 1 })
      expect(world.now - START - 45 * MINUTE).to.equal(SETUP.settle)
      if (outcome !== undefined) return
    }
  })
  it('is done once, however two replicas that begin it take turns', async () => {
    for (const share of [1, 2, 3, 5, 8]) {
      const world = createWorld(START, SETUP.configurations)
      const replicas = [createReplica(world, SETUP), createReplica(world, SETUP)]
      const outcomes: (Rest | Failure | undefined)[] = []
      for (let i = 0; outcomes.filter(Boolean).length < 2; i = 1 - i) {
        for (let step = 0; step < share && outcomes[i] === undefined; step += 1) outcomes[i] = await replicas[i]?.step()
      }
      const issued = replicas.flatMap(({ told }) => told.filter((line) => line.startsWith('issued a certificate')))
      expect(issued, `${share} steps each`).to.have.length(1)
    }
  })
  it('waits for a configuration that is not there, and at the end goes into service without it', async () => {
    const world = createWorld(START, ['one'])
    const replica = createReplica(world, SETUP)
    world.now = (await replica.pass()) && START + 45 * MINUTE
    const waiting = await replica.pass()
    expect(waiting).to.include({ is: 'rest', why: 'not trusted', until: START + 60 * MINUTE })
    world.now = START + 60 * MINUTE
    expect(await replica.pass()).to.include({ is: 'rest', why: 'nothing is due' })
    expect(world.replaced).to.deep.equal({ settled: 0, broken: 2 })
  })
  it('settles anew after somebody has overwritten a caBundle', async () => {
    const world = createWorld(START, SETUP.configurations)
    const replica = createReplica(world, SETUP)
    await rest(world, replica)
    world.now = START + 45 * MINUTE
    expect(await replica.pass()).to.include({ why: 'settling' })
    world.now += 9 * SECOND
    overwrite(world, 'two', '', 'second')
    expect(await replica.pass()).to.include({ why: 'settling', until: world.now + SETUP.settle })
    expect(tidiness(world, await rest(world, replica))).to.deep.equal(TIDY)
  })
  it('does not settle by what was seen before a caBundle was overwritten', async () => {
    const world = createWorld(START, SETUP.configurations)
    const [slow, quick] = [createReplica(world, SETUP), createReplica(world, SETUP)]
    await rest(world, quick)
    world.now = START + 45 * MINUTE
    await quick.pass()
    await slow.reach('read files')
    overwrite(world, 'two', '')
    await quick.reach('write files')
    await quick.reach('write two')
    expect(world.files).to.not.have.property('next.trusted-since')
    // It has seen that both trust the next certificate, and now reads files that do not tell of any change.
    await slow.reach('read one')
    await slow.reach('read files')
    world.now += 5 * SECOND
    await rest(world, quick)
    expect(tidiness(world, await rest(world, slow))).to.deep.equal(TIDY)
  })
  it('comes to rest where replicas want different names', async () => {
    const world = createWorld(START, SETUP.configurations)
    const replicas = [['a.svc'], ['b.svc'], ['a.svc', 'c.svc']].map((names) =>
      createReplica(world, { ...SETUP, names }),
    )
    for (let round = 0; round < 3; round += 1) for (const replica of replicas) await rest(world, replica)
    const { serving } = examine(world.files, world.now)
    expect(serving).to.deep.include({ names: ['a.svc', 'c.svc', 'b.svc'] })
    expect(world.replaced).to.deep.equal({ settled: 2, broken: 1 })
  })
})

describe('files that are broken again and again', () => {
  it('do not make the bundle grow without an end', async () => {
    const world = createWorld(START, SETUP.configurations)
    const replica = createReplica(world, SETUP)
    for (let i = 0; i < 12; i += 1) {
      await rest(world, replica)
      corrupt(world, { ...world.files, 'tls.key': 'none' })
    }
    expect(tidiness(world, await rest(world, replica))).to.deep.equal(TIDY)
    expect(examine(world.files, world.now).authorities).to.have.length(8)
  })
})

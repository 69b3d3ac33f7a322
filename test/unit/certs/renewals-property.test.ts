import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { RUNS } from '../../property/runs.ts'
import { MINUTE, rest, SECOND, SETUP, START, tidiness, TIDY } from './renewals-kit.ts'
import { createReplica, type Replica } from './replica.ts'
import { corrupt, createWorld, overwrite, putConfiguration, type World } from './world.ts'

type Act =
  | { readonly do: 'steps'; readonly who: number; readonly count: number }
  | { readonly do: 'crash'; readonly who: number }
  | { readonly do: 'later'; readonly by: number }
  | { readonly do: 'overwrite'; readonly name: string; readonly bundle: string; readonly which: 'both' | 'second' }
  | { readonly do: 'delete'; readonly name: string }
  | { readonly do: 'apply'; readonly name: string }
  | { readonly do: 'corrupt'; readonly how: 'key' | 'certificate' | 'bundle' | 'next' | 'all' }

const who = fc.nat(1)
const name = fc.constantFrom(...SETUP.configurations)
const ACT: fc.Arbitrary<Act> = fc.oneof(
  { weight: 24, arbitrary: fc.record({ do: fc.constant('steps'), who, count: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash'), who }) },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('later'),
      by: fc.constantFrom(SECOND / 10, 3 * SECOND, 6 * SECOND, 10 * SECOND, 10 * SECOND, 15 * MINUTE, 35 * MINUTE),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('overwrite'),
      name,
      bundle: fc.constantFrom('', 'garbage'),
      which: fc.constantFrom('both', 'second'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete'), name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('apply'), name }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('corrupt'),
      how: fc.constantFrom('key', 'certificate', 'bundle', 'next', 'all'),
    }),
  },
)

const CORRUPT = {
  key: { 'tls.key': 'none' },
  certificate: { 'tls.crt': 'none' },
  bundle: { 'ca.crt': 'none' },
  next: { 'next.crt': 'none' },
  all: undefined,
}

async function act(world: World, replicas: readonly Replica[], one: Act): Promise<void> {
  switch (one.do) {
    case 'steps':
      for (let i = 0; i < one.count; i += 1) await replicas[one.who]?.step()
      return
    case 'crash':
      return replicas[one.who]?.crash()
    case 'later':
      world.now += one.by
      return
    case 'overwrite':
      return overwrite(world, one.name, one.bundle, one.which)
    case 'delete':
      return void world.configurations.delete(one.name)
    case 'apply':
      return putConfiguration(world, one.name)
    case 'corrupt':
      return corrupt(world, one.how === 'all' ? {} : { ...world.files, ...CORRUPT[one.how] })
  }
}

describe('whatever happens between the steps of two replicas', () => {
  it('what is served has been trusted for the settle time, nobody loses trust in it, and all comes to rest', async function () {
    // Most of it is for finding the shortest story of a failure.
    this.timeout(RUNS * 2_000 + 300_000)
    await fc.assert(
      fc.asyncProperty(fc.array(ACT, { minLength: 20, maxLength: 120, size: 'max' }), async (acts) => {
        const world = createWorld(START, SETUP.configurations)
        const replicas = [createReplica(world, SETUP), createReplica(world, SETUP)]
        for (const one of acts) await act(world, replicas, one)
        expect(world.violations).to.deep.equal([])
        for (const one of SETUP.configurations) if (!world.configurations.has(one)) putConfiguration(world, one)
        for (const replica of replicas) replica.crash()
        expect(tidiness(world, await rest(world, createReplica(world, SETUP)))).to.deep.equal(TIDY)
      }),
      { numRuns: RUNS },
    )
  })
})

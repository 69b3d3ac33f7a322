import { examine } from '../../../src/certs/inventory.ts'
import type { Rest } from '../../../src/certs/pass.ts'
import type { Failure } from '../../../src/certs/store.ts'
import type { Replica, Setup } from './replica.ts'
import type { World } from './world.ts'

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const START = Date.UTC(2026, 10, 1)
export const SETUP: Setup = {
  names: ['web.shop.svc', '127.0.0.1'],
  lifetime: 60 * MINUTE,
  settle: 10 * SECOND,
  configurations: ['one', 'two'],
}

/** Looks, and waits for what is due, until nothing is. @returns how it has come to rest */
export async function rest(world: World, replica: Replica): Promise<Rest | Failure> {
  for (let pass = 0; pass < 10; pass += 1) {
    const outcome = await replica.pass()
    if (outcome.is === 'failed' || outcome.why !== 'settling') return outcome
    world.now = outcome.until
  }
  throw new Error('it settles again and again')
}

/** What is there when nothing is due: the certificate is good, all trust it, and nothing else is left. */
export function tidiness(world: World, outcome: Rest | Failure) {
  const { serving, next, bundle, leftovers } = examine(world.files, world.now)
  return {
    why: outcome.why,
    names: serving.is === 'good' ? SETUP.names.filter((name) => !serving.names.includes(name)) : serving,
    next,
    leftovers,
    bundles: [...world.configurations.values()].map(({ bundles }) => bundles.every((one) => one === bundle)),
    violations: world.violations,
  }
}

export const TIDY = {
  why: 'nothing is due',
  names: [],
  next: { is: 'missing' },
  leftovers: 0,
  bundles: [true, true],
  violations: [],
}

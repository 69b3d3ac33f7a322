import type { Configurations } from '../../../src/certs/configurations.ts'
import { issue } from '../../../src/certs/issue.ts'
import type { Names } from '../../../src/certs/names.ts'
import { bringToRest, type Parts, type Rest } from '../../../src/certs/pass.ts'
import { certificatesIn } from '../../../src/certs/pem.ts'
import type { Failure, Store } from '../../../src/certs/store.ts'
import { keepFiles, trust, type CarriedSince, type World } from './world.ts'

export interface Setup {
  readonly names: Names
  readonly lifetime: number
  readonly settle: number
  /** Those it is to tell. */
  readonly configurations: readonly string[]
}

/** A replica that does one thing at a time, each when it is told to; between two of them anything may happen. */
export interface Replica {
  /** Does the next thing, if need be the first of another pass. @returns how the pass has come to rest, if it has */
  step(): Promise<Rest | Failure | undefined>
  /** Steps until this would be the next thing: `read files`, `write one`, … */
  reach(what: string): Promise<void>
  /** A pass to its end. */
  pass(): Promise<Rest | Failure>
  /** Its process ends where it is; another takes its place. */
  crash(): void
  /** What it has said. */
  readonly told: readonly string[]
}

interface Effect {
  readonly what: string
  readonly take: () => void
}

type Turn = <T>(what: string, effect: () => T) => Promise<T>

export function createReplica(world: World, setup: Setup): Replica {
  const told: string[] = []
  let life = createLife(world, setup, told)
  const step = async () => {
    const outcome = await life.step()
    if (outcome !== undefined) life = createLife(world, setup, told)
    return outcome
  }
  return {
    told,
    step,
    async pass() {
      for (;;) {
        const outcome = await step()
        if (outcome !== undefined) return outcome
      }
    },
    async reach(what) {
      while (life.next() !== what) await step()
    },
    crash() {
      life = createLife(world, setup, told)
    },
  }
}

/** One pass. */
function createLife(world: World, setup: Setup, told: string[]) {
  const waiting: Effect[] = []
  let outcome: Rest | Failure | undefined
  let hasBegun = false
  let arrived = Promise.withResolvers<undefined>()
  const turn: Turn = (what, effect) =>
    new Promise((resolve) => {
      waiting.push({ what, take: () => resolve(effect()) })
      arrived.resolve(undefined)
    })
  const parts = partsFor(world, setup, turn, told)
  return {
    next: () => waiting[0]?.what,
    async step(): Promise<Rest | Failure | undefined> {
      arrived = waiting.length > 1 ? arrived : Promise.withResolvers<undefined>()
      if (hasBegun) waiting.shift()?.take()
      else {
        hasBegun = true
        void bringToRest(parts, new AbortController().signal).then((how) => {
          outcome = how
          arrived.resolve(undefined)
        })
      }
      await arrived.promise
      return outcome
    },
  }
}

function partsFor(world: World, setup: Setup, turn: Turn, told: string[]): Parts {
  const { names, lifetime, settle } = setup
  const seen = new Map<string, CarriedSince>()
  const tell = (text: string): void => void told.push(text)
  return {
    store: storeOf(world, turn, seen, settle),
    configurations: configurationsOf(world, setup, turn, seen),
    wanted: { names, settle },
    issue: (wanted) => issue({ names: wanted, lifetime, now: world.now }),
    voice: { debug: tell, info: tell, error: tell },
    around: { now: () => world.now, sleep: () => turn('sleep', () => undefined), chance: () => 0.5 },
  }
}

const storeOf = (world: World, turn: Turn, seen: ReadonlyMap<string, CarriedSince>, settle: number): Store => ({
  name: 'the Secret',
  read: () => turn('read files', () => ({ is: 'held', files: world.files, version: String(world.filesVersion) })),
  write: (files, version) =>
    turn('write files', () => {
      if (version !== String(world.filesVersion)) return { is: 'conflict' }
      keepFiles(world, files, seen, settle)
      return { is: 'written' }
    }),
})

const configurationsOf = (
  world: World,
  { configurations }: Setup,
  turn: Turn,
  seen: Map<string, CarriedSince>,
): Configurations => ({
  async read() {
    const all = []
    for (const name of configurations) {
      all.push(
        await turn(`read ${name}`, () => {
          const found = world.configurations.get(name)
          if (found === undefined) {
            seen.delete(name)
            return { is: 'unseen' as const, name, why: `${name} is not there` }
          }
          seen.set(name, new Map(found.carriedSince))
          const webhooks = found.bundles.map((bundle, i) => ({
            name: `webhook ${i}`,
            bundle,
            fingerprints: certificatesIn(bundle).all.map(({ fingerprint256 }) => fingerprint256),
          }))
          return { is: 'seen' as const, name, version: String(found.version), webhooks }
        }),
      )
    }
    return all
  },
  write: ({ name, version }, bundle) =>
    turn(`write ${name}`, () => {
      if (version !== String(world.configurations.get(name)?.version)) return { is: 'conflict' }
      trust(world, name, bundle)
      return { is: 'written' }
    }),
})

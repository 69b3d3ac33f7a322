import { carryOut } from './carry-out.ts'
import type { Configurations, SeenTrust, UnseenTrust } from './configurations.ts'
import { examine, type Inventory } from './inventory.ts'
import type { Issued } from './issue.ts'
import type { Millis, Names } from './names.ts'
import { plan, type Step, type Wanted } from './plan.ts'
import { failed, type Conflict, type Failure, type Held, type Store, type Written } from './store.ts'
import { told, type Voice } from './voice.ts'

/** Where time and chance come from. */
export interface Surroundings {
  now(): Millis
  /** Ends early, and without an error, when all is to end. */
  sleep(length: Millis): Promise<void>
  /** 0 to 1. */
  chance(): number
}

export interface Parts {
  readonly store: Store
  readonly configurations: Configurations
  readonly wanted: Wanted
  readonly issue: (names: Names) => Promise<Issued>
  readonly voice: Voice
  readonly around: Surroundings
}

/** Nothing more can be done before `until`. */
export interface Rest {
  readonly is: 'rest'
  readonly until: Millis
  readonly why: Extract<Step, { readonly is: 'rest' }>['why']
  readonly inventory: Inventory
  readonly trusts: readonly (SeenTrust | UnseenTrust)[]
}

type Trusts = Rest['trusts']

interface Look {
  readonly is: 'look'
  readonly held: Held
  readonly trusts: Trusts
}

/** More turns than a whole renewal has beside another replica that is at the same: somebody undoes what is done. */
const MOST_TURNS = 40
const PAUSE: Millis = 100

/**
 * Looks, and does what is due, until nothing is. Others may be at the same: what is written is only written if nobody
 * else has written since it was read, otherwise it is looked at again.
 */
export async function bringToRest(parts: Parts, signal: AbortSignal): Promise<Rest | Failure> {
  const { wanted, around } = parts
  let refused: readonly UnseenTrust[] = []
  for (let turn = 0; turn < MOST_TURNS && !signal.aborted; turn += 1) {
    const look = await lookAround(parts, refused)
    if (look.is === 'failed') return look
    if (look.is === 'conflict') continue
    const { held, trusts } = look
    const now = around.now()
    const inventory = examine(held.files, now)
    const step = plan(inventory, trusts, wanted, now)
    if (step.is === 'rest') return { is: 'rest', until: step.until, why: step.why, inventory, trusts }
    if (step.is === 'trust') {
      refused = [...refused, ...(await spread(parts, step.names, trusts, inventory.bundle))]
      continue
    }
    const files = await carryOut(step, held.files, inventory, now, parts.issue)
    const done = await parts.store.write(files, held.version)
    if (done.is === 'failed') return done
    if (done.is === 'written') parts.voice.info(told(step))
    else await around.sleep(PAUSE * around.chance())
  }
  return failed(
    signal.aborted
      ? 'interrupted'
      : `others undo what is done to ${parts.store.name} or the webhook configurations, again and again`,
  )
}

/**
 * The configurations are read before the files, so that a bundle is never written over a newer one: who wrote that had
 * written its files before, which are then read, or has written since, and the version tells. While a certificate waits
 * they are read again afterwards: what they trust is then known for a moment in which the files were as they are.
 */
async function lookAround(
  { store, configurations }: Parts,
  refused: readonly UnseenTrust[],
): Promise<Look | Conflict | Failure> {
  const seen = await configurations.read()
  const held = await store.read()
  if (held.is === 'failed') return held
  if (held.files['next.crt'] !== undefined && !isSame(seen, await configurations.read())) return { is: 'conflict' }
  const trusts = seen.map((trust) => refused.find(({ name }) => name === trust.name) ?? trust)
  return { is: 'look', held, trusts }
}

const isSame = (before: Trusts, after: Trusts): boolean =>
  before.every((trust, i) => versionOf(trust) === versionOf(after[i]))

const versionOf = (trust: Trusts[number] | undefined): string | undefined =>
  trust?.is === 'seen' ? trust.version : undefined

/** @returns those that will not have it; they count as not seen, until the next time */
async function spread(
  { configurations, voice, around }: Parts,
  names: readonly string[],
  trusts: Trusts,
  bundle: string,
): Promise<readonly UnseenTrust[]> {
  const wrote = await Promise.all(
    trusts
      .filter((trust): trust is SeenTrust => trust.is === 'seen' && names.includes(trust.name))
      .map(async (trust) => [trust.name, await configurations.write(trust, bundle)] as const),
  )
  for (const [name, how] of wrote) {
    if (how.is === 'written') voice.info(`mutatingwebhookconfiguration ${name} has the bundle`)
  }
  if (wrote.some(([, how]) => how.is === 'conflict')) await around.sleep(PAUSE * around.chance())
  return wrote.flatMap(([name, how]: readonly [string, Written | Conflict | Failure]) =>
    how.is === 'failed' ? [{ is: 'unseen' as const, name, why: how.why }] : [],
  )
}

import { backOff } from '../kube/next-step.ts'
import type { GoodPair } from './inventory.ts'
import type { Millis } from './names.ts'
import { bringToRest, type Parts, type Rest } from './pass.ts'
import { renewalOf } from './plan.ts'
import type { Failure } from './store.ts'

/** Looks that are due at once, such as two after another, have so much between them at least. */
const SHORTEST: Millis = 20

/**
 * Does what is due, whenever it is, until `signal`. What goes wrong is tried again for as long as it takes.
 *
 * @param looked hears of each look how it ended
 */
export async function keep(
  parts: Parts,
  every: Millis,
  signal: AbortSignal,
  looked: (outcome: Rest | Failure) => void = () => undefined,
): Promise<void> {
  const { around, voice } = parts
  let failures = 0
  let before: GoodPair | undefined
  for (;;) {
    const outcome = await bringToRest(parts, signal)
    if (signal.aborted) return
    looked(outcome)
    const problems = problemsOf(outcome)
    failures = problems.length === 0 ? 0 : failures + 1
    // The 1st, 2nd, 4th, 8th time: one who looks later finds it, too.
    const isTold = (failures & (failures - 1)) === 0
    for (const problem of problems) voice[isTold ? 'error' : 'debug'](`${problem}; it is tried again`)
    const serving = servingOf(outcome)
    if (serving !== undefined && !isSame(serving, before)) voice.info(describe(serving))
    before = serving ?? before
    await around.sleep(
      failures > 0 ? Math.min(backOff(failures, around.chance()), every) : restFor(parts, outcome, every),
    )
    if (signal.aborted) return
  }
}

/** What people may have to see to. */
export const problemsOf = (outcome: Rest | Failure): readonly string[] =>
  outcome.is === 'failed'
    ? [outcome.why]
    : outcome.trusts.flatMap((trust) => (trust.is === 'unseen' ? [trust.why] : []))

/** Not all replicas at the same time, and not later than something is due. */
function restFor({ around }: Parts, outcome: Rest | Failure, every: Millis): Millis {
  const look = Math.round(every * (0.8 + 0.4 * around.chance()))
  const due = outcome.is === 'rest' ? outcome.until - around.now() : look
  return Math.max(Math.min(look, due), SHORTEST)
}

const servingOf = (outcome: Rest | Failure): GoodPair | undefined =>
  outcome.is === 'rest' && outcome.inventory.serving.is === 'good' ? outcome.inventory.serving : undefined

const isSame = (one: GoodPair, other: GoodPair | undefined): boolean =>
  one.issuer === other?.issuer && one.notAfter === other.notAfter

const describe = (serving: GoodPair): string =>
  `the certificate for ${serving.names.join(', ')} is valid until ${isoTime(serving.notAfter)}, renewed from ${isoTime(renewalOf(serving))}`

/** To the second, as certificates have it. */
export const isoTime = (instant: Millis): string => new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z')

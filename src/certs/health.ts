import type { ProbeLine } from '../serve/server.ts'
import type { Pair } from './inventory.ts'
import { isoTime } from './keep.ts'
import type { Millis } from './names.ts'
import type { Rest } from './pass.ts'
import type { Failure } from './store.ts'

/** Whether it goes on looking, and whether calls can be made with what it keeps. */
export interface Health {
  looked(outcome: Rest | Failure): void
  live(): readonly ProbeLine[]
  ready(): readonly ProbeLine[]
}

export interface Clocks {
  /** Since 1970, as certificates have it. */
  now(): Millis
  /** Never set back or forth. */
  elapsed(): Millis
}

/** A look may wait for many answers that do not come, and each takes its time. */
const LONGEST_LOOK: Millis = 300_000

/** @param every so often it looks, give or take a fifth */
export function createHealth(every: Millis, { now, elapsed }: Clocks): Health {
  let outcome: Rest | Failure | undefined
  let last = elapsed()
  return {
    looked(one) {
      outcome = one
      last = elapsed()
    },
    live() {
      const age = elapsed() - last
      return [{ name: 'looks', ok: age <= 2 * every + LONGEST_LOOK, detail: `last ${Math.round(age / 1_000)} s ago` }]
    },
    ready: () => readiness(outcome, now()),
  }
}

function readiness(outcome: Rest | Failure | undefined, now: Millis): readonly ProbeLine[] {
  const name = 'certificate'
  if (outcome === undefined) return [{ name, ok: false, detail: 'not looked at yet' }]
  if (outcome.is === 'failed') return [{ name, ok: false, detail: outcome.why }]
  const { serving } = outcome.inventory
  return [{ name, ...certificateCheck(serving, now) }, ...outcome.trusts.map((trust) => trustCheck(trust, serving))]
}

type Check = Pick<ProbeLine, 'ok' | 'detail'>

function certificateCheck(serving: Pair, now: Millis): Check {
  switch (serving.is) {
    case 'missing':
      return { ok: false, detail: 'there is none' }
    case 'broken':
      return { ok: false, detail: serving.why }
    case 'good': {
      const ok = serving.notAfter > now
      return { ok, detail: `${ok ? 'ends' : 'ended'} ${isoTime(serving.notAfter)}` }
    }
  }
}

function trustCheck(trust: Rest['trusts'][number], serving: Pair): ProbeLine {
  const name = `webhook configuration ${trust.name}`
  if (trust.is === 'unseen') return { name, ok: false, detail: trust.why }
  const ok = serving.is === 'good' && trust.webhooks.every(({ fingerprints }) => fingerprints.includes(serving.issuer))
  return { name, ok, detail: ok ? 'trusts it' : 'does not trust it' }
}

import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { GoodPair, Inventory, Pair } from '../../../src/certs/inventory.ts'
import { plan, type Step, type Trust } from '../../../src/certs/plan.ts'

export const MINUTE = 60_000
export const SECOND = 1_000
export const SETTLE = 10 * SECOND
/** Of the certificate that is in service; it is renewed from 40 min on. */
export const START = Date.UTC(2026, 10, 1)
export const END = START + 60 * MINUTE
export const at = (minutes: number): number => START + minutes * MINUTE

export const missing: Pair = { is: 'missing' }
export const broken: Pair = { is: 'broken', why: 'it has expired' }
export const good = (issuer: string, more: Partial<GoodPair> = {}): GoodPair => ({
  is: 'good',
  names: ['web.shop.svc'],
  notBefore: START,
  notAfter: END,
  issuer,
  ...more,
})
const serving = good('old')
const next = good('new', { notBefore: at(40), notAfter: at(100) })
export const authorities = {
  old: { fingerprint: 'old', notAfter: END },
  new: { fingerprint: 'new', notAfter: at(100) },
}

export const quiet: Inventory = { serving, next: missing, authorities: [authorities.old], bundle: 'old', leftovers: 0 }
export const renewing: Inventory = {
  ...quiet,
  next,
  authorities: [authorities.old, authorities.new],
  bundle: 'old+new',
}

/** A configuration of two webhooks. */
export const trusts = (bundle: string, name = 'podstart'): Trust => {
  const webhook = { bundle, fingerprints: bundle.split('+') }
  return {
    is: 'seen',
    name,
    webhooks: [
      { name: 'a', ...webhook },
      { name: 'b', ...webhook },
    ],
  }
}
export const unseen = (name = 'podstart'): Trust => ({ is: 'unseen', name, why: 'it is not there' })
/** Its second webhook is another's, or was put there later. */
export const half: Trust = {
  is: 'seen',
  name: 'podstart',
  webhooks: [
    { name: 'a', bundle: 'old+new', fingerprints: ['old', 'new'] },
    { name: 'b', bundle: '', fingerprints: [] },
  ],
}

export interface Row {
  readonly title: string
  readonly inventory: Inventory
  readonly trusts?: readonly Trust[]
  readonly names?: readonly string[]
  readonly now: number
  readonly step: Step
}

export const names = ['web.shop.svc']
export const since = (trustedSince: number): Inventory => ({ ...renewing, trustedSince })

/** A test for each row. */
export function tellsPlans(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    for (const { title, inventory, trusts: seen = [], names: wanted = names, now, step } of rows) {
      it(title, () => {
        expect(plan(inventory, seen, { names: wanted, settle: SETTLE }, now)).to.deep.equal(step)
      })
    }
  })
}

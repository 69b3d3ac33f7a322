import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createHealth, type Health } from '../../../src/certs/health.ts'
import type { GoodPair, Inventory, Pair } from '../../../src/certs/inventory.ts'
import type { Rest } from '../../../src/certs/pass.ts'
import { failed, type Failure } from '../../../src/certs/store.ts'
import type { ProbeLine } from '../../../src/serve/server.ts'

const NOON = Date.UTC(2026, 10, 1, 12)
const HOUR = 3_600_000
const MINUTE = 60_000
const GOOD: GoodPair = {
  is: 'good',
  names: ['web.svc'],
  notBefore: NOON - HOUR,
  notAfter: NOON + HOUR,
  issuer: 'AA:01',
}
const ENDS: ProbeLine = { name: 'certificate', ok: true, detail: 'ends 2026-11-01T13:00:00Z' }

const rest = (serving: Pair, ...trusts: Rest['trusts']): Rest => {
  const inventory: Inventory = { serving, next: { is: 'missing' }, authorities: [], bundle: '', leftovers: 0 }
  return { is: 'rest', until: NOON, why: 'nothing is due', inventory, trusts }
}
const seen = (...webhooks: readonly (readonly string[])[]): Rest['trusts'][number] => ({
  is: 'seen',
  name: 'podstart',
  version: '1',
  webhooks: webhooks.map((fingerprints, i) => ({ name: `w${i}`, bundle: '', fingerprints })),
})
const trust = (ok: boolean, detail: string): ProbeLine => ({ name: 'webhook configuration podstart', ok, detail })
const certificate = (detail: string): ProbeLine => ({ name: 'certificate', ok: false, detail })

function healthAfter(...outcomes: readonly (Rest | Failure)[]): Health {
  const health = createHealth(MINUTE, { now: () => NOON, elapsed: () => 0 })
  for (const outcome of outcomes) health.looked(outcome)
  return health
}

const READY: Readonly<Record<string, readonly [outcomes: readonly (Rest | Failure)[], lines: readonly ProbeLine[]]>> = {
  'nothing yet': [[], [certificate('not looked at yet')]],
  'a certificate in nobody’s bundle': [[rest(GOOD)], [ENDS]],
  'a certificate that is trusted': [
    [rest(GOOD, seen(['AA:01'], ['BB:02', 'AA:01']))],
    [ENDS, trust(true, 'trusts it')],
  ],
  'a certificate that one webhook does not trust': [
    [rest(GOOD, seen(['AA:01'], ['BB:02']))],
    [ENDS, trust(false, 'does not trust it')],
  ],
  'a configuration that is not there': [
    [rest(GOOD, { is: 'unseen', name: 'podstart', why: 'it is not there' })],
    [ENDS, trust(false, 'it is not there')],
  ],
  'a certificate that has expired since': [
    [rest({ ...GOOD, notAfter: NOON })],
    [certificate('ended 2026-11-01T12:00:00Z')],
  ],
  'no certificate': [
    [rest({ is: 'missing' }, seen(['AA:01']))],
    [certificate('there is none'), trust(false, 'does not trust it')],
  ],
  'a broken certificate': [[rest({ is: 'broken', why: 'it has no key' })], [certificate('it has no key')]],
  'a look that failed after one that was well': [
    [rest(GOOD), failed('cannot get secret a/b: HTTP 500')],
    [certificate('cannot get secret a/b: HTTP 500')],
  ],
  'a look that was well after one that failed': [[failed('HTTP 500'), rest(GOOD)], [ENDS]],
}

describe('the probes of podstart certs', () => {
  for (const [title, [outcomes, lines]] of Object.entries(READY)) {
    it(`ready: ${title}`, () => {
      expect(healthAfter(...outcomes).ready()).to.deep.equal(lines)
    })
  }
  for (const [age, ok] of [
    [0, true],
    [7 * MINUTE, true],
    [7 * MINUTE + 1, false],
  ] as const) {
    it(`${ok ? 'alive' : 'not alive'} ${age} ms after the last look`, () => {
      let elapsed = 5
      const health = createHealth(MINUTE, { now: () => NOON, elapsed: () => elapsed })
      elapsed = 1_000_000
      health.looked(failed('HTTP 500'))
      elapsed += age
      expect(health.live()).to.deep.equal([{ name: 'looks', ok, detail: `last ${Math.round(age / 1_000)} s ago` }])
    })
  }
})

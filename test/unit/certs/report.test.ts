import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { GoodPair, Inventory } from '../../../src/certs/inventory.ts'
import type { Rest } from '../../../src/certs/pass.ts'
import { report } from '../../../src/certs/report.ts'

const NOON = Date.UTC(2026, 10, 1, 12)
const HOUR = 3_600_000
const good: GoodPair = {
  is: 'good',
  names: ['web.svc', '::1'],
  notBefore: NOON,
  notAfter: NOON + 3 * HOUR,
  issuer: 'AA:01',
}
const quiet: Inventory = {
  serving: good,
  next: { is: 'missing' },
  authorities: [{ fingerprint: 'AA:01', notAfter: NOON + 3 * HOUR }],
  bundle: 'old',
  leftovers: 0,
}
const seen = (...bundles: readonly string[]): Rest['trusts'][number] => ({
  is: 'seen',
  name: 'podstart',
  version: '1',
  webhooks: bundles.map((bundle, i) => ({
    name: `w${i}`,
    bundle,
    fingerprints: bundle.includes('old') ? ['AA:01'] : [],
  })),
})

interface Row {
  readonly title: string
  readonly inventory?: Inventory
  readonly trusts?: Rest['trusts']
  readonly lines: readonly string[]
}

const CERTIFICATE = [
  'certificate for                web.svc, ::1',
  '  valid until                  2026-11-01T15:00:00Z',
  '  renewed from                 2026-11-01T14:00:00Z',
  'CA until 2026-11-01T15:00:00Z  SHA-256 AA:01',
]

const ROWS: readonly Row[] = [
  { title: 'a certificate', lines: CERTIFICATE },
  {
    title: 'a configuration of one webhook',
    trusts: [seen('old')],
    lines: [...CERTIFICATE, 'webhook configuration          podstart: trusted (1 webhook)'],
  },
  {
    title: 'configurations that trust it in part, or not',
    trusts: [seen('old', ''), seen('old+more', 'old'), { is: 'unseen', name: 'other', why: 'other is not there' }],
    lines: [
      ...CERTIFICATE,
      'webhook configuration          podstart: trusted by 1 (2 webhooks, with another bundle)',
      'webhook configuration          podstart: trusted (2 webhooks, with another bundle)',
      'webhook configuration          other: other is not there',
    ],
  },
  {
    title: 'a renewal on its way',
    inventory: {
      ...quiet,
      next: { ...good, names: ['web.svc'], notBefore: NOON + HOUR, notAfter: NOON + 4 * HOUR },
      authorities: [...quiet.authorities, { fingerprint: 'BB:02', notAfter: NOON + 4 * HOUR }],
    },
    lines: [
      ...CERTIFICATE.slice(0, 3),
      'next certificate for           web.svc',
      '  valid until                  2026-11-01T16:00:00Z',
      '  renewed from                 2026-11-01T15:00:00Z',
      'CA until 2026-11-01T15:00:00Z  SHA-256 AA:01',
      'CA until 2026-11-01T16:00:00Z  SHA-256 BB:02',
    ],
  },
]

describe('the report on a certificate', () => {
  for (const { title, inventory = quiet, trusts = [], lines } of ROWS) {
    it(title, () => {
      const [first, ...more] = report({ inventory, trusts }, 'folder certs')
      expect(first).to.equal('kept in                        folder certs')
      expect(more).to.deep.equal(lines)
    })
  }
})

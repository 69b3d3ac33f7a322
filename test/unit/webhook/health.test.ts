import { expect } from 'chai'
import { describe, it } from 'mocha'
import { LIVE, readiness, type Check, type Standing } from '../../../src/webhook/health.ts'

const NOW = new Date('2026-08-01T12:00:00Z')
const ending = (end: string): Standing['identity'] => ({
  is: 'usable',
  cert: '',
  key: '',
  notAfter: new Date(end),
  names: '',
})
const GOOD = ending('2026-08-01T12:00:01Z')
const SERVING: Check = { name: 'serving', ok: true, detail: 'answers calls' }
const VALID: Check = { name: 'certificate', ok: true, detail: 'ends 2026-08-01T12:00:01.000Z' }

const CASES: readonly (readonly [title: string, standing: Standing, checks: readonly Check[]])[] = [
  ['well', { identity: GOOD, isDraining: false }, [VALID, SERVING]],
  [
    'without a certificate',
    { identity: { is: 'unusable', why: 'tls.crt: no such file' }, isDraining: false },
    [{ name: 'certificate', ok: false, detail: 'tls.crt: no such file' }, SERVING],
  ],
  [
    'with a certificate that ends this moment',
    { identity: ending('2026-08-01T12:00:00Z'), isDraining: false },
    [{ name: 'certificate', ok: false, detail: 'ended 2026-08-01T12:00:00.000Z' }, SERVING],
  ],
  [
    'stopping',
    { identity: GOOD, isDraining: true },
    [VALID, { name: 'serving', ok: false, detail: 'stopping; calls are still answered' }],
  ],
]

describe('the webhook’s readiness, when it is', () => {
  for (const [title, standing, checks] of CASES) {
    it(title, () => {
      expect(readiness(standing, NOW)).to.deep.equal(checks)
    })
  }
  it('any of these, is no matter of its liveness', () => {
    expect(LIVE).to.deep.equal([{ name: 'process', ok: true, detail: 'answers' }])
  })
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { callTimeout } from '../../../src/webhook/timeout.ts'

const CASES: readonly (readonly [text: unknown, ms: number])[] = [
  ['2s', 2_000],
  ['10s', 10_000],
  ['1.5s', 1_500],
  ['1m30s', 90_000],
  ['750ms', 750],
  [undefined, 2_000],
  ['', 2_000],
  ['0s', 2_000],
  ['-1s', 2_000],
  ['3', 2_000],
  ['soon', 2_000],
  // Given twice.
  [['1s', '5s'], 2_000],
]

describe('a webhook’s caller waits', () => {
  for (const [text, ms] of CASES) {
    it(`${String(ms)} ms where it says ${JSON.stringify(text) ?? 'nothing'}`, () => {
      expect(callTimeout(text)).to.equal(ms)
    })
  }
})

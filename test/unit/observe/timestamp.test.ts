import { expect } from 'chai'
import { describe, it } from 'mocha'
import { nanos } from '../../../src/observe/nanos.ts'
import { formatTimestamp, parseTimestamp } from '../../../src/observe/timestamp.ts'

const NOON = 1_772_366_400_000_000_000n

const READ: ReadonlyArray<readonly [text: string | undefined, instant: bigint | undefined]> = [
  ['2026-03-01T12:00:00Z', NOON],
  ['2026-03-01T12:00:00.3Z', NOON + 300_000_000n],
  ['2026-03-01T12:00:00.421576Z', NOON + 421_576_000n],
  ['2026-03-01T12:00:00.123456789Z', NOON + 123_456_789n],
  ['2026-03-01T12:00:00.000000001Z', NOON + 1n],
  ['2026-03-01T13:00:00+01:00', NOON],
  ['2026-03-01T06:30:00.5-05:30', NOON + 500_000_000n],
  ['2026-03-01T12:00:00+00:00', NOON],
  ['1970-01-01T00:00:00Z', 0n],
  ['1970-01-01T00:00:00.000000001Z', 1n],
  ['1970-01-01T00:59:59+01:00', undefined],
  ['1969-12-31T23:59:59.999999999Z', undefined],
  ['0001-01-01T00:00:00Z', undefined],
  ['2026-03-01T12:00:00.1234567890Z', undefined],
  ['2026-03-01T12:00:00', undefined],
  ['2026-03-01T12:00:00z', undefined],
  ['2026-03-01 12:00:00Z', undefined],
  ['2026-13-01T12:00:00Z', undefined],
  ['2026-03-01T25:00:00Z', undefined],
  ['2026-03-01', undefined],
  [' 2026-03-01T12:00:00Z', undefined],
  ['now', undefined],
  ['', undefined],
  [undefined, undefined],
]

const WRITTEN: ReadonlyArray<readonly [instant: bigint, text: string]> = [
  [0n, '1970-01-01T00:00:00Z'],
  [1n, '1970-01-01T00:00:00.000000001Z'],
  [NOON, '2026-03-01T12:00:00Z'],
  [NOON + 300_000_000n, '2026-03-01T12:00:00.3Z'],
  [NOON + 123_456_789n, '2026-03-01T12:00:00.123456789Z'],
  [NOON + 999_999_999n, '2026-03-01T12:00:00.999999999Z'],
]

describe('parseTimestamp', () => {
  for (const [text, instant] of READ) {
    it(`${instant === undefined ? 'refuses' : 'reads'} ${JSON.stringify(text)}`, () => {
      expect(parseTimestamp(text)).to.equal(instant)
    })
  }
})

describe('formatTimestamp', () => {
  for (const [instant, text] of WRITTEN) {
    it(`writes ${text}`, () => {
      expect(formatTimestamp(nanos(instant))).to.equal(text)
    })
    it(`writes ${text} as it is read`, () => {
      expect(parseTimestamp(formatTimestamp(nanos(instant)))).to.equal(instant)
    })
  }
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { parseGoDuration } from '../../../src/observe/go-duration.ts'

const CASES: ReadonlyArray<readonly [text: string, nanoseconds: bigint | undefined]> = [
  ['0s', 0n],
  ['1ns', 1n],
  ['443ms', 443_000_000n],
  ['2.004s', 2_004_000_000n],
  ['19.416µs', 19_416n],
  ['19.416us', 19_416n],
  ['0.000000001s', 1n],
  ['1m2.3s', 62_300_000_000n],
  ['1m44.643s', 104_643_000_000n],
  ['1h2m3s', 3_723_000_000_000n],
  ['100h0m0s', 360_000_000_000_000n],
  ['', undefined],
  ['12', undefined],
  ['s', undefined],
  ['.5s', undefined],
  ['-1s', undefined],
  ['1 s', undefined],
  ['1d', undefined],
  ['2.3s later', undefined],
]

describe('parseGoDuration', () => {
  for (const [text, nanoseconds] of CASES) {
    it(`${nanoseconds === undefined ? 'refuses' : 'reads'} ${JSON.stringify(text)}`, () => {
      expect(parseGoDuration(text)).to.equal(nanoseconds)
    })
  }
})

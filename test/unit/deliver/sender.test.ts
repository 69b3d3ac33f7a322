import { expect } from 'chai'
import { describe, it } from 'mocha'
import { shownUrl, tracesUrl } from '../../../src/deliver/sender.ts'

describe('tracesUrl', () => {
  const CASES: readonly [address: string, url: string | undefined][] = [
    ['http://localhost:4318', 'http://localhost:4318/v1/traces'],
    ['http://localhost:4318/', 'http://localhost:4318/v1/traces'],
    ['https://collector.example', 'https://collector.example/v1/traces'],
    ['http://[::1]:4318', 'http://[::1]:4318/v1/traces'],
    ['http://localhost:4318/v1/traces', 'http://localhost:4318/v1/traces'],
    ['https://collector.example/tenant/a', 'https://collector.example/tenant/a'],
    ['https://collector.example/?key=1', 'https://collector.example/v1/traces?key=1'],
    ['localhost:4318', undefined],
    ['localhost', undefined],
    ['//localhost:4318', undefined],
    ['grpc://localhost:4317', undefined],
    ['file:///etc/passwd', undefined],
    ['http://', undefined],
    ['', undefined],
  ]
  for (const [address, url] of CASES) {
    it(`${address}: ${url ?? 'none'}`, () => {
      expect(tracesUrl(address)).to.equal(url)
    })
  }
})

describe('shownUrl', () => {
  const CASES: readonly [address: string, shown: string][] = [
    ['http://localhost:4318/v1/traces', 'http://localhost:4318/v1/traces'],
    ['https://user:secret@collector.example/v1/traces', 'https://***:***@collector.example/v1/traces'],
  ]
  for (const [address, shown] of CASES) {
    it(`${address}: ${shown}`, () => {
      expect(shownUrl(address)).to.equal(shown)
    })
  }
})

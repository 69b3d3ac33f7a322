import { expect } from 'chai'
import { describe, it } from 'mocha'
import { nanos } from '../../../src/observe/nanos.ts'
import { createFresh } from '../../../src/webhook/fresh.ts'

describe('what is made anew for each pod', () => {
  it('is a trace id and a span id of their own, however many there are', () => {
    const fresh = createFresh(() => nanos(7n))
    const all = Array.from({ length: 1_000 }, () => fresh())
    expect(
      all.filter(({ traceId, spanId }) => !/^[0-9a-f]{32}$/.test(traceId) || !/^[0-9a-f]{16}$/.test(spanId)),
    ).to.deep.equal([])
    expect(new Set(all.map(({ traceId }) => traceId)).size).to.equal(1_000)
    expect(new Set(all.map(({ spanId }) => spanId)).size).to.equal(1_000)
  })
  it('has none of the bits of another, nor those of another process', () => {
    const [one, other] = [createFresh(() => nanos(0n)), createFresh(() => nanos(0n))]
    const halves = [one(), one(), other()].flatMap(({ traceId, spanId }) => [
      traceId.slice(0, 16),
      traceId.slice(16),
      spanId,
    ])
    expect(new Set(halves).size).to.equal(9)
  })
  it('is made at a time', () => {
    let now = 41n
    const fresh = createFresh(() => nanos((now += 1n)))
    expect([fresh().now, fresh().now]).to.deep.equal([42n, 43n])
  })
})

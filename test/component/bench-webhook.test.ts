import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { balancedOrders } from '../../bench/figures/orders.ts'
import { bucketQuantile, bucketsBetween, partUpTo, readSamples } from '../../bench/figures/prometheus.ts'
import { spreadOf } from '../../bench/figures/stats.ts'
import { findingsTable } from '../../bench/figures/table.ts'
import { readAnswer } from '../../bench/load/answer.ts'

const BENCH = fileURLToPath(new URL('../../bench/webhook.ts', import.meta.url))

/** The first column of its tables. */
const titles = (stdout: string): readonly string[] =>
  stdout
    .split('\n')
    .slice(1)
    .map((line) => line.split(/ {2,}/).find(Boolean) ?? '')
    .filter(Boolean)

describe('npm run bench:webhook', () => {
  it('shows its tables', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [BENCH, '--quick', '--only', 'throughput,reviews'])
    expect(titles(stdout)).to.deep.equal([
      'throughput, 16 connections',
      'bare',
      'bare + JSON.parse',
      'express',
      'podstart',
      'reviews at 200/s',
      'bare, seen by the client',
      'podstart, seen by the client',
      'podstart, its histogram',
      'in all',
      'throughput, podstart / bare',
      'the same by CPU time, bare / podstart',
      'podstart / bare + JSON.parse',
      'the same by CPU time',
      'bare + JSON.parse / bare: what reading costs',
      'express / bare + JSON.parse: what express costs',
      'podstart / express: what the stamp costs',
      'server time of a review at 200/s, p99 ms',
      '% of them within 5 ms',
      'p99 ms as the client sees it',
    ])
  })

  for (const items of [['a', 'b', 'c', 'd'], ['a', 'b', 'c'], ['a', 'b'], ['a']]) {
    it(`lets each of ${items.length} come as often after each other`, () => {
      const pairs = balancedOrders(items).flatMap((order) => order.slice(1).map((next, i) => `${order[i]} ${next}`))
      const counts = Object.values(Object.groupBy(pairs, (pair) => pair)).map((same) => same?.length)
      const [firsts, different] = [balancedOrders(items).map(([first]) => first), items.length * (items.length - 1)]
      expect({ firsts: new Set(firsts).size, pairs: counts.length, alike: new Set(counts).size }).to.deep.equal({
        firsts: items.length,
        pairs: different,
        alike: Math.min(1, different),
      })
    })
  }

  it('reads the gain of a histogram', () => {
    const text = (small: number, most: number, all: number): string =>
      `# HELP seconds Of it.\nseconds_bucket{le="0.001",a="x"} ${small}\nseconds_bucket{le="0.005",a="x"} ${most}\n` +
      `seconds_bucket{le="+Inf",a="x"} ${all}\nseconds_sum{a="x"} 1.5\n`
    const buckets = bucketsBetween(readSamples(text(1, 1, 1)), readSamples(text(51, 100, 101)), 'seconds')
    expect(buckets).to.deep.equal({ bounds: [0.001, 0.005, Infinity], counts: [50, 99, 100] })
    expect([0.25, 0.745, 0.999].map((part) => bucketQuantile(buckets, part))).to.deep.equal([0.0005, 0.003, 0.005])
    expect(partUpTo(buckets, 0.005)).to.equal(0.99)
  })

  const head = 'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n'
  const ANSWERS: readonly [what: string, bytes: string, answer: ReturnType<typeof readAnswer>][] = [
    ['its head is not over', head, undefined],
    ['a body is not there yet', `${head}Content-Length: 2\r\n\r\n{`, undefined],
    ['the body is there', `${head}content-length: 2\r\n\r\n{}`, { status: 201, closes: false }],
    ['the last chunk is not there yet', `${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`, undefined],
    [
      'the last chunk is there',
      `${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      { status: 201, closes: false },
    ],
    ['the connection will end', `${head}Connection: close\r\nContent-Length: 0\r\n\r\n`, { status: 201, closes: true }],
  ]
  for (const [what, bytes, answer] of ANSWERS) {
    it(`reads an answer: ${what}`, () => {
      expect(readAnswer(Buffer.from(bytes))).to.deep.equal(answer)
    })
  }

  for (const [values, median] of [
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ] as const) {
    it(`takes ${median} for the median of ${values.join(', ')}`, () => {
      expect(spreadOf(values)).to.deep.equal({ median, least: Math.min(...values), most: Math.max(...values) })
    })
  }

  it('tells which limits are held', () => {
    const limit = { is: 'at most', value: 5 } as const
    const told = findingsTable([
      { what: 'a', value: 5, limit },
      { what: 'b', value: 5.1, limit },
      { what: 'c', value: 0.4, limit: { is: 'at least', value: 0.5 } },
      { what: 'd', value: 1, rounds: { median: 1, least: 0.5, most: 2 } },
    ])
    const words = told.split('\n').map((line) => line.split(/ {2,}/).filter(Boolean))
    expect(words.slice(1)).to.deep.equal([
      ['a', '5.00', 'at most 5', 'held'],
      ['b', '5.10', 'at most 5', 'NOT HELD'],
      ['c', '0.40', 'at least 0.5', 'NOT HELD'],
      ['d', '1.00', '1.00', '0.50 to 2.00'],
    ])
  })
})

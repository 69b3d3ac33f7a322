import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import type { LabelBounds } from '../../src/serve/label-room.ts'
import { bounded, BUILD_INFO, counter, gauge, histogram } from '../../src/serve/metric-table.ts'
import { createMetrics } from '../../src/serve/metrics.ts'
import { RUNS } from './runs.ts'

const TABLE = {
  ...BUILD_INFO,
  podstart_pulls_total: bounded(counter('P.', 'node', 'repository', 'result'), 'node', 'repository'),
  podstart_wait_seconds: bounded(histogram('W.', [1, 2], 'node', 'repository'), 'node', 'repository'),
  podstart_stuck: bounded(gauge('S.', 'reason'), 'reason'),
  podstart_metric_overflow_total: counter('O.', 'metric', 'label'),
} as const

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('a', 'b', 'other', '__proto__', 'constructor', 'a"b', 'a\\', 'a\n', 'a,repository:b'),
)
const step = fc.record({
  what: fc.constantFrom('count', 'observe', 'set'),
  node: text,
  repository: text,
  value: fc.double(),
  passes: fc.integer({ min: 0, max: 400 }),
})
const bound = fc.integer({ min: 1, max: 6 })

const LINE =
  /^podstart_[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? \S+( # \{.*)?$/

describe('metrics, whatever comes', () => {
  for (const format of ['text', 'openmetrics'] as const) {
    it(`have no more series than their bounds, count all, and are well written: ${format}`, async () => {
      const whatever = fc.asyncProperty(fc.array(step, { maxLength: 60 }), bound, bound, async (steps, most, sets) => {
        const values = {
          namespace: 1,
          workload: 1,
          node: most,
          registry: 1,
          repository: most,
          reason: most,
          revision: 1,
          clock: 1,
        }
        const bounds: LabelBounds = { values, sets, life: 1_000_000 }
        let now = 0
        const metrics = createMetrics(TABLE, '1', bounds, () => now)
        for (const { what, node, repository, value, passes } of steps) {
          now += passes
          if (what === 'count') metrics.count('podstart_pulls_total', { node, repository, result: 'pulled' })
          else if (what === 'observe')
            metrics.observe('podstart_wait_seconds', value, { node, repository }, 'a'.repeat(32))
          else metrics.set('podstart_stuck', { reason: node }, 1)
        }
        const lines = (await metrics.text(format)).split('\n').filter((line) => line.startsWith('podstart_'))
        const of = (name: string) => lines.filter((line) => line.startsWith(name))
        expect(lines.filter((line) => !LINE.test(line))).to.deep.equal([])
        expect(of('podstart_pulls_total').length).to.be.at.most(sets + 1)
        expect(of('podstart_wait_seconds_count').length).to.be.at.most(sets + 1)
        expect(of('podstart_stuck').length).to.be.at.most(Math.min(sets, most) + 1)
        const sum = (name: string) =>
          of(name)
            .map((line) => Number(/ (\S+)$/.exec(line)?.[1]))
            .reduce((a, b) => a + b, 0)
        const observed = steps.filter(({ what, value }) => what === 'observe' && Number.isFinite(value)).length
        expect([sum('podstart_pulls_total'), sum('podstart_wait_seconds_count')]).to.deep.equal([
          steps.filter(({ what }) => what === 'count').length,
          observed,
        ])
      })
      await fc.assert(whatever, { numRuns: RUNS })
    })
  }
})

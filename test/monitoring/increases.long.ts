import { expect } from 'chai'
import { describe, it } from 'mocha'
import { increased } from '../../monitoring/rules/increases.ts'
import { testRules, type SeriesTable } from '../support/promtool.ts'

const on = (instance: string): string =>
  `podstart_image_pulls_total{job="podstart", instance="${instance}", node="node-1", registry="r", repository="shop/cart", result="pulled"}`
const up = (instance: string): string => `podstart_build_info{job="podstart", instance="${instance}"}`

const CASES: readonly (readonly [what: string, pulls: number, series: SeriesTable])[] = [
  ['what a counter grows by', 7, { [up('a')]: '1x30', [on('a')]: '0x5 3x5 7x30' }],
  ['what a counter begins with', 7, { [up('a')]: '1x30', [on('a')]: '_x5 7x30' }],
  ['once, however often it is looked at', 7, { [up('a')]: '1x30', [on('a')]: '_x5 7x4 7x30' }],
  ['what comes after a restart', 9, { [up('a')]: '1x30', [on('a')]: '0x2 7x5 2x30' }],
  ['a restart after which the counter begins late', 9, { [up('a')]: '1x30', [on('a')]: '0x2 7x5 _x5 2x30' }],
  [
    'a new exporter beside the old',
    9,
    { [up('a')]: '1x12', [on('a')]: '0x2 7x10', [up('b')]: '_x12 1x30', [on('b')]: '_x15 2x30' },
  ],
  ['what came while Prometheus was away', 9, { [up('a')]: '1x8 _x6 1x30', [on('a')]: '0x2 7x5 _x6 9x30' }],
  ['nothing of an exporter that Prometheus did not know', 0, { [up('a')]: '1x30', [on('a')]: '7x30' }],
  [
    'nothing twice where Prometheus was away for long',
    7,
    { [up('a')]: '1x8 _x12 1x30', [on('a')]: '0x2 7x5 _x12 7x30' },
  ],
]

describe('recorded increases count', () => {
  for (const [what, value, series] of CASES) {
    it(what, async () => {
      const expr = `sum(sum_over_time(${increased('image_pulls_total')}[30m]))`
      const expected = { expr, eval_time: '29m', exp_samples: [{ labels: '{}', value }] }
      expect(await testRules(series, expected)).to.equal('')
    })
  }
})

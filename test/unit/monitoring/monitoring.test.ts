import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { DASHBOARDS } from '../../../monitoring/dashboards/dashboards.ts'
import { files } from '../../../monitoring/files.ts'
import { recordings } from '../../../monitoring/rules/rules-file.ts'
import { EXPORTER_METRICS } from '../../../src/exporter/metrics.ts'
import type { Definition } from '../../../src/serve/metric-table.ts'
import { WEBHOOK_METRICS } from '../../../src/webhook/metrics.ts'
import { alertExpressions, panelExpressions, ruleExpressions } from '../../support/expressions.ts'

const TABLE: Readonly<Record<string, Definition>> = { ...EXPORTER_METRICS, ...WEBHOOK_METRICS }

/** The names under which Prometheus knows a metric. */
const seriesOf = ([name, { kind }]: readonly [string, Definition]): readonly string[] =>
  kind === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name]

const isLate = ({ kind, labels, known }: Definition): boolean =>
  kind !== 'gauge' && labels.length > 0 && known === undefined

const SCRAPED = new Set(Object.entries(TABLE).flatMap(seriesOf))
const RECORDED = new Set(recordings().map(({ record }) => record))

const namesIn = (expr: string): readonly string[] => [...new Set(expr.match(/\bpodstart[_:][\w:]*/g))]

/** Of a histogram, `le` too; of what a join brings, the revision. */
const labelsOf = (expr: string): readonly string[] => [
  ...[...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(', ')),
  ...namesIn(expr).flatMap((name) => TABLE[name]?.labels ?? []),
  ...(/node_pull/.test(expr) ? ['node'] : []),
  ...(/p99_1h/.test(expr) ? ['namespace', 'workload'] : []),
  ...(/failed_image_pulls/.test(expr) ? ['registry'] : []),
  // Of the target.
  'instance',
  'job',
]

describe('manifests/', () => {
  for (const { path, url, text } of files) {
    it(`${path} is what monitoring/ makes of it (npm run dashboards:write)`, () => {
      expect(readFileSync(url, 'utf8').split('\n')).to.deep.equal(text().split('\n'))
    })
  }
})

describe('dashboards', () => {
  const panels = DASHBOARDS.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))
  it('have names of their own', () => {
    expect(new Set(DASHBOARDS.map(({ uid }) => uid)).size).to.equal(DASHBOARDS.length)
  })
  it('explain each panel in a sentence, to its full stop', () => {
    expect(panels.filter(({ description }) => !/^\S.+\.$/.test(description)).map(({ title }) => title)).to.deep.equal(
      [],
    )
  })
  it('fill their rows of 24 columns', () => {
    const crooked = DASHBOARDS.flatMap(({ rows }) => rows).filter(({ panels }) => {
      let filled = 0
      return panels.some(({ width }) => (filled = (filled % 24) + width) > 24) || filled !== 24
    })
    expect(crooked.map(({ title }) => title)).to.deep.equal([])
  })
  it('take recorded increases of what is not there before its first value', () => {
    // These have values from the beginning, or soon so many that the first is no matter.
    const steady = ['podstart_watch_items_total', 'podstart_watch_requests_total', 'podstart_watch_lag_seconds_bucket']
    const late = Object.entries(TABLE).flatMap((one) => (isLate(one[1]) ? seriesOf(one) : []))
    const wrong = [...panelExpressions, ...alertExpressions].flatMap(({ where, expr }) =>
      late
        .filter((name) => !steady.includes(name) && new RegExp(`(rate|increase)\\(${name}\\b`).test(expr))
        .map((name) => `${where}: ${name}`),
    )
    expect(wrong).to.deep.equal([])
  })
})

describe('every expression', () => {
  const all = [...panelExpressions, ...ruleExpressions, ...alertExpressions]
  it('asks only for metrics that podstart has, or that a rule records', () => {
    const unknown = all.flatMap(({ where, expr }) =>
      namesIn(expr)
        .filter((name) => !SCRAPED.has(name) && !RECORDED.has(name))
        .map((name) => `${where}: ${name}`),
    )
    expect(unknown).to.deep.equal([])
  })
  it('has the labels that its text names', () => {
    const unknown = all.flatMap(({ where, expr, text }) =>
      [...text.matchAll(/\{\{-? *(?:with )?\$?(?:labels\.)?([a-z_]+)/g)]
        .map(([, label = '']) => label)
        .filter((label) => label !== 'with' && label !== 'end' && label !== 'value' && label !== 'le')
        .filter((label) => !labelsOf(expr).includes(label))
        .map((label) => `${where}: ${label}`),
    )
    expect(unknown).to.deep.equal([])
  })
  it('is of use: each metric is in one, but for those that are named here', () => {
    const used = new Set(all.flatMap(({ expr }) => namesIn(expr)))
    const unused = Object.entries(TABLE)
      .filter((one) => !seriesOf(one).some((name) => used.has(name)))
      .map(([name]) => name)
    expect(unused).to.deep.equal(UNUSED)
  })
})

/** `podstart_startup_duration_seconds` has the outcomes, by workload. */
const UNUSED = ['podstart_startups_total']

import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { rulesFile, STEP } from '../../monitoring/rules/rules-file.ts'
import { startPodstart, temporaryFolder, type Running } from '../support/cli.ts'
import { startCollector, type Collector } from '../support/collector.ts'
import { alertExpressions, panelExpressions, ruleExpressions, type Expression } from '../support/expressions.ts'
import { spanTable, type SpanTable } from '../support/span-table.ts'
import { startPrometheus, type Line, type Prometheus } from '../support/prometheus.ts'

/** Within this, all of the story has been told to Prometheus: a round takes 75 s. */
const STORY_MS = 100_000
const LONGEST_MS = 180_000
const SHORT_STEP = '5s'

/** Expressions that have nothing to tell while all is well, by what they ask for, and why. */
const EMPTY: readonly (readonly [has: RegExp, why: string])[] = [
  [/metric_overflow_total/, 'every label has room'],
  [/skipped_total/, 'all is understood'],
  [/watch_interruptions_total/, 'no watch ends'],
  [/watch_unreadable_lines_total/, 'every line can be read'],
  [/watch_blind_seconds_total/, 'no watch is blind'],
  [/^absent\(podstart_pods_tracked\)/, 'the exporter is there'],
  [/ unless on \(\) count\(podstart_webhook_reviews_waiting\)/, 'the webhook is there'],
]

/** The configuration that docs/monitoring.md shows. */
const [, documented = ''] =
  /```yaml\n(rule_files[^]*?)```/.exec(readFileSync(new URL('../../docs/monitoring.md', import.meta.url), 'utf8')) ?? []

/** As Grafana would ask, of all that there is. */
const asked = (expr: string): string =>
  expr
    .replaceAll('$__rate_interval', '30s')
    .replaceAll('$__range', '3m')
    .replaceAll(`:${STEP}]`, `:${SHORT_STEP}]`)
    .replaceAll(/"\$\w+"/g, '".*"')

/** An alert holds where something is wrong: this is whether it could be told. */
const withoutLimits = (expr: string): string => expr.replaceAll(/ (>=|<=|==|>|<) (?=[\d.s(])/g, ' $1 bool ')

const isTold = (lines: readonly Line[]): boolean =>
  lines.some(({ values }) => values.some(([, value]) => value !== 'NaN'))

describe('Prometheus, which scrapes podstart demo', function () {
  this.timeout(LONGEST_MS)
  const ends = new AsyncDisposableStack()
  let collector: Collector
  let demo: Running
  let prometheus: Prometheus
  let spans: SpanTable
  let began: number

  before(async () => {
    began = performance.now()
    const folder = temporaryFolder()
    ends.defer(() => folder.remove())
    collector = await startCollector()
    ends.defer(() => collector.close())
    spans = spanTable(collector)
    const env = {
      TMPDIR: folder.path(''),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    }
    demo = startPodstart(['demo'], env, { longest: LONGEST_MS / 1_000 })
    ends.defer(() => demo.kill())
    const pageOf = async (part: string): Promise<string> =>
      /http:\/\/([^/]+)/.exec(await demo.prints(`The ${part}’s metrics: `))?.[1] ?? ''
    const targets = [await pageOf('exporter'), await pageOf('webhook')]
    prometheus = await startPrometheus({
      'rules.yaml': rulesFile(SHORT_STEP),
      'prometheus.yml': documented
        .replace('scrape_interval: 15s', 'scrape_interval: 2s')
        .replace(/targets: .*/, `targets: [${targets.join(', ')}]`),
    })
    ends.defer(() => prometheus.end())
  })
  after(() => ends.disposeAsync())

  /** Asks again while the story goes on. @returns whether it was so, in the end */
  async function comes(holds: () => Promise<boolean>): Promise<boolean> {
    while (!(await holds())) {
      if (performance.now() - began > STORY_MS) return false
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
    return true
  }

  const told: readonly Expression[] = [
    ...panelExpressions.filter(({ exemplars }) => !exemplars),
    ...ruleExpressions,
    ...alertExpressions.map((one) => ({ ...one, expr: withoutLimits(one.expr) })),
  ]
  for (const { where, expr } of told) {
    const [, why] = EMPTY.find(([has]) => has.test(expr)) ?? []
    if (why === undefined) {
      it(`tells: ${where}`, async () => {
        expect(await comes(async () => isTold(await prometheus.range(asked(expr), 2))), asked(expr)).to.equal(true)
      })
    } else {
      it(`is asked, and says nothing while ${why}: ${where}`, async () => {
        expect(await comes(async () => (await prometheus.now(asked(expr))).length === 0), asked(expr)).to.equal(true)
      })
    }
  }

  for (const { where, expr } of panelExpressions.filter(({ exemplars }) => exemplars)) {
    it(`has exemplars that lead to their spans: ${where}`, async () => {
      const stored = await prometheus.exemplars(asked(expr))
      const all = stored.flatMap(({ seriesLabels, exemplars }) => exemplars.map((one) => ({ ...one, seriesLabels })))
      expect(all).to.not.deep.equal([])
      await collector.until(() => all.every(({ labels }) => spans.has(labels['trace_id'])))
      const lost = all.filter(
        ({ labels, value, seriesLabels }) => !spans.shows(labels['trace_id'], seriesLabels, Number(value)),
      )
      expect(lost).to.deep.equal([])
    })
  }

  it('has no trouble with a target or a rule', async () => {
    await comes(async () => (await prometheus.problems()).length === 0)
    expect(await prometheus.problems()).to.deep.equal([])
  })
})

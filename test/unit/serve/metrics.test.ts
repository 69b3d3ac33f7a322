import { expect } from 'chai'
import { describe, it } from 'mocha'
import { EXPORTER_METRICS, type ExporterMetrics } from '../../../src/exporter/metrics.ts'
import { createMetrics as create } from '../../../src/serve/metrics.ts'
import { WEBHOOK_METRICS } from '../../../src/webhook/metrics.ts'

const createMetrics = (version: string): ExporterMetrics => create(EXPORTER_METRICS, version)
const TABLES = { exporter: EXPORTER_METRICS, webhook: WEBHOOK_METRICS }

const linesOf = async (metrics: Pick<ExporterMetrics, 'text'>): Promise<readonly string[]> =>
  (await metrics.text()).split('\n')
const samplesOf = async (metrics: ExporterMetrics, name: string): Promise<readonly string[]> =>
  (await linesOf(metrics)).filter((line) => line.startsWith(name))

/** Prometheus' text format 0.0.4: a comment, or a name, labels and a value, as Go reads numbers: `Nan` is one. */
const VALUE = String.raw`(?:[-+]?(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?)|[-+]Inf|[Nn]a[Nn])`
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`
const SAMPLE = new RegExp(String.raw`^[a-zA-Z_:][a-zA-Z0-9_:]*(?:\{${LABEL}(?:,${LABEL})*\})? ${VALUE}$`)
const COMMENT = /^# (HELP [a-zA-Z_:][a-zA-Z0-9_:]* .+|TYPE [a-zA-Z_:][a-zA-Z0-9_:]* (counter|gauge|histogram|summary))$/

describe('metrics', () => {
  for (const [command, table] of Object.entries(TABLES)) {
    for (const [name, { kind, help }] of Object.entries(table)) {
      it(`${name} of the ${command}: is there from the beginning, with its kind and what it is`, async () => {
        const lines = await linesOf(create(table, '1'))
        expect(
          lines.filter((line) => line.startsWith(`# HELP ${name} `) || line.startsWith(`# TYPE ${name} `)),
        ).to.deep.equal([`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`])
      })
      it(`${name} of the ${command}: has a name as Prometheus wants it`, () => {
        expect(name).to.match(kind === 'counter' ? /^podstart_[a-z_]+_total$/ : /^podstart_[a-z_]+(?<!_total)$/)
      })
    }
    it(`of the ${command} are no others under our name`, async () => {
      const lines = await linesOf(create(table, '1'))
      const told = lines.flatMap((line) => /^# TYPE (podstart_\S+)/.exec(line)?.[1] ?? [])
      expect(told.toSorted()).to.deep.equal(Object.keys(table).toSorted())
    })
  }
  it('tell of the process, too', async () => {
    const lines = await linesOf(createMetrics('1'))
    const wanted = ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'nodejs_eventloop_lag_seconds']
    expect(wanted.filter((name) => !lines.some((line) => line.startsWith(`${name} `)))).to.deep.equal([])
  })
  it('are in the text format, whatever is in a label', async () => {
    const metrics = createMetrics('1')
    for (const watched_namespace of ['shop', 'a"b', 'a\\b', 'a\nb', '']) {
      metrics.count('podstart_watch_items_total', { watch: 'pods', watched_namespace, type: 'ADDED' }, 1e21)
      metrics.set('podstart_watch_up', { watch: 'pods', watched_namespace }, 1)
    }
    metrics.observe('podstart_export_duration_seconds', 0.3)
    const text = await metrics.text()
    const lines = text.split('\n').filter((line) => line !== '')
    expect(lines.filter((line) => !SAMPLE.test(line) && !COMMENT.test(line))).to.deep.equal([])
    expect(text.endsWith('\n')).to.equal(true)
  })
  it('say which version it is', async () => {
    expect(await samplesOf(createMetrics('0.2.0'), 'podstart_build_info')).to.deep.equal([
      'podstart_build_info{version="0.2.0"} 1',
    ])
  })

  const SAMPLES: readonly (readonly [
    title: string,
    by: (metrics: ExporterMetrics) => void,
    name: string,
    samples: readonly string[],
  ])[] = [
    ['a counter of nothing yet', () => undefined, 'podstart_spans_sent_total', ['podstart_spans_sent_total 0']],
    [
      'a counter, counted',
      (metrics) => {
        metrics.count('podstart_spans_sent_total')
        metrics.count('podstart_spans_sent_total', {}, 41)
      },
      'podstart_spans_sent_total',
      ['podstart_spans_sent_total 42'],
    ],
    [
      'a counter by a label that is known: 0 before the first',
      () => undefined,
      'podstart_stamps_total',
      ['trusted', 'none', 'malformed', 'copied', 'exempt'].map((stamp) => `podstart_stamps_total{stamp="${stamp}"} 0`),
    ],
    ['a counter by labels, of nothing yet', () => undefined, 'podstart_watch_requests_total', []],
    [
      'a counter by labels',
      (metrics) => {
        metrics.count('podstart_spans_dropped_total', { reason: 'refused' }, 2)
        metrics.count('podstart_spans_dropped_total', { reason: 'stopped' })
        metrics.count('podstart_spans_dropped_total', { reason: 'refused' })
      },
      'podstart_spans_dropped_total',
      [
        'podstart_spans_dropped_total{reason="queue_full"} 0',
        'podstart_spans_dropped_total{reason="refused"} 3',
        'podstart_spans_dropped_total{reason="partly_refused"} 0',
        'podstart_spans_dropped_total{reason="stopped"} 1',
      ],
    ],
    [
      'a gauge: what was set last',
      (metrics) => {
        metrics.set('podstart_watch_up', { watch: 'pods', watched_namespace: '*' }, 1)
        metrics.set('podstart_watch_up', { watch: 'pods', watched_namespace: '*' }, 0)
      },
      'podstart_watch_up',
      ['podstart_watch_up{watch="pods",watched_namespace="*"} 0'],
    ],
    [
      'how long sending took',
      (metrics) => {
        for (const seconds of [0.004, 0.3, 70]) metrics.observe('podstart_export_duration_seconds', seconds)
      },
      'podstart_export_duration_seconds',
      [
        ...[
          ['0.005', 1],
          ['0.01', 1],
          ['0.025', 1],
          ['0.05', 1],
          ['0.1', 1],
          ['0.25', 1],
          ['0.5', 2],
          ['1.0', 2],
          ['2.5', 2],
          ['5.0', 2],
          ['10.0', 2],
          ['+Inf', 3],
        ].map(([le, count]) => `podstart_export_duration_seconds_bucket{le="${le}"} ${count}`),
        'podstart_export_duration_seconds_sum 70.304',
        'podstart_export_duration_seconds_count 3',
      ],
    ],
  ]
  for (const [title, by, name, samples] of SAMPLES) {
    it(title, async () => {
      const metrics = createMetrics('1')
      by(metrics)
      expect(await samplesOf(metrics, name)).to.deep.equal(samples)
    })
  }
  it('that are measured are asked for each time that somebody looks', async () => {
    const metrics = createMetrics('1')
    let spans = 7
    metrics.measure('podstart_queue_spans', () => spans)
    const before = await samplesOf(metrics, 'podstart_queue_spans')
    spans = 9
    expect([before, await samplesOf(metrics, 'podstart_queue_spans')]).to.deep.equal([
      ['podstart_queue_spans 7'],
      ['podstart_queue_spans 9'],
    ])
  })
  it('of one exporter are not those of another', async () => {
    const [one, other] = [createMetrics('1'), createMetrics('1')]
    one.count('podstart_spans_sent_total')
    expect(await samplesOf(other, 'podstart_spans_sent_total')).to.deep.equal(['podstart_spans_sent_total 0'])
  })
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { formatFor, FORMATS } from '../../../src/serve/exposition.ts'
import { BUILD_INFO, counterOf, histogram } from '../../../src/serve/metric-table.ts'
import { createMetrics } from '../../../src/serve/metrics.ts'

const PROMETHEUS_2 =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'
const PROMETHEUS_3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,*/*;q=0.3'

const ACCEPTS: readonly (readonly [accept: string | undefined, format: string])[] = [
  [undefined, 'text'],
  ['', 'text'],
  ['*/*', 'text'],
  ['text/plain', 'text'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'text'],
  [PROMETHEUS_2, 'openmetrics'],
  [PROMETHEUS_3, 'openmetrics'],
  ['application/openmetrics-text', 'openmetrics'],
  ['Application/OpenMetrics-Text; version=0.0.1', 'openmetrics'],
  ['application/openmetrics-text;q=0.4,text/plain;q=0.5', 'text'],
  ['application/openmetrics-text;q=0', 'text'],
  ['application/openmetrics-text;q=much', 'text'],
  ['application/openmetrics-textual', 'text'],
]

describe('the format of the metrics', () => {
  for (const [accept, format] of ACCEPTS) {
    it(`for ${accept ?? 'no Accept header'}`, () => {
      expect(formatFor(accept)).to.equal(format)
    })
  }
  it('has a content type', () => {
    expect([FORMATS.text.contentType, FORMATS.openmetrics.contentType]).to.deep.equal([
      'text/plain; version=0.0.4; charset=utf-8',
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    ])
  })
})

const TABLE = {
  ...BUILD_INFO,
  podstart_pulls_total: counterOf('Pulls.', 'result', ['pulled']),
  podstart_wait_seconds: histogram('Waits.', [0.5, 1]),
} as const

const TRACE = '0123456789abcdef0123456789abcdef'

function own(text: string): readonly string[] {
  const lines = text.split('\n')
  return lines.slice(lines.findIndex((line) => line.startsWith('# HELP podstart_build_info')))
}

describe('metrics', () => {
  const observed = () => {
    const metrics = createMetrics(TABLE, '1')
    metrics.observe('podstart_wait_seconds', 0.75, {}, TRACE)
    metrics.observe('podstart_wait_seconds', 0.25)
    return metrics
  }
  const samples = (exemplar: string): readonly string[] => [
    'podstart_wait_seconds_bucket{le="0.5"} 1',
    `podstart_wait_seconds_bucket{le="1.0"} 2${exemplar}`,
    'podstart_wait_seconds_bucket{le="+Inf"} 2',
    'podstart_wait_seconds_sum 1',
    'podstart_wait_seconds_count 2',
  ]

  it('in Prometheus’ text format: without exemplars, also after the other was asked for', async () => {
    const metrics = observed()
    await Promise.all([metrics.text('openmetrics'), metrics.text('text')])
    expect(own(await metrics.text())).to.deep.equal([
      '# HELP podstart_build_info Always 1; the version is in its label.',
      '# TYPE podstart_build_info gauge',
      'podstart_build_info{version="1"} 1',
      '',
      '# HELP podstart_pulls_total Pulls.',
      '# TYPE podstart_pulls_total counter',
      'podstart_pulls_total{result="pulled"} 0',
      '',
      '# HELP podstart_wait_seconds Waits.',
      '# TYPE podstart_wait_seconds histogram',
      ...samples(''),
      '',
    ])
  })
  it('in OpenMetrics: with them, counters named without _total, and an end', async () => {
    const text = (await observed().text('openmetrics')).replace(/(# \{trace_id.*\} \S+) \d+(\.\d+)?/, '$1 NOW')
    expect(own(text)).to.deep.equal([
      '# HELP podstart_build_info Always 1; the version is in its label.',
      '# TYPE podstart_build_info gauge',
      'podstart_build_info{version="1"} 1',
      '# HELP podstart_pulls Pulls.',
      '# TYPE podstart_pulls counter',
      'podstart_pulls_total{result="pulled"} 0',
      '# HELP podstart_wait_seconds Waits.',
      '# TYPE podstart_wait_seconds histogram',
      ...samples(` # {trace_id="${TRACE}"} 0.75 NOW`),
      '# EOF',
      '',
    ])
  })
})

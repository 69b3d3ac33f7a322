import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readEnvironment } from '../../../../src/cli/config.ts'
import { ownTraces, type OwnTraces } from '../../../../src/cli/settings/own-traces.ts'

type Variables = Readonly<Record<string, string>>

const OFF: OwnTraces = { is: 'off' }
const on = (...to: readonly string[]): OwnTraces => ({ is: 'on', to })
const EXPORTER = 'OTEL_TRACES_EXPORTER'

const said = (variables: Variables): OwnTraces => ownTraces(readEnvironment(variables).otel, () => true)

describe('podstart’s own traces are', () => {
  const CASES: readonly (readonly [title: string, variables: Variables, own: OwnTraces])[] = [
    ['off', {}, OFF],
    ['off: where the pods’ traces go is another matter', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, OFF],
    ['off, by a blank', { [EXPORTER]: ' ' }, OFF],
    ['off, by a list of nothing', { [EXPORTER]: ' , ' }, OFF],
    ['off, by word', { [EXPORTER]: ' none ' }, OFF],
    ['off, whatever else is wrong', { OTEL_TRACES_SAMPLER: 'dice', OTEL_BSP_MAX_QUEUE_SIZE: 'all' }, OFF],
    ['off, with all of the SDK', { [EXPORTER]: 'otlp', OTEL_SDK_DISABLED: ' True ' }, OFF],
    ['on', { [EXPORTER]: 'otlp' }, on('otlp')],
    ['on, the SDK not being off', { [EXPORTER]: 'otlp', OTEL_SDK_DISABLED: 'false' }, on('otlp')],
    ['on, and seen', { [EXPORTER]: 'console' }, on('console')],
    ['on, and seen as well', { [EXPORTER]: ' otlp , console,' }, on('otlp', 'console')],
    [
      'on, as all these say',
      {
        [EXPORTER]: 'otlp',
        OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.25',
        OTEL_PROPAGATORS: 'tracecontext, baggage',
        OTEL_NODE_RESOURCE_DETECTORS: 'env,host',
        OTEL_BSP_SCHEDULE_DELAY: '1000',
        OTEL_BSP_EXPORT_TIMEOUT: '2000',
        OTEL_BSP_MAX_QUEUE_SIZE: '100',
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10',
      },
      on('otlp'),
    ],
    [
      'on: no collector is needed for the console',
      { [EXPORTER]: 'console', OTEL_EXPORTER_OTLP_ENDPOINT: 'c' },
      on('console'),
    ],
  ]
  for (const [title, variables, own] of CASES) {
    it(title, () => {
      expect(said(variables)).to.deep.equal(own)
    })
  }
})

describe('of podstart’s own traces, it is wrong', () => {
  const EXPORTERS = 'otlp, console or both, separated by a comma; or none'
  const SAMPLERS =
    'always_on, parentbased_always_on, always_off, parentbased_always_off, traceidratio, parentbased_traceidratio'
  const SPANS = 'a whole number of spans from 1 to 2147483647'
  const CASES: readonly (readonly [name: string, text: string, expected: string])[] = [
    [EXPORTER, 'jaeger', EXPORTERS],
    [EXPORTER, 'otlp,none', EXPORTERS],
    [EXPORTER, 'OTLP', EXPORTERS],
    ['OTEL_TRACES_SAMPLER', 'dice', SAMPLERS],
    ['OTEL_TRACES_SAMPLER', 'always_on ', SAMPLERS],
    ['OTEL_TRACES_SAMPLER_ARG', '10%', 'a number from 0 to 1'],
    ['OTEL_TRACES_SAMPLER_ARG', '2', 'a number from 0 to 1'],
    ['OTEL_PROPAGATORS', 'w3c', 'names out of tracecontext, baggage, b3, b3multi, none, separated by commas'],
    [
      'OTEL_NODE_RESOURCE_DETECTORS',
      'k8s',
      'names out of env, host, os, process, serviceinstance, all, none, separated by commas',
    ],
    ['OTEL_BSP_SCHEDULE_DELAY', '5s', 'a whole number of milliseconds from 1 to 2147483647'],
    ['OTEL_BSP_EXPORT_TIMEOUT', '0', 'a whole number of milliseconds from 1 to 2147483647'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '-1', SPANS],
    ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '1.5', SPANS],
  ]
  for (const [name, text, expected] of CASES) {
    it(`${name}=${text}`, () => {
      const shown = text.trim()
      expect(said({ [EXPORTER]: 'otlp', [name]: text })).to.deep.equal({
        is: 'wrong',
        problems: [`${name} is "${shown}"; expected ${expected}`],
      })
    })
  }
  it('where they go, and all that is wrong is told', () => {
    expect(
      said({ [EXPORTER]: 'otlp', OTEL_PROPAGATORS: 'w3c', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'collector:4318' }),
    ).to.deep.equal({
      is: 'wrong',
      problems: [
        'OTEL_PROPAGATORS is "w3c"; expected names out of tracecontext, baggage, b3, b3multi, none, separated by commas',
        'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is "collector:4318"; expected an address like http://collector:4318/v1/traces',
      ],
    })
  })
})

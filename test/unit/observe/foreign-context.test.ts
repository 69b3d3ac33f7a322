import { expect } from 'chai'
import { describe, it } from 'mocha'
import { foreignContext } from '../../../src/observe/foreign-context.ts'

const idle = (digit: string): string => `00-${digit.repeat(32)}-${digit.repeat(16)}-00`
const sampled = (digit: string): string => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`

const [KEP, OPERATOR, TRACES, PLAIN] = [
  'tracing.k8s.io/traceparent',
  'opentelemetry.io/traceparent',
  'traces.opentelemetry.io/traceparent',
  'traceparent',
] as const

type Row = readonly [name: string, annotations: Readonly<Record<string, string>>, wanted: string | undefined]

const CASES: readonly Row[] = [
  ['no annotations', {}, undefined],
  ['annotations of other kinds', { 'example.org/traceparent': sampled('a'), tracestate: 'a=1' }, undefined],
  ['our own stamp, which is none', { 'podstart.dev/traceparent': sampled('a') }, undefined],
  ['one that is sampled', { [OPERATOR]: sampled('a') }, sampled('a')],
  ['one that is not sampled', { [OPERATOR]: idle('a') }, idle('a')],
  ['one with a tracestate, as it is', { [PLAIN]: ` ${sampled('a')} x=1, y=2` }, ` ${sampled('a')} x=1, y=2`],
  [
    'all, sampled: the most standard one',
    { [PLAIN]: sampled('d'), [TRACES]: sampled('c'), [OPERATOR]: sampled('b'), [KEP]: sampled('a') },
    sampled('a'),
  ],
  [
    'the second before the third',
    { [PLAIN]: sampled('d'), [TRACES]: sampled('c'), [OPERATOR]: sampled('b') },
    sampled('b'),
  ],
  ['the third before the last', { [PLAIN]: sampled('d'), [TRACES]: sampled('c') }, sampled('c')],
  ['all, not sampled: the most standard one', { [PLAIN]: idle('b'), [KEP]: idle('a') }, idle('a')],
  [
    'the last, sampled, before all others',
    { [KEP]: idle('a'), [OPERATOR]: idle('b'), [PLAIN]: sampled('d') },
    sampled('d'),
  ],
  ['what is none, before one that is not sampled', { [KEP]: 'hello', [OPERATOR]: '', [PLAIN]: idle('d') }, idle('d')],
  ['what is none, before one that is sampled', { [KEP]: 'hello', [PLAIN]: sampled('d') }, sampled('d')],
  ['what is none', { [KEP]: 'hello', [PLAIN]: `ff${sampled('d').slice(2)}` }, undefined],
]

describe('the context that others left on a pod', () => {
  for (const [name, annotations, wanted] of CASES) {
    it(`${name}: ${wanted === undefined ? 'none' : wanted}`, () => {
      expect(foreignContext(annotations)).to.equal(wanted)
    })
  }
})

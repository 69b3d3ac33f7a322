import { expect } from 'chai'
import { describe, it } from 'mocha'
import { findContext, type TraceHeaders } from '../../../src/admission/found-context.ts'
import type { TraceContext } from '../../../src/trace/traceparent.ts'
import { found, parentOf } from './given.ts'

const CALL = 'c'
const POD = 'd'
const KEP = 'tracing.k8s.io/traceparent'
const PLAIN = 'traceparent'

type Annotations = Readonly<Record<string, string>>
type Row = readonly [name: string, headers: TraceHeaders, annotations: Annotations, wanted: TraceContext | undefined]

const CASES: readonly Row[] = [
  ['nothing', {}, {}, undefined],
  ['the call, sampled', { traceparent: parentOf(CALL) }, {}, found(CALL)],
  ['the call, not sampled', { traceparent: parentOf(CALL, '00') }, {}, found(CALL, false)],
  [
    'the call, with a tracestate',
    { traceparent: parentOf(CALL), tracestate: 'a=1, b=2' },
    {},
    { ...found(CALL), state: 'a=1,b=2' },
  ],
  ['a tracestate alone', { tracestate: 'a=1' }, {}, undefined],
  ['an annotation, sampled', {}, { [PLAIN]: parentOf(POD) }, found(POD)],
  ['an annotation, not sampled', {}, { [PLAIN]: parentOf(POD, '00') }, found(POD, false)],
  ['an annotation with a tracestate', {}, { [KEP]: `${parentOf(POD)} a=1` }, { ...found(POD), state: 'a=1' }],
  ['an annotation, beside the tracestate of a call', { tracestate: 'a=1' }, { [KEP]: parentOf(POD) }, found(POD)],
  ['both sampled: the call', { traceparent: parentOf(CALL) }, { [KEP]: parentOf(POD) }, found(CALL)],
  ['the call alone sampled', { traceparent: parentOf(CALL) }, { [KEP]: parentOf(POD, '00') }, found(CALL)],
  ['the annotation alone sampled', { traceparent: parentOf(CALL, '00') }, { [KEP]: parentOf(POD) }, found(POD)],
  [
    'neither sampled: the call',
    { traceparent: parentOf(CALL, '00') },
    { [KEP]: parentOf(POD, '00') },
    found(CALL, false),
  ],
  [
    'the last annotation alone sampled',
    { traceparent: parentOf(CALL, '00') },
    { [KEP]: parentOf('e', '00'), [PLAIN]: parentOf(POD) },
    found(POD),
  ],
  ['a call that is none', { traceparent: 'hello' }, { [KEP]: parentOf(POD, '00') }, found(POD, false)],
  ['an annotation that is none', { traceparent: parentOf(CALL, '00') }, { [KEP]: 'hello' }, found(CALL, false)],
  ['neither is one', { traceparent: 'hello' }, { [KEP]: 'hello' }, undefined],
  ['our own stamp, which is none', {}, { 'podstart.dev/traceparent': parentOf(POD) }, undefined],
]

describe('the context that a pod comes with', () => {
  for (const [name, headers, annotations, wanted] of CASES) {
    it(name, () => {
      expect(findContext(headers, annotations)).to.deep.equal(wanted)
    })
  }
})

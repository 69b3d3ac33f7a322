import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Sampling } from '../../../src/telemetry/sampling.ts'
import { withSampling } from '../../../src/telemetry/sampling-marks.ts'
import type { Threshold } from '../../../src/trace/ratio.ts'
import { recordedTraces } from '../../support/traces.ts'

const [TRACE = []] = recordedTraces('cold-pull')

const MARKED: readonly (readonly [title: string, sampling: Sampling, state: string, told: object])[] = [
  [
    'chosen by ratio',
    { sent: true, reason: 'ratio', threshold: 0xe6666666666666n as Threshold },
    'ot=th:e6666666666666',
    { 'podstart.sampling.reason': 'ratio', 'podstart.sampling.ratio': 0.1 },
  ],
  [
    'sent whatever the ratio',
    { sent: true, reason: 'slow', threshold: 0n as Threshold },
    'ot=th:0',
    { 'podstart.sampling.reason': 'slow', 'podstart.sampling.ratio': 1 },
  ],
]

const UNMARKED: readonly (readonly [title: string, sampling: Sampling])[] = [
  ['no ratio is in force', { sent: true, reason: 'error' }],
  ['a parent decided', { sent: true, reason: 'parent' }],
]

describe('a trace with what it takes to weigh it', () => {
  for (const [title, sampling, traceState, told] of MARKED) {
    it(`${title}: on each span ${traceState}, on the root in words`, () => {
      expect(withSampling(TRACE, sampling)).to.deep.equal(
        TRACE.map((span, i) => ({
          ...span,
          traceState,
          attributes: { ...span.attributes, ...(i === 0 ? told : {}) },
        })),
      )
    })
  }
  for (const [title, sampling] of UNMARKED) {
    it(`is as it was where ${title}`, () => {
      expect(withSampling(TRACE, sampling)).to.equal(TRACE)
    })
  }
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { makeStamp, type Stamp, type StampSettings } from '../../../src/admission/stamp.ts'
import type { Nanos } from '../../../src/observe/nanos.ts'
import type { TraceContext } from '../../../src/trace/traceparent.ts'
import { found, FRESH, OWN, parentOf, RULES, STAMP } from './given.ts'

const { traceId, spanId } = FRESH
const own = (sampled = true): TraceContext => ({ traceId, spanId, sampled })
const OWN_IDLE = OWN.replace(/1$/, '0')
const CONTEXT = 'podstart.dev/context'

interface Case {
  readonly name: string
  readonly found?: TraceContext
  readonly settings?: Partial<StampSettings>
  readonly stamp: Stamp
}

const CASES: readonly Case[] = [
  { name: 'nothing found', stamp: { context: own(), annotations: STAMP } },
  {
    name: 'a context found: its trace is its own',
    found: found('a'),
    stamp: { context: own(), annotations: { ...STAMP, [CONTEXT]: parentOf('a') } },
  },
  {
    name: 'a context found, with its tracestate',
    found: { ...found('a'), state: 'x=1,y= 2' },
    stamp: { context: own(), annotations: { ...STAMP, [CONTEXT]: `${parentOf('a')} x=1,y= 2` } },
  },
  {
    name: 'a context found that is not sampled',
    found: found('a', false),
    stamp: { context: own(), annotations: { ...STAMP, [CONTEXT]: parentOf('a', '00') } },
  },
  {
    name: 'parent mode, nothing found',
    settings: { mode: 'parent' },
    stamp: { context: own(), annotations: STAMP },
  },
  {
    name: 'parent mode, a context found: its trace is the pod’s',
    found: found('a'),
    settings: { mode: 'parent' },
    stamp: {
      context: { traceId: found('a').traceId, spanId, sampled: true },
      annotations: {
        ...STAMP,
        'podstart.dev/traceparent': `00-${'a'.repeat(32)}-${spanId}-01`,
        [CONTEXT]: parentOf('a'),
      },
    },
  },
  {
    name: 'parent mode, a context found: sampled whatever the ratio',
    found: { ...found('a'), state: 'x=1' },
    settings: { mode: 'parent', ratio: 0 },
    stamp: {
      context: { traceId: found('a').traceId, spanId, sampled: true },
      annotations: {
        ...STAMP,
        'podstart.dev/traceparent': `00-${'a'.repeat(32)}-${spanId}-01`,
        [CONTEXT]: `${parentOf('a')} x=1`,
      },
    },
  },
  {
    name: 'parent mode, a context found that is not sampled: its trace is its own',
    found: found('a', false),
    settings: { mode: 'parent' },
    stamp: { context: own(), annotations: { ...STAMP, [CONTEXT]: parentOf('a', '00') } },
  },
  {
    name: 'ratio 0',
    settings: { ratio: 0 },
    stamp: { context: own(false), annotations: { ...STAMP, 'podstart.dev/traceparent': OWN_IDLE } },
  },
  {
    name: 'ratio 0, link mode: a context found that is sampled does not count',
    found: found('a'),
    settings: { ratio: 0 },
    stamp: {
      context: own(false),
      annotations: { ...STAMP, 'podstart.dev/traceparent': OWN_IDLE, [CONTEXT]: parentOf('a') },
    },
  },
  {
    name: 'a ratio that the trace id is not within',
    settings: { ratio: 0.499 },
    stamp: { context: own(false), annotations: { ...STAMP, 'podstart.dev/traceparent': OWN_IDLE } },
  },
  {
    name: 'a ratio that the trace id is within',
    settings: { ratio: 0.5 },
    stamp: { context: own(), annotations: { ...STAMP, 'podstart.dev/tracestate': 'ot=th:8' } },
  },
  {
    name: 'a ratio that nothing but rounding leaves out of',
    settings: { ratio: 1 - 2 ** -53 },
    stamp: { context: own(), annotations: { ...STAMP, 'podstart.dev/tracestate': 'ot=th:00000000000008' } },
  },
  {
    name: 'parent mode, a context found: it says nothing of the ratio',
    found: found('a'),
    settings: { mode: 'parent', ratio: 0.5 },
    stamp: {
      context: { traceId: found('a').traceId, spanId, sampled: true },
      annotations: {
        ...STAMP,
        'podstart.dev/traceparent': `00-${'a'.repeat(32)}-${spanId}-01`,
        [CONTEXT]: parentOf('a'),
      },
    },
  },
  {
    name: 'another prefix',
    found: found('a'),
    settings: { prefix: 'example.org' },
    stamp: {
      context: own(),
      annotations: {
        'example.org/traceparent': OWN,
        'example.org/admitted-at': STAMP['podstart.dev/admitted-at'],
        'example.org/context': parentOf('a'),
      },
    },
  },
]

const TIMES: readonly (readonly [now: bigint, text: string])[] = [
  [1_772_366_400_123_456_789n, '2026-03-01T12:00:00.123456Z'],
  [1_772_366_400_123_456_000n, '2026-03-01T12:00:00.123456Z'],
  [1_772_366_400_000_000_999n, '2026-03-01T12:00:00Z'],
  [1_772_366_400_000_001_000n, '2026-03-01T12:00:00.000001Z'],
  [1_772_366_400_500_000_000n, '2026-03-01T12:00:00.5Z'],
]

describe('a stamp', () => {
  for (const { name, found, settings, stamp } of CASES) {
    it(name, () => {
      expect(makeStamp(FRESH, found, { ...RULES, ...settings })).to.deep.equal(stamp)
    })
  }
  for (const [now, text] of TIMES) {
    it(`at ${now} ns is of ${text}`, () => {
      const { annotations } = makeStamp({ ...FRESH, now: now as Nanos }, undefined, RULES)
      expect(annotations['podstart.dev/admitted-at']).to.equal(text)
    })
  }
})

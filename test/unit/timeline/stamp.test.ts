import { expect } from 'chai'
import { describe, it } from 'mocha'
import { minus, plus, seconds, type Nanos } from '../../../src/observe/nanos.ts'
import type { PodFact } from '../../../src/observe/observation.ts'
import { formatTimestamp, parseTimestamp } from '../../../src/observe/timestamp.ts'
import { readStamp, STAMP_RULES, type Stamp, type StampRules } from '../../../src/timeline/stamp.ts'

const CREATED = parseTimestamp('2026-03-01T12:00:00Z') as Nanos
const TRACE = '0123456789abcdef0123456789abcdef'
const SPAN = '0123456789abcdef'
const FOUND_TRACE = 'fedcba9876543210fedcba9876543210'
const NS = 1n as Nanos

const podWith = (stamp?: PodFact['stamp']): PodFact => ({
  kind: 'pod',
  namespace: 'shop',
  name: 'web',
  createdAt: CREATED,
  restartPolicy: 'Always',
  workload: { name: '(bare)' },
  readinessGates: [],
  containers: [],
  ...(stamp === undefined ? {} : { stamp }),
})

const stamped = (
  at: Nanos,
  more: { readonly traceparent?: string; readonly tracestate?: string; readonly context?: string } = {},
) => podWith({ traceparent: `00-${TRACE}-${SPAN}-01`, admittedAt: formatTimestamp(at), ...more })

const trusted = (at: Nanos, more: object = {}): object => ({
  trusted: true,
  context: { traceId: TRACE, spanId: SPAN, sampled: true },
  admittedAt: at,
  ...more,
})
const refused = (why: string): object => ({ trusted: false, why })

const before = (count: number): Nanos => minus(CREATED, seconds(count))
const after = (count: number): Nanos => plus(CREATED, seconds(count))

interface Case {
  readonly name: string
  readonly pod: PodFact
  readonly rules?: StampRules
  readonly stamp: object
}

const FAST: StampRules = { ...STAMP_RULES, knownSkew: seconds(5) }
const inTime = (context: string): PodFact => stamped(before(0.1), { context })

/** Its last 56 bits lie in the middle: a ratio over 1/2 has sampled it. */
const HALF = '0123456789abcdef0180000000000000'
const chosen = (tracestate: string, flags = '01'): PodFact =>
  stamped(before(0.1), { traceparent: `00-${HALF}-${SPAN}-${flags}`, tracestate })
const half = (more: object = {}, sampled = true): object =>
  trusted(before(0.1), { context: { traceId: HALF, spanId: SPAN, sampled }, ...more })

const CASES: readonly Case[] = [
  { name: 'with its ratio', pod: chosen('ot=th:8'), stamp: half({ threshold: 2n ** 55n }) },
  { name: 'with a ratio of 1', pod: chosen('ot=th:0'), stamp: half({ threshold: 0n }) },
  { name: 'with a ratio that it cannot have', pod: chosen('ot=th:80000000000001'), stamp: half() },
  { name: 'with a ratio, and yet not sampled', pod: chosen('ot=th:8', '00'), stamp: half({}, false) },
  { name: 'with a tracestate that tells something else', pod: chosen('ot=p:1'), stamp: half() },
  { name: 'none', pod: podWith(), stamp: refused('none') },
  { name: 'trusted', pod: stamped(before(0.1)), stamp: trusted(before(0.1)) },
  { name: 'trusted: 30 s before creation', pod: stamped(before(30)), stamp: trusted(before(30)) },
  { name: 'copied: a nanosecond more', pod: stamped(minus(before(30), NS)), stamp: refused('copied') },
  { name: 'copied: 31 s before creation', pod: stamped(before(31)), stamp: refused('copied') },
  { name: 'trusted: 1 s after creation, which is cut to its second', pod: stamped(after(1)), stamp: trusted(after(1)) },
  { name: 'copied: a nanosecond more', pod: stamped(plus(after(1), NS)), stamp: refused('copied') },
  { name: 'copied: 2 s after creation', pod: stamped(after(2)), stamp: refused('copied') },
  {
    name: 'trusted: 6 s after, by a clock known to be 5 s fast',
    pod: stamped(after(6)),
    rules: FAST,
    stamp: trusted(after(6)),
  },
  {
    name: 'copied: 7 s after, by a clock known to be 5 s fast',
    pod: stamped(after(7)),
    rules: FAST,
    stamp: refused('copied'),
  },
  {
    name: 'malformed: a traceparent of zeros',
    pod: stamped(CREATED, { traceparent: `00-${'0'.repeat(32)}-${SPAN}-01` }),
    stamp: refused('malformed'),
  },
  { name: 'malformed: no traceparent', pod: stamped(CREATED, { traceparent: 'hello' }), stamp: refused('malformed') },
  {
    name: 'malformed: no time',
    pod: podWith({ traceparent: `00-${TRACE}-${SPAN}-01`, admittedAt: 'noon' }),
    stamp: refused('malformed'),
  },
  {
    name: 'trusted, not sampled',
    pod: stamped(before(0.1), { traceparent: `00-${TRACE}-${SPAN}-00` }),
    stamp: trusted(before(0.1), { context: { traceId: TRACE, spanId: SPAN, sampled: false } }),
  },
  {
    name: 'trusted, with the context found at admission',
    pod: inTime(`00-${FOUND_TRACE}-${SPAN}-00`),
    stamp: trusted(before(0.1), { found: { traceId: FOUND_TRACE, spanId: SPAN, sampled: false } }),
  },
  {
    name: 'trusted, with the context found at admission and its tracestate',
    pod: inTime(`00-${FOUND_TRACE}-${SPAN}-01 a=1,b=2`),
    stamp: trusted(before(0.1), { found: { traceId: FOUND_TRACE, spanId: SPAN, sampled: true, state: 'a=1,b=2' } }),
  },
  { name: 'trusted, with a context that is none', pod: inTime('hello'), stamp: trusted(before(0.1)) },
]

describe('the stamp of a pod', () => {
  for (const { name, pod, rules, stamp } of CASES) {
    it(name, () => {
      const read: Stamp = readStamp(pod, rules)
      expect(read).to.deep.equal(stamp)
    })
  }
})

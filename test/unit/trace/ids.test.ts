import { expect } from 'chai'
import { describe, it } from 'mocha'
import { derivedSpanId, derivedTraceId, traceIdOfPod } from '../../../src/trace/ids.ts'

const UID = '9d5a871a-7339-41fc-bfe1-3319920a7ec9'
const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/

// What a process of another version has sent must be found again: these values may never change.
const KNOWN: ReadonlyArray<readonly [name: string, got: string, wanted: string]> = [
  ['a UUID: its 16 bytes', traceIdOfPod(UID), '9d5a871a733941fcbfe13319920a7ec9'],
  ['a UUID in upper case: the same', traceIdOfPod(UID.toUpperCase()), '9d5a871a733941fcbfe13319920a7ec9'],
  ['a UID that is no UUID: its hash', traceIdOfPod('static-web'), '26c992a9b14186e8aa87a4f016dffa15'],
  [
    'a UUID of zeros: its hash',
    traceIdOfPod('00000000-0000-0000-0000-000000000000'),
    '80b8006798dec31615a7d0937dfc496c',
  ],
  [
    "a static pod's UID, 32 digits without dashes: its hash",
    traceIdOfPod('0'.repeat(32)),
    'e9ffc6108de1fa8fd83c7eeed5c00b3b',
  ],
  ['a second trace', derivedTraceId(UID, 'resumed'), 'f997a7d168c022ba632710ee1d6edbb7'],
  ['a span', derivedSpanId(UID, 'pull', 'app', 1), '1ae20be3340180a1'],
]

const SHAPES: ReadonlyArray<readonly [name: string, id: string, shape: RegExp]> = [
  ['a trace id from a UUID', traceIdOfPod(UID), TRACE_ID],
  ['a trace id from a UUID of zeros', traceIdOfPod('00000000-0000-0000-0000-000000000000'), TRACE_ID],
  ['a trace id from no UUID', traceIdOfPod('static-web'), TRACE_ID],
  ['a trace id from nothing', traceIdOfPod(''), TRACE_ID],
  ['a derived trace id', derivedTraceId(UID), TRACE_ID],
  ['a derived span id', derivedSpanId(UID), SPAN_ID],
  ['a span id of no parts', derivedSpanId(), SPAN_ID],
]

const APART: ReadonlyArray<readonly [name: string, one: string, other: string]> = [
  ['parts cut elsewhere', derivedSpanId('a', 'bc'), derivedSpanId('ab', 'c')],
  ['parts in another order', derivedSpanId('a', 'b'), derivedSpanId('b', 'a')],
  ['an empty part and none', derivedSpanId('a', ''), derivedSpanId('a')],
  ['a number and its text', derivedSpanId('a', 1), derivedSpanId('a', '1')],
  ['a quote in a part', derivedSpanId('a","b'), derivedSpanId('a', 'b')],
  ['trace and span', derivedTraceId('a').slice(0, 16), derivedSpanId('a')],
  ['two pods', traceIdOfPod('static-a'), traceIdOfPod('static-b')],
]

describe('ids', () => {
  for (const [name, got, wanted] of KNOWN) {
    it(`gives ${name}`, () => {
      expect(got).to.equal(wanted)
    })
  }
  for (const [name, id, shape] of SHAPES) {
    it(`has the right form: ${name}`, () => {
      expect(id).to.match(shape)
    })
  }
  for (const [name, one, other] of APART) {
    it(`keeps apart ${name}`, () => {
      expect(one).to.not.equal(other)
    })
  }
})

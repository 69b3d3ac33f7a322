import { expect } from 'chai'
import { describe, it } from 'mocha'
import { decide, type Decision } from '../../../src/admission/decide.ts'
import type { TraceHeaders } from '../../../src/admission/found-context.ts'
import { AT_ONCE, created, FRESH, parentOf, RULES } from './given.ts'

const LIMIT = 262_144
/** Two keys of 24 bytes each, a traceparent of 55, a time of 27. */
const STAMP = 130
/** Its key of 20 bytes, a traceparent of 55, a space and `x=1`. */
const CONTEXT = 79
const ROOM = LIMIT - STAMP

type Annotations = Readonly<Record<string, string>>
const stamped = (annotations: Annotations | undefined, headers: TraceHeaders = {}): Decision =>
  decide(created({ annotations }), headers, AT_ONCE, FRESH, RULES)

/** Under a key of one byte. */
const filled = (bytes: number, letter = 'x'): Annotations => ({
  k: letter.repeat(Math.floor((bytes - 1) / Buffer.byteLength(letter))),
})
const COPY = {
  'podstart.dev/traceparent': 'y'.repeat(1_000),
  'podstart.dev/admitted-at': 'y'.repeat(1_000),
  'podstart.dev/context': 'y'.repeat(1_000),
}
const CALL: TraceHeaders = { traceparent: parentOf('a'), tracestate: 'x=1' }

/** How many bytes there would be with the stamp. */
const CASES: readonly (readonly [name: string, annotations: Annotations, headers: TraceHeaders, bytes: number])[] = [
  ['one below the limit', filled(ROOM - 1), {}, LIMIT - 1],
  ['at the limit', filled(ROOM), {}, LIMIT],
  ['one above the limit', filled(ROOM + 1), {}, LIMIT + 1],
  ['at the limit, in two annotations', { ...filled(ROOM - 10), 'ten/b': '54321' }, {}, LIMIT],
  ['one above the limit, in two annotations', { ...filled(ROOM - 10), 'ten/b': '654321' }, {}, LIMIT + 1],
  ['at the limit, with letters of four bytes', { ...filled(ROOM - 1, '😀'), a: '' }, {}, LIMIT],
  ['one above the limit, with letters of four bytes', { ...filled(ROOM - 1, '😀'), a: 'x' }, {}, LIMIT + 1],
  ['at the limit, with a key of two bytes', { ...filled(ROOM - 2), ü: '' }, {}, LIMIT],
  ['one above the limit, with a key of two bytes', { ...filled(ROOM - 2), ü: 'x' }, {}, LIMIT + 1],
  ['at the limit, with a context', filled(ROOM - CONTEXT), CALL, LIMIT],
  ['one above the limit, with a context', filled(ROOM - CONTEXT + 1), CALL, LIMIT + 1],
  ['at the limit, a copied stamp does not count', { ...filled(ROOM), ...COPY }, {}, LIMIT],
  ['one above the limit, a copied stamp does not count', { ...filled(ROOM + 1), ...COPY }, {}, LIMIT + 1],
  ['at the limit, with a context and a copied stamp', { ...filled(ROOM - CONTEXT), ...COPY }, CALL, LIMIT],
]

describe('the annotations of a pod, with its stamp', () => {
  for (const [name, annotations, headers, bytes] of CASES) {
    const fits = bytes <= LIMIT
    it(`${name}: ${fits ? 'stamped' : 'not stamped'}`, () => {
      const decision = stamped(annotations, headers)
      expect(decision.is === 'skipped' ? decision : 'stamped').to.deep.equal(
        fits ? 'stamped' : { is: 'skipped', reason: 'annotation_limit', detail: `${bytes} bytes with the stamp` },
      )
    })
  }
})

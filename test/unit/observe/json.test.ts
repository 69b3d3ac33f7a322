import { expect } from 'chai'
import { describe, it } from 'mocha'
import { at, defined, flag, has, list, shortened, text, texts, whole } from '../../../src/observe/json.ts'

const FOREIGN = JSON.parse(
  '{"__proto__": {"name": "planted"}, "labels": {"__proto__": "x", "a": "b", "n": 1}}',
) as unknown
const VALUE: unknown = { a: { b: [{ c: 'deep' }], empty: '', no: false, zero: 0, half: 0.5, big: 2 ** 53, nil: null } }

interface Case {
  readonly name: string
  readonly got: () => unknown
  readonly wanted: unknown
}

const CASES: readonly Case[] = [
  { name: 'at: the value under a path', got: () => at(VALUE, 'a', 'zero'), wanted: 0 },
  { name: 'at: through a list', got: () => at(VALUE, 'a', 'b', '0', 'c'), wanted: 'deep' },
  { name: 'at: the value itself, without a path', got: () => at('x'), wanted: 'x' },
  { name: 'at: nothing under a missing key', got: () => at(VALUE, 'x', 'y'), wanted: undefined },
  { name: 'at: nothing below null', got: () => at(VALUE, 'a', 'nil', 'x'), wanted: undefined },
  { name: 'at: nothing below a text', got: () => at('text', 'length'), wanted: undefined },
  { name: 'at: nothing below undefined', got: () => at(undefined, 'a'), wanted: undefined },
  { name: 'at: no inherited key', got: () => at({}, 'constructor', 'name'), wanted: undefined },
  { name: 'at: no prototype', got: () => at({}, '__proto__'), wanted: undefined },
  {
    name: 'at: an own __proto__ is a key as any other',
    got: () => at(FOREIGN, '__proto__', 'name'),
    wanted: 'planted',
  },
  { name: 'at: nothing that a __proto__ would plant', got: () => at(FOREIGN, 'name'), wanted: undefined },

  { name: 'has: false is something', got: () => has(VALUE, 'a', 'no'), wanted: true },
  { name: 'has: an empty text is something', got: () => has(VALUE, 'a', 'empty'), wanted: true },
  { name: 'has: null is nothing', got: () => has(VALUE, 'a', 'nil'), wanted: false },
  { name: 'has: a missing key is nothing', got: () => has(VALUE, 'a', 'x'), wanted: false },

  { name: 'text: a text', got: () => text(VALUE, 'a', 'b', '0', 'c'), wanted: 'deep' },
  { name: 'text: an empty text is none', got: () => text(VALUE, 'a', 'empty'), wanted: undefined },
  { name: 'text: a number is none', got: () => text(VALUE, 'a', 'zero'), wanted: undefined },

  { name: 'flag: false', got: () => flag(VALUE, 'a', 'no'), wanted: false },
  { name: 'flag: a number is none', got: () => flag(VALUE, 'a', 'zero'), wanted: undefined },

  { name: 'whole: zero', got: () => whole(VALUE, 'a', 'zero'), wanted: 0 },
  { name: 'whole: a fraction is none', got: () => whole(VALUE, 'a', 'half'), wanted: undefined },
  { name: 'whole: beyond what a double counts is none', got: () => whole(VALUE, 'a', 'big'), wanted: undefined },
  { name: 'whole: a text is none', got: () => whole({ n: '1' }, 'n'), wanted: undefined },

  { name: 'list: a list', got: () => list(VALUE, 'a', 'b'), wanted: [{ c: 'deep' }] },
  { name: 'list: an object is an empty one', got: () => list(VALUE, 'a'), wanted: [] },
  { name: 'list: nothing is an empty one', got: () => list(VALUE, 'x'), wanted: [] },

  { name: 'texts: what is no text is left out', got: () => texts({ a: 'b', n: 1, nil: null }), wanted: { a: 'b' } },
  { name: 'texts: of null, none', got: () => texts(null), wanted: {} },
  {
    name: 'texts: an own __proto__ stays a key',
    got: () => Object.entries(texts(FOREIGN, 'labels')),
    wanted: [
      ['__proto__', 'x'],
      ['a', 'b'],
    ],
  },

  {
    name: 'defined: keys without a value go',
    got: () => defined({ a: undefined, b: 0, c: null }),
    wanted: { b: 0, c: null },
  },

  { name: 'shortened: nothing stays nothing', got: () => shortened(undefined), wanted: undefined },
  { name: 'shortened: 1,024 characters stay', got: () => shortened('x'.repeat(1024)), wanted: 'x'.repeat(1024) },
  {
    name: 'shortened: of 1,025 the last one is cut',
    got: () => shortened('x'.repeat(1025)),
    wanted: `${'x'.repeat(1024)}…`,
  },
]

describe('reading foreign JSON', () => {
  for (const { name, got, wanted } of CASES) {
    it(name, () => {
      expect(got()).to.deep.equal(wanted)
    })
  }
})

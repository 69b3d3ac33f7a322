import { expect } from 'chai'
import { describe, it } from 'mocha'
import { names, ratio, type TextType } from '../../../../src/cli/settings/text-types.ts'

/** What a text means; undefined where it does not fit. */
const meaning = <T>(type: TextType<T>, text: string): T | undefined => type.safeParse(text).data

const RATIOS: readonly (readonly [text: string, ratio: number | undefined])[] = [
  ['0', 0],
  ['1', 1],
  ['0.1', 0.1],
  ['.5', 0.5],
  ['0.50', 0.5],
  ['0.', 0],
  ['1.', 1],
  ['1.0', 1],
  ['0.0000001', 1e-7],
  ['1e-7', 1e-7],
  ['2.5e-7', 2.5e-7],
  ['1.1', undefined],
  ['1.0000001', undefined],
  ['2', undefined],
  ['10', undefined],
  ['50e-1', undefined],
  ['1e3', undefined],
  ['-0.1', undefined],
  ['-0', undefined],
  ['+1', undefined],
  ['0,5', undefined],
  ['50%', undefined],
  ['1/2', undefined],
  ['0x1', undefined],
  ['0.1.1', undefined],
  ['0 .1', undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['.', undefined],
  ['e-7', undefined],
  ['', undefined],
]

const NAMES: readonly (readonly [text: string, names: readonly string[] | undefined])[] = [
  ['', []],
  ['a', ['a']],
  ['system:apiserver,kube-apiserver', ['system:apiserver', 'kube-apiserver']],
  [' a , b c ', ['a', 'b c']],
  ['Ü,*.example.com', ['Ü', '*.example.com']],
  ['a,b,a', ['a', 'b']],
  // With none left, every name would do.
  [',', undefined],
  [' ', undefined],
  ['a,', undefined],
  [',a', undefined],
  ['a,,b', undefined],
  ['a,\u0000', undefined],
  ['a\nb', undefined],
  ['a,b\u001b[31m', undefined],
]

describe('a ratio', () => {
  for (const [text, wanted] of RATIOS) {
    it(`"${text}" is ${wanted ?? 'none'}`, () => {
      expect(meaning(ratio(), text)).to.equal(wanted)
    })
  }
})

describe('names', () => {
  for (const [text, wanted] of NAMES) {
    it(`${JSON.stringify(text)} ${wanted === undefined ? 'are none' : `are ${JSON.stringify(wanted)}`}`, () => {
      expect(meaning(names(), text)).to.deep.equal(wanted)
    })
  }
})

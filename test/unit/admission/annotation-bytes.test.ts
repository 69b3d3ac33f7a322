import { expect } from 'chai'
import { describe, it } from 'mocha'
import { annotationBytes, MOST_ANNOTATION_BYTES } from '../../../src/admission/annotation-bytes.ts'

const CASES: readonly (readonly [name: string, annotations: Readonly<Record<string, string>>, bytes: number])[] = [
  ['none', {}, 0],
  ['a key and its value', { ab: 'cde' }, 5],
  ['an empty value', { ab: '' }, 2],
  ['an empty key', { '': 'c' }, 1],
  ['several', { a: 'b', cd: 'ef' }, 6],
  ['two bytes a letter', { ü: 'ö' }, 4],
  ['three bytes a letter', { a: '€' }, 4],
  ['four bytes a letter, which JavaScript counts as two', { a: '😀' }, 5],
  ['the key of an object', JSON.parse('{"__proto__":"x"}') as Record<string, string>, 10],
]

describe('the bytes of annotations', () => {
  for (const [name, annotations, bytes] of CASES) {
    it(`${name}: ${bytes}`, () => {
      expect(annotationBytes(annotations)).to.equal(bytes)
    })
  }
  it('may be 256 KiB', () => {
    expect(MOST_ANNOTATION_BYTES).to.equal(256 * 1_024)
  })
})

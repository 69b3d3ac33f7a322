import { expect } from 'chai'
import { describe, it } from 'mocha'
import { oneLine } from '../../../src/observe/clip.ts'
import { printable, printableJson } from '../../../src/observe/printable.ts'

const CASES: readonly (readonly [what: string, text: string, shown: string, asOneLine: string])[] = [
  [
    'what is in order',
    'ErrImagePull: naïve 図 🚀 “x”',
    'ErrImagePull: naïve 図 🚀 “x”',
    'ErrImagePull: naïve 図 🚀 “x”',
  ],
  ['an escape sequence', 'a\u001b[31mb', 'a [31mb', 'a [31mb'],
  ['the title of a window', '\u001b]0;x\u0007b', ' ]0;x b', ']0;x b'],
  ['C1 controls, and DEL', 'a\u009b31mb\u007fc\u0085d', 'a 31mb c d', 'a 31mb c d'],
  ['line breaks', 'a\r\n  b\u2028c\u2029d', 'a    b c d', 'a b c d'],
  ['text that turns round', 'a\u202eb\u2066c\u200fd\u061ce', 'a b c d e', 'a b c d e'],
  ['what has no width', 'a\u200bb\ufeffc\u00add\u{e0041}e', 'a b c d e', 'a b c d e'],
]

describe('a text that others wrote', () => {
  for (const [what, text, shown, asOneLine] of CASES) {
    it(what, () => expect([printable(text), oneLine(text)]).to.deep.equal([shown, asOneLine]))
  }
  for (const [what, text] of CASES) {
    it(`${what}: in JSON as an escape, and exact`, () => {
      const json = printableJson(JSON.stringify({ text }))
      expect([printable(json), JSON.parse(json)]).to.deep.equal([json, { text }])
    })
  }
})

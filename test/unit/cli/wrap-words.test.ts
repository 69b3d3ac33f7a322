import { expect } from 'chai'
import { describe, it } from 'mocha'
import { wrapWords } from '../../../src/cli/wrap-words.ts'

const CASES: readonly (readonly [title: string, args: Parameters<typeof wrapWords>, lines: readonly string[]])[] = [
  ['one that fits', ['a b c', 5], ['a b c']],
  ['one that does not', ['a b c', 4], ['a b', 'c']],
  ['an indent, which takes its room', ['aa bb cc dd', 5, '  '], ['aa bb', '  cc', '  dd']],
  ['words that are too long', ['a bcdefgh i', 4, ' '], ['a', ' bcdefgh', ' i']],
  ['no limit', ['a b c'], ['a b c']],
  ['nothing', ['', 5], ['']],
]

describe('a text in lines', () => {
  for (const [title, args, lines] of CASES) {
    it(title, () => expect(wrapWords(...args)).to.deep.equal(lines))
  }
})

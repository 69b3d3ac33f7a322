import { expect } from 'chai'
import { describe, it } from 'mocha'
import { PassThrough } from 'node:stream'
import { terminalWidth } from '../../../src/cli/terminal-width.ts'

describe('the width of a terminal', () => {
  const CASES: readonly (readonly [what: string, of: object, width: number | undefined])[] = [
    ['as it says', { isTTY: true, columns: 72 }, 72],
    ['not known where it says 0', { isTTY: true, columns: 0 }, undefined],
    ['not known where it says nothing', { isTTY: true }, undefined],
    ['none of a pipe', { columns: 72 }, undefined],
  ]
  for (const [what, of, width] of CASES) {
    it(what, () => expect(terminalWidth(Object.assign(new PassThrough(), of))).to.equal(width))
  }
})

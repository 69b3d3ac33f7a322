import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Diagnostic } from '../../../src/deliver/diagnostics.ts'
import { createTrouble } from '../../../src/serve/own-trouble.ts'

const warning = (...parts: readonly string[]): Diagnostic => ({ level: 'warn', parts })
const MINUTE = 60_000

/** Each word at its time, in minutes. */
function said(...words: readonly (readonly [at: number, diagnostic: Diagnostic])[]): readonly string[] {
  const sentences: string[] = []
  let now = 0
  const { hear } = createTrouble(
    (sentence) => sentences.push(sentence),
    () => now,
  )
  for (const [at, diagnostic] of words) {
    now = at * MINUTE
    hear(diagnostic)
  }
  return sentences
}

describe('what goes wrong with own traces', () => {
  const CASES: readonly (readonly [title: string, diagnostic: Diagnostic, sentence: string])[] = [
    [
      'a warning',
      warning('Dropped 5 spans because maxQueueSize reached'),
      'Dropped 5 spans because maxQueueSize reached',
    ],
    [
      'one in parts',
      warning('Received Partial Success response:', '{"rejectedSpans":3}'),
      'Received Partial Success response: {"rejectedSpans":3}',
    ],
    [
      'an error, of which its properties come',
      { level: 'error', parts: ['{"stack":"Error: connect\\n at x","message":"connect ECONNREFUSED","code":"E"}'] },
      'connect ECONNREFUSED',
    ],
    [
      'an error of several addresses, without a message',
      {
        level: 'error',
        parts: ['{"stack":"AggregateError: ","errors":"Error: connect ::1,Error: connect 127.0.0.1"}'],
      },
      'Error: connect ::1,Error: connect 127.0.0.1',
    ],
    ['more than a line', warning('a\nb\u001b[31mc'), 'a b [31mc'],
    ['a page', warning('x'.repeat(1_000)), `${'x'.repeat(300)}…`],
  ]
  for (const [title, diagnostic, sentence] of CASES) {
    it(`is told: ${title}`, () => {
      expect(said([0, diagnostic])).to.deep.equal([`podstart’s own traces: ${sentence}`])
    })
  }
  it('is told at most once in ten minutes, with how many there were', () => {
    const words = [0, 1, 2, 9.9, 10, 11, 30, 40].map((at) => [at, warning(`at ${at}`)] as const)
    expect(said(...words)).to.deep.equal([
      'podstart’s own traces: at 0',
      'podstart’s own traces: at 10; 3 others came since the last such line',
      'podstart’s own traces: at 30; 1 others came since the last such line',
      'podstart’s own traces: at 40',
    ])
  })
})

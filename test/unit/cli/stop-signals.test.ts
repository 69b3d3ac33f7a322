import { EventEmitter } from 'node:events'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { ECHO_MS, stopOnSignals, type StopSignal } from '../../../src/cli/stop-signals.ts'

type Sent = readonly (readonly [at: number, signal: StopSignal])[]

function after(sent: Sent): { readonly isStopped: boolean; readonly ended: readonly string[] } {
  const source = new EventEmitter()
  const ended: string[] = []
  let time = 0
  const stop = stopOnSignals(source, { now: () => time, end: (signal) => ended.push(signal) })
  for (const [at, signal] of sent) {
    time = at
    source.emit(signal)
  }
  return { isStopped: stop.aborted, ended }
}

const FIRST = 7_000
const LAST = FIRST + ECHO_MS

const CASES: readonly (readonly [what: string, sent: Sent, isStopped: boolean, ended: readonly string[]])[] = [
  ['none: goes on', [], false, []],
  ['one: ends in order', [[FIRST, 'SIGTERM']], true, []],
  ['the same at the same time: is its echo', Array(2).fill([FIRST, 'SIGINT']) as Sent, true, []],
  ...(['SIGINT', 'SIGTERM'] as const).flatMap((first) =>
    (['SIGINT', 'SIGTERM'] as const).flatMap((second): typeof CASES => [
      [
        `${first}, and ${second} soon after: is its echo`,
        [
          [FIRST, first],
          [LAST, second],
        ],
        true,
        [],
      ],
      [
        `${first}, and ${second} later: ends at once`,
        [
          [FIRST, first],
          [LAST + 1, second],
        ],
        true,
        [second],
      ],
    ]),
  ),
  [
    'one after an echo: ends at once, the echo does not put it off',
    [
      [FIRST, 'SIGINT'],
      [LAST - 1, 'SIGINT'],
      [LAST + 1, 'SIGINT'],
    ],
    true,
    ['SIGINT'],
  ],
]

describe('signals to end', () => {
  for (const [what, sent, isStopped, ended] of CASES) {
    it(what, () => expect(after(sent)).to.deep.equal({ isStopped, ended }))
  }
})

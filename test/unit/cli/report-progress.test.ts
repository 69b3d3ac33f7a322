import { Writable } from 'node:stream'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createReportProgress } from '../../../src/cli/report-progress.ts'

const CLEAR = '\r\u001b[K'

function terminal(isTTY: boolean) {
  const pieces: string[] = []
  const { promise: written, resolve } = Promise.withResolvers<undefined>()
  const stream = new Writable({
    decodeStrings: false,
    write(piece: string, _, done) {
      pieces.push(piece)
      resolve(undefined)
      done()
    },
  })
  return { err: Object.assign(stream, { isTTY }), pieces, written }
}

describe('the progress of a report', () => {
  it('is not shown in the first half second, and not more often', () => {
    const { err, pieces } = terminal(true)
    let now = 0
    const progress = createReportProgress(err, () => now)
    for (const [at, text] of [
      [499, 'a'],
      [500, 'b'],
      [900, 'c'],
      [1_000, 'd'],
    ] as const) {
      now = at
      progress.tell(text)
    }
    progress.clear()
    expect(pieces).to.deep.equal(['b', CLEAR, 'd', CLEAR])
  })
  it('is shown when its time has come, also if nothing more is told', async () => {
    const { err, pieces, written } = terminal(true)
    let now = 0
    const progress = createReportProgress(err, () => now)
    now = 499
    progress.tell('listing')
    await written
    progress.clear()
    expect(pieces).to.deep.equal(['listing', CLEAR])
  })
  it('is not shown where nobody looks', () => {
    const { err, pieces } = terminal(false)
    let now = 0
    const progress = createReportProgress(err, () => now)
    now = 9_000
    progress.tell('a')
    progress.clear()
    expect(pieces).to.deep.equal([])
  })
  it('makes room for what is said', () => {
    const { err, pieces } = terminal(true)
    let now = 0
    const progress = createReportProgress(err, () => now)
    now = 500
    progress.tell('a')
    progress.say('no cluster')
    expect(pieces).to.deep.equal(['a', CLEAR, 'podstart: no cluster\n'])
  })
})

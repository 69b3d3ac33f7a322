import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createScreen, type Screen } from '../../../src/cli/demo-screen.ts'

function shown(play: (screen: Screen) => void): string {
  const out = Object.assign(new PassThrough(), { isTTY: true, columns: 40, rows: 12 })
  play(createScreen({ out, err: new PassThrough() }))
  return String(out.read())
}

describe('the screen of podstart demo', () => {
  it('has no panel any more after its end', () => {
    const before = shown((screen) => screen.panel(['panel']))
    const all = shown((screen) => {
      screen.panel(['panel'])
      screen.close()
      screen.line('the last')
    })
    expect(stripVTControlCharacters(all.slice(before.length)).trim()).to.equal('the last')
  })
  it('leaves a panel a part of the rows', () => {
    shown((screen) => expect(screen.rows()).to.equal(8))
  })
})

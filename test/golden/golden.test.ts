import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { dump } from './dump.ts'
import { goldenCases } from './expected.ts'

describe('the traces of every recording', () => {
  for (const { recording, settings, file } of goldenCases) {
    it(`${recording}${settings.dropEvents === true ? ', Events dropped' : ''}`, () => {
      expect(dump(recording, settings)).to.equal(readFileSync(file, 'utf8'))
    })
  }
})

import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { replay } from '../../src/replay/replay.ts'
import { readItems, recordingNames } from '../support/recordings.ts'
import { dump } from './dump.ts'
import { goldenCases } from './expected.ts'

describe('the traces of every recording', () => {
  for (const { recording, settings, file } of goldenCases) {
    it(`${recording}${settings.dropEvents === true ? ', Events dropped' : ''}`, () => {
      expect(dump(recording, settings)).to.equal(readFileSync(file, 'utf8'))
    })
  }
})

describe('the texts of every recording', () => {
  for (const recording of recordingNames) {
    it(`${recording}: all are known`, () => {
      const { unknown_event_reason: reasons = 0, unknown_event_text: texts = 0 } = replay(
        readItems(recording),
      ).counts.all()
      expect({ reasons, texts }).to.deep.equal({ reasons: 0, texts: 0 })
    })
  }
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readPulledMessage } from '../../../src/observe/pulled-message.ts'

const ms = (n: bigint) => n * 1_000_000n

const CASES = [
  {
    name: 'a pull that waited in the queue (1.30 to 1.37)',
    message: 'Successfully pulled image "r/app:60m" in 157ms (1.52s including waiting). Image size: 61096194 bytes.',
    report: { kind: 'pulled', transfer: ms(157n), total: ms(1520n), imageSize: 61_096_194n },
  },
  {
    name: 'a pull of more than a minute (1.30 to 1.37)',
    message: 'Successfully pulled image "r/big:1" in 1m44.643s (1h2m3s including waiting). Image size: 0 bytes.',
    report: { kind: 'pulled', transfer: ms(104_643n), total: ms(3_723_000n), imageSize: 0n },
  },
  {
    name: 'a size that no double holds',
    message: 'Successfully pulled image "r/x:1" in 1s (1s including waiting). Image size: 9007199254740993 bytes.',
    report: { kind: 'pulled', transfer: ms(1000n), total: ms(1000n), imageSize: 9_007_199_254_740_993n },
  },
  {
    name: 'a text without the size',
    message: 'Successfully pulled image "busybox" in 49.5s (50s including waiting)',
    report: { kind: 'pulled', transfer: ms(49_500n), total: ms(50_000n) },
  },
  {
    name: 'a text without size and queue',
    message: 'Successfully pulled image "busybox" in 49.5s',
    report: { kind: 'pulled', transfer: ms(49_500n), total: ms(49_500n) },
  },
  {
    name: 'an image whose name imitates the text',
    message: 'Successfully pulled image "x\\" in 9s" in 1s (2s including waiting). Image size: 3 bytes.',
    report: { kind: 'pulled', transfer: ms(1000n), total: ms(2000n), imageSize: 3n },
  },
  {
    name: 'a cached image (1.30 to 1.34)',
    message: 'Container image "busybox" already present on machine',
    report: { kind: 'cached' },
  },
  {
    name: 'a cached image whose credentials were checked (1.33 behind a gate, on from 1.35)',
    message: 'Container image "busybox" already present on machine and can be accessed by the pod',
    report: { kind: 'cached' },
  },
  { name: 'a text before durations were told', message: 'Successfully pulled image "busybox"', report: undefined },
  { name: 'a text of tomorrow', message: 'Image ready', report: undefined },
  { name: 'a duration that is none', message: 'Successfully pulled image "x" in soon', report: undefined },
  {
    name: 'a wait that is no duration',
    message: 'Successfully pulled image "x" in 1s (long including waiting). Image size: 3 bytes.',
    report: undefined,
  },
  { name: 'nothing', message: '', report: undefined },
]

describe('readPulledMessage', () => {
  for (const { name, message, report } of CASES) {
    it(`${report === undefined ? 'does not understand' : 'reads'} ${name}`, () => {
      expect(readPulledMessage(message)).to.deep.equal(report)
    })
  }
})

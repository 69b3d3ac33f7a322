import { expect } from 'chai'
import { describe, it } from 'mocha'
import { nearest } from '../../../../src/cli/settings/nearest.ts'
import { KEYS } from '../../../../src/cli/settings/settings.ts'

const CASES: readonly [name: string, meant: string | undefined][] = [
  ['crashWindows', 'crashWindow'],
  ['crash-window', 'crashWindow'],
  ['CRASH_WINDOW', 'crashWindow'],
  ['crashwindow', 'crashWindow'],
  ['deadlin', 'deadline'],
  ['finaldeadlne', 'finalDeadline'],
  ['namespaces', 'namespace'],
  ['labelselectors', 'labelSelector'],
  ['lisen', 'listen'],
  ['maxPod', 'maxPods'],
  ['x', undefined],
  ['', undefined],
  ['endpoint', undefined],
  ['replicas', undefined],
]

describe('the name that was probably meant', () => {
  for (const [name, meant] of CASES) {
    it(`by "${name}": ${meant ?? 'nobody knows'}`, () => {
      expect(nearest(name, KEYS)).to.equal(meant)
    })
  }
})

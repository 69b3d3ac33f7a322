import { expect } from 'chai'
import { describe, it } from 'mocha'
import { replay } from '../../src/replay/replay.ts'
import { keyOf } from '../../src/timeline/boundary.ts'
import { readItems, recordingNames } from '../support/recordings.ts'
import { readTruths } from './truth.ts'

/**
 * Where a container's first stage begins without an Event of its own, it begins when the kubelet's turn comes to it: at
 * the start of the main container before it, or with the sandbox.
 */
function startsOutside(recording: string, dropEvents: boolean): readonly string[] {
  const items = readItems(recording)
  const truths = readTruths(recording, items)
  return replay(items, { dropEvents }).startups.flatMap(({ view, stages }) => {
    const mains = view.containers.filter(({ spec }) => spec.role === 'main')
    const hasInit = mains.length < view.containers.length
    return mains.flatMap((container, i) => {
      const first = stages.find((stage) => stage.container === container)
      const before = mains[i - 1]
      const key = before === undefined ? keyOf('sandbox_ready') : keyOf('started', before.spec.name)
      const real = truths.get(view.uid)?.get(key)
      const isTurn = first?.names[0] === 'pull' && first.from.source !== 'event_name'
      if (first === undefined || real === undefined || !isTurn || (before === undefined && hasInit)) return []
      const isInside = first.from.earliest <= real.to && first.from.latest >= real.from
      return isInside ? [] : [`${view.pod.name} ${container.spec.name}`]
    })
  })
}

describe('where a container’s first stage begins', () => {
  for (const recording of recordingNames) {
    for (const dropEvents of [false, true]) {
      it(`${recording}${dropEvents ? ', Events dropped' : ''}: inside its bounds`, () => {
        expect(startsOutside(recording, dropEvents)).to.deep.equal([])
      })
    }
  }
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { WatchItem } from '../../src/observe/observe.ts'
import { replay } from '../../src/replay/replay.ts'
import { readItems, recordingNames } from '../support/recordings.ts'
import { readTruths } from './truth.ts'

const REASONS = ['Pulling', 'Pulled', 'Created', 'Started', 'Scheduled'] as const
const SUBSETS = Array.from({ length: 2 ** REASONS.length - 1 }, (_, i) =>
  REASONS.filter((_reason, bit) => (i + 1) & (1 << bit)),
)

const reasonOf = ({ watch, object }: WatchItem): string =>
  watch === 'events' ? String((object as { readonly reason?: unknown }).reason) : ''

/** The boundaries whose bounds do not hold the truth, of one recording without the Events of these reasons. */
function missed(name: string, lost: readonly string[]): readonly string[] {
  const items = readItems(name)
  const truths = readTruths(name, items)
  return replay(items.filter((item) => !lost.includes(reasonOf(item)))).startups.flatMap(
    ({ view, boundaries, resumed }) =>
      [...boundaries].flatMap(([key, { earliest, latest, source }]) => {
        const real = resumed ? undefined : truths.get(view.uid)?.get(key)
        return real === undefined || (earliest <= real.to && latest >= real.from)
          ? []
          : [`${name}: ${key} by ${source}`]
      }),
  )
}

// Events are best effort: those that came must not claim what only the lost ones could tell.
describe('recordings with some Events lost', () => {
  for (const lost of SUBSETS) {
    it(`${lost.join(', ')}: every truth lies inside the stated bounds`, () => {
      expect(recordingNames.flatMap((name) => missed(name, lost))).to.deep.equal([])
    })
  }
})

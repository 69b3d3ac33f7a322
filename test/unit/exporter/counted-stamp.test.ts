import { expect } from 'chai'
import { describe, it } from 'mocha'
import { countedStamp } from '../../../src/exporter/counted-stamp.ts'
import { formatTimestamp } from '../../../src/observe/timestamp.ts'
import { at, running, setUp, startedBy, story, type StorySpec } from '../../support/story.ts'
import { startups } from '../../support/tell.ts'

const stamp = (admittedMs: number) => ({
  'podstart.dev/traceparent': '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
  'podstart.dev/admitted-at': formatTimestamp(at(admittedMs)),
})
const OPTED_OUT = { 'podstart.dev/trace': 'false' }
const MIRROR = { 'kubernetes.io/config.mirror': 'f00' }

const CASES: readonly (readonly [
  title: string,
  metadata: StorySpec['metadata'] & {},
  excluded: readonly string[],
  counted: string,
])[] = [
  ['has its own stamp', { annotations: stamp(-10) }, [], 'trusted'],
  ['has its own, though it was not to have one', { annotations: stamp(-10), labels: OPTED_OUT }, ['shop'], 'trusted'],
  ['has none', {}, ['kube-system'], 'none'],
  ['is of a namespace that is excluded', {}, ['kube-system', 'shop'], 'exempt'],
  ['opts out by its label', { labels: OPTED_OUT }, [], 'exempt'],
  ['opts in by its label', { labels: { 'podstart.dev/trace': 'true' } }, [], 'none'],
  ['mirrors a static pod', { annotations: MIRROR }, [], 'exempt'],
  ['has a copied one, though it was not to have one', { annotations: stamp(-60_000), labels: OPTED_OUT }, [], 'copied'],
]

describe('the stamp of a pod that', () => {
  for (const [title, metadata, excluded, counted] of CASES) {
    it(`${title} counts as ${counted}`, () => {
      const spec: StorySpec = { metadata }
      const ready = startedBy(setUp(story(spec)), 'app', 100).ready(190, [running('app', 170)])
      expect(startups(ready).map((one) => countedStamp(one, excluded))).to.deep.equal([counted])
    })
  }
})

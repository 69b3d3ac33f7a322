import { expect } from 'chai'
import { describe, it } from 'mocha'
import { countUnreadable } from '../../../src/cli/unreadable-pods.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { createStandings } from '../../../src/tracker/standings.ts'
import { TRACKER_SETTINGS } from '../../../src/tracker/tracker.ts'
import { at, setUp, story } from '../../support/story.ts'

const item = (object: unknown, more: Partial<WatchItem> = {}): WatchItem => ({
  ...{ at: at(0), watch: 'pods', type: 'ADDED', object, listed: true },
  ...more,
})
const named = (name: string, more = {}) => item({ metadata: { name, namespace: 'shop', ...more } })
const WHY = 'no name, UID or creationTimestamp in what the server sent'

describe('pods that cannot be read', () => {
  const CASES: readonly (readonly [what: string, items: readonly WatchItem[], said: string | undefined])[] = [
    ['none among good ones', setUp(story()).items, undefined],
    ['without a UID', [named('a')], `1 pod was left out: ${WHY}`],
    ['without a time of creation', [named('a', { uid: 'u' })], `1 pod was left out: ${WHY}`],
    ['each once', [named('a'), named('a'), named('b')], `2 pods were left out: ${WHY}`],
    ['each that has no name either', [item({}), item({}), item('null')], `3 pods were left out: ${WHY}`],
    ['no Events, and no bookmarks', [item({}, { watch: 'events' }), item({}, { type: 'BOOKMARK' })], undefined],
  ]
  for (const [what, items, said] of CASES) {
    it(what, () => {
      const standings = countUnreadable(createStandings(TRACKER_SETTINGS))
      for (const one of items) standings.take(one)
      expect(standings.leftOut()).to.equal(said)
    })
  }
})

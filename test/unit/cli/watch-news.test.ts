import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createWatchNews } from '../../../src/cli/watch-news.ts'
import type { Ending } from '../../../src/kube/ending.ts'
import type { News } from '../../../src/kube/reflector.ts'
import { at } from '../../support/story.ts'

const PODS = { watch: 'pods', namespace: 'shop' } as const
const EVENTS = { watch: 'events', namespace: 'shop' } as const

const REFUSED: Ending = { is: 'refused', why: 'HTTP 403: no' }
const BROKEN: Ending = { is: 'failed', why: 'socket hang up', answered: false }
const over = (ending: Ending, failures: number, delay = 500): News => ({
  is: 'over',
  ending,
  failures,
  step: { delay, keepsPosition: true, renewsCredentials: false },
})
const seeing = (ms: number): News => ({ is: 'seeing', at: at(ms) })
const blind = (ms: number): News => ({ is: 'blind', since: at(ms), dark: at(ms) })

type Step = readonly [feed: typeof PODS | typeof EVENTS, news: News]

function told(...steps: readonly Step[]) {
  const said: string[] = []
  const failed: string[] = []
  const watch = createWatchNews(
    new URL('https://kube:6443'),
    (text) => said.push(text),
    (problem) => failed.push(problem),
  )
  for (const [feed, news] of steps) watch.news(feed, news)
  return { said, failed }
}

describe('what podstart watch says of interruptions', () => {
  const CANNOT = 'https://kube:6443 refuses to list pods in shop: HTTP 403: no; it takes list and watch on them'
  const CASES: readonly [title: string, steps: readonly Step[], said: readonly string[], failed: readonly string[]][] =
    [
      ['a refusal from the beginning is the end', [[PODS, over(REFUSED, 1)]], [], [CANNOT]],
      [
        'a server that is not there gets a second chance',
        [
          [PODS, over(BROKEN, 1)],
          [PODS, over(BROKEN, 2)],
        ],
        ['cannot list pods in shop of https://kube:6443: socket hang up; trying again'],
        ['cannot list pods in shop of https://kube:6443: socket hang up'],
      ],
      [
        'Events can be done without',
        [[EVENTS, over(REFUSED, 1, 60_000)]],
        [
          'https://kube:6443 refuses to list events in shop: HTTP 403: no; it takes list and watch on them; again in 60 s',
        ],
        [],
      ],
      [
        'an interruption, once, and its end',
        [
          [PODS, seeing(0)],
          [PODS, blind(1_000)],
          [PODS, over(BROKEN, 1)],
          [PODS, over(BROKEN, 2)],
          [PODS, over(BROKEN, 3)],
          [PODS, seeing(4_000)],
        ],
        [
          'lost sight of pods in shop: socket hang up; trying again',
          'pods in shop: watching again, after 3 s without sight',
        ],
        [],
      ],
      [
        'nothing of a watch that the server ends',
        [
          [PODS, seeing(0)],
          [PODS, blind(1_000)],
          [PODS, over({ is: 'ended' }, 1)],
          [PODS, seeing(1_010)],
        ],
        [],
        [],
      ],
    ]
  for (const [title, steps, said, failed] of CASES) {
    it(title, () => {
      expect(told(...steps)).to.deep.equal({ said, failed })
    })
  }
})

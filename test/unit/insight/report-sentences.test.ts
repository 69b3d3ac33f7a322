import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Compared } from '../../../src/insight/compare-groups.ts'
import { comparisonText, NODE_WORDS, REGISTRY_WORDS, ratioText } from '../../../src/insight/comparison-words.ts'
import type { PullRow } from '../../../src/insight/pull-table.ts'
import { reportOf, type Report } from '../../../src/insight/report.ts'
import { sentencesOf } from '../../../src/insight/report-sentences.ts'
import { millis, seconds } from '../../../src/observe/nanos.ts'
import { EPOCH } from '../../support/story.ts'

const EMPTY = reportOf([], { at: EPOCH, by: 'workload' })
const ONE: Report = {
  ...EMPTY,
  startups: { ...EMPTY.startups, total: 1, measured: 1, states: { ...EMPTY.startups.states, ready: 1 } },
}
const HEAD = '1 pod: 1 ready.'

const compared = (group: string, verdict: Exclude<Compared['verdict'], 'too few'>): Compared => ({
  ...{ group, verdict, ratio: 3.14159, low: 2.04, high: 10.4, chance: 0.0004 },
  ...{ here: 24, elsewhere: 71, strata: 24 },
})
const tooFew = (group: string, here = 0, elsewhere = 0): Compared => ({ group, verdict: 'too few', here, elsewhere })

const row = (against: Compared, more: Partial<PullRow> = {}): PullRow => ({
  group: against.group,
  setAside: EMPTY.pulls.setAside,
  compared: against,
  ...more,
})
const withNodes = (...nodes: readonly PullRow[]): Report => ({ ...ONE, pulls: { ...ONE.pulls, rows: nodes, nodes } })
const spread = (ms: number) => ({ count: 1, p50: millis(ms), max: millis(ms) })

const SLOW = 'node-3 pulls 3.1 times slower than the others (2 to 10 times; 24 pulls there, 71 elsewhere; very sure).'

const CASES: readonly (readonly [title: string, report: Report, sentences: readonly string[]])[] = [
  ['no pods', EMPTY, ['No pods.']],
  ['no pods in a time', { ...EMPTY, since: seconds(3_600) }, ['No pods created in the last 1 h 0 min.']],
  ['no pulls', ONE, [HEAD]],
  [
    'states, those first that say most',
    {
      ...ONE,
      startups: { ...ONE.startups, total: 6, states: { ...ONE.startups.states, ready: 2, stuck: 3, starting: 1 } },
    },
    ['6 pods: 2 ready, 1 starting, 3 stuck.'],
  ],
  [
    'what the time went into',
    {
      ...ONE,
      path: [
        { stage: 'pull', share: 0.62 },
        { stage: 'pod setup', share: 0.2 },
        { stage: 'start', share: 0.14 },
        { stage: 'ready', share: 0.04 },
      ],
    },
    [HEAD, 'Of the time to ready most went into pull: 62 %, then pod setup 20 % and start 14 %.'],
  ],
  [
    'troubles, the first of many',
    {
      ...ONE,
      troubles: [
        { pod: 'shop/a', state: 'stuck', reason: 'ErrImagePull' },
        { pod: 'shop/b', state: 'crashed' },
        { pod: 'shop/c', state: 'failed' },
        { pod: 'shop/d', state: 'failed' },
      ],
    },
    [
      HEAD,
      'Did not start well: shop/a (ErrImagePull), shop/b (crashed), shop/c (failed) and 1 more. podstart trace POD tells why.',
    ],
  ],
  ['a slow node', withNodes(row(compared('node-1', 'same')), row(compared('node-3', 'slow'))), [HEAD, SLOW]],
  [
    'no slow node',
    withNodes(row(compared('a', 'same')), row(compared('b', 'open')), row(tooFew('c'))),
    [
      HEAD,
      'No node is sure to pull slower than the others. 1 node had too few pulls of the same images to be compared.',
    ],
  ],
  [
    'one that may be slow',
    withNodes(row(compared('a', 'same')), row(compared('b', 'perhaps'))),
    [HEAD, 'No node is sure to pull slower than the others. b: perhaps; more pulls would tell.'],
  ],
  [
    'too few pulls',
    withNodes(row(tooFew('a')), row(tooFew('b', 3, 3))),
    [HEAD, 'Too few pulls of the same images on several nodes to say which pulls slowly.'],
  ],
  ['one node', withNodes(row(tooFew('a'))), [HEAD, 'All pulls are of one node: there is none to compare it with.']],
  [
    'a long queue',
    withNodes(
      row(compared('a', 'same'), { transfer: spread(2_000), wait: spread(9_000) }),
      row(compared('b', 'same'), { transfer: spread(2_000), wait: spread(1_900) }),
    ),
    [
      HEAD,
      'No node is sure to pull slower than the others.',
      'a: pulls waited 9 s for their turn and took 2 s (p50): many at once, not a slow way.',
    ],
  ],
  [
    'a long queue where nobody knows yet whether the node is slow',
    withNodes(
      row(compared('a', 'perhaps'), { transfer: spread(2_000), wait: spread(9_000) }),
      row(tooFew('b'), { transfer: spread(2_000), wait: spread(3_000) }),
    ),
    [
      HEAD,
      'No node is sure to pull slower than the others. a: perhaps; more pulls would tell. 1 node had too few pulls of the same images to be compared.',
      'a: pulls waited 9 s for their turn and took 2 s (p50).',
      'b: pulls waited 3 s for their turn and took 2 s (p50).',
    ],
  ],
  [
    'what could not be judged',
    {
      ...ONE,
      startups: { ...ONE.startups, withoutEvents: 2, leftOut: { restarted: 1, forgotten: 0, late: 0 } },
      pulls: { ...ONE.pulls, setAside: { ...ONE.pulls.setAside, cached: 4, alone: 1 } },
    },
    [
      HEAD,
      '2 startups have no Events (they are kept for 1 h): their times are those of the status, to the second, and their pulls are not known.',
      'In no percentile: 1 (a container was restarted since, and when the pod was first ready is not told any more).',
      'Pulls not compared: 4 (the image was there), 1 (no other node pulled the image).',
    ],
  ],
]

describe('a report in sentences', () => {
  for (const [title, report, sentences] of CASES) {
    it(title, () => {
      expect(sentencesOf(report).map(({ text }) => text)).to.deep.equal(sentences)
    })
  }
  it('a cold cache is told instead of a slow node', () => {
    const warmth = { here: { there: 2, images: 62 }, others: { there: 90, images: 180 } }
    const cold = { ...compared('b', 'cold'), warmth }
    expect(sentencesOf(withNodes(row(compared('a', 'same')), row(cold))).map(({ text }) => text)).to.deep.equal([
      HEAD,
      'b pulls 3.1 times slower than the others, but fewer of its images were there before (2 of 62, elsewhere 90 of 180): it may have had more to move (2 to 10 times; 24 pulls there, 71 elsewhere).',
    ])
  })
})

describe('a comparison in words', () => {
  const WORDS: readonly (readonly [compared: Compared, text: string])[] = [
    [
      compared('a', 'slow'),
      '3.1 times slower than the others (2 to 10 times; 24 pulls there, 71 elsewhere; very sure)',
    ],
    [
      { ...compared('a', 'slow'), chance: 0.002 } as Compared,
      '3.1 times slower than the others (2 to 10 times; 24 pulls there, 71 elsewhere; sure)',
    ],
    [
      compared('a', 'perhaps'),
      'perhaps 3.1 times slower than the others (2 to 10 times; 24 pulls there, 71 elsewhere; not sure)',
    ],
    [compared('a', 'same'), 'not slower than the others (24 pulls there, 71 elsewhere)'],
    [compared('a', 'open'), 'no difference that 24 pulls could show (2 to 10 times; 71 elsewhere)'],
    [tooFew('a', 1, 5), 'too few pulls of the same images to compare (1 pull there, 5 elsewhere)'],
    [tooFew('a'), 'no pulls of the same images to compare'],
  ]
  for (const [one, text] of WORDS) {
    it(text, () => {
      expect(comparisonText(one, NODE_WORDS)).to.equal(text)
    })
  }
  it('counts images of registries', () => {
    expect(comparisonText(tooFew('quay.io', 1, 2), REGISTRY_WORDS)).to.equal(
      'too few images of like size on the same nodes to compare (1 image there, 2 elsewhere)',
    )
  })
  const RATIOS: readonly (readonly [ratio: number, text: string])[] = [
    [0.04321, '0.043'],
    [0.996, '1'],
    [3.14159, '3.1'],
    [10.4, '10'],
    [123.4, '120'],
  ]
  for (const [ratio, text] of RATIOS) {
    it(`${ratio} is ${text}`, () => {
      expect(ratioText(ratio)).to.equal(text)
    })
  }
})

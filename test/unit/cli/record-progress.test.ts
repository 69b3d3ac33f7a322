import { Writable } from 'node:stream'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createProgress, type RecordProgress } from '../../../src/cli/record-progress.ts'
import type { Ending } from '../../../src/kube/ending.ts'
import type { News } from '../../../src/kube/reflector.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { at } from '../../support/story.ts'

type Step = (progress: RecordProgress, pass: (ms: number) => void) => void

/** What a terminal, or a file, gets of it. */
function written(isTTY: boolean, steps: readonly Step[]): string {
  let text = ''
  let now = 0
  const stream = new Writable({
    write(chunk, _, done) {
      text += String(chunk)
      done()
    },
  })
  const progress = createProgress(Object.assign(stream, { isTTY }), () => now)
  for (const step of steps) step(progress, (ms) => (now += ms))
  return text
}

const item =
  (watch: WatchItem['watch'], type = 'ADDED'): Step =>
  (progress) =>
    progress.item({ at: at(0), watch, type, object: {}, listed: false })
const wait =
  (ms: number): Step =>
  (_, pass) =>
    pass(ms)
const say =
  (text: string): Step =>
  (progress) =>
    progress.say(text)
const news =
  (one: News): Step =>
  (progress) =>
    progress.news('pods in shop', one)
const over = (ending: Ending, delay: number): Step =>
  news({ is: 'over', ending, step: { delay, keepsPosition: true, renewsCredentials: false }, failures: 1 })

const CLEAR = '\r\u001b[K'

interface Case {
  readonly title: string
  readonly steps: readonly Step[]
  /** On a terminal; without one, the same but for what is cleared away. */
  readonly terminal: string
  readonly file: string
}

const CASES: readonly Case[] = [
  { title: 'a sentence', steps: [say('hello')], terminal: 'podstart: hello\n', file: 'podstart: hello\n' },
  { title: 'nothing in the first half second', steps: [item('pods'), wait(499), item('pods')], terminal: '', file: '' },
  {
    title: 'what has come, every half second',
    steps: [item('pods'), wait(500), item('events'), wait(400), item('events'), wait(100), item('pods')],
    terminal: `1 pod items, 1 Event items${CLEAR}2 pod items, 2 Event items`,
    file: '',
  },
  {
    title: 'a sentence in place of what was shown',
    steps: [wait(500), item('pods'), say('hello'), say('again')],
    terminal: `1 pod items, 0 Event items${CLEAR}podstart: hello\npodstart: again\n`,
    file: 'podstart: hello\npodstart: again\n',
  },
  {
    title: 'bookmarks, which do not count',
    steps: [item('pods'), wait(500), item('pods', 'BOOKMARK')],
    terminal: '1 pod items, 0 Event items',
    file: '',
  },
  ...(
    [
      [
        'a watch that broke',
        { is: 'failed', why: 'read ECONNRESET', answered: false },
        1_540,
        'failed: read ECONNRESET; again in 1.5 s',
      ],
      [
        'a watch that was refused',
        { is: 'refused', why: 'HTTP 403: forbidden' },
        60_000,
        'refused: HTTP 403: forbidden; again in 60.0 s',
      ],
      ['a position that is too old', { is: 'expired', why: 'HTTP 410' }, 0, 'expired: HTTP 410; again at once'],
      ['a silent watch', { is: 'silent', why: 'no byte for 120 s' }, 0, 'silent: no byte for 120 s; again at once'],
    ] as const
  ).map(([title, ending, delay, says]): Case => {
    const line = `podstart: pods in shop: ${says}\n`
    return { title, steps: [over(ending, delay)], terminal: line, file: line }
  }),
  { title: 'nothing of a watch that the server ended', steps: [over({ is: 'ended' }, 0)], terminal: '', file: '' },
  {
    title: 'nothing of what is for the exporter',
    steps: [
      news({ is: 'asked', verb: 'watch' }),
      news({ is: 'bytes', at: at(0) }),
      news({ is: 'blind', since: at(0), dark: at(0) }),
      news({ is: 'seeing', at: at(0) }),
    ],
    terminal: '',
    file: '',
  },
  {
    title: 'a line that is no event, cut',
    steps: [news({ is: 'unreadable', line: 'x'.repeat(300) })],
    terminal: `podstart: pods in shop: a line that is no watch event: ${'x'.repeat(200)}…\n`,
    file: `podstart: pods in shop: a line that is no watch event: ${'x'.repeat(200)}…\n`,
  },
  {
    title: 'a line that is no event, without its escape codes',
    steps: [news({ is: 'unreadable', line: '\u001b[2Jboo\u0007' })],
    terminal: 'podstart: pods in shop: a line that is no watch event: [2Jboo\n',
    file: 'podstart: pods in shop: a line that is no watch event: [2Jboo\n',
  },
]

describe('a recording tells', () => {
  for (const { title, steps, terminal, file } of CASES) {
    it(`${title}: on a terminal`, () => {
      expect(written(true, steps)).to.equal(terminal)
    })
    it(`${title}: in a file`, () => {
      expect(written(false, steps)).to.equal(file)
    })
  }
  it('what it holds', () => {
    const progress = createProgress(new Writable({ write: (_, __, done) => done() }))
    const steps = [
      item('pods'),
      item('pods', 'MODIFIED'),
      item('pods', 'BOOKMARK'),
      item('events'),
      item('pods', 'LEFT'),
    ]
    for (const step of steps) step(progress, () => undefined)
    expect(progress.total()).to.equal('3 pod items, 1 Event items')
  })
})

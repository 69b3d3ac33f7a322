import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createJsonFormat, createTextFormat } from '../../../src/cli/live-format.ts'
import type { LiveNews } from '../../../src/cli/live-pods.ts'
import type { Standing } from '../../../src/timeline/startup.ts'
import { SETTLE_RULES } from '../../../src/timeline/verdict.ts'
import { standingOf } from '../../../src/timeline/standing.ts'
import { timelineOf } from '../../support/facts.ts'
import { at, running, setUp, startedBy, story, waiting } from '../../support/story.ts'

const plain = (_: string, text: string): string => text
const marked = (style: string, text: string): string => (style === 'plain' ? text : `<${style}>${text}</>`)

function news(is: LiveNews['is'], of = setUp(story())): LiveNews {
  const standing = standingOf(timelineOf(of), at(2_000), SETTLE_RULES) as Standing
  return { is, at: at(2_000), standing }
}
const late = () =>
  setUp(story()).status(500, { containerStatuses: [waiting('app', 'ErrImagePull', { message: 'no\nsuch' })] })
const ready = () => startedBy(setUp(story()), 'app', 100).ready(300, [running('app', 170)])

const timeless = (line: string): string => line.replace(/\d\d:\d\d:\d\d/, 'TIME')

describe('a line of podstart watch', () => {
  const CASES: readonly [title: string, of: LiveNews, line: string][] = [
    ['starting', news('starting'), 'TIME  starting   shop/web                  on node-a'],
    [
      'waiting',
      news('waiting', late()),
      'TIME  waiting    shop/web                  waits 1.98 s for pod setup+pull app: ErrImagePull: no such',
    ],
    [
      'ready',
      news('ready', ready()),
      'TIME  ready      shop/web                  ready after 295 ms; ready took 130 ms (44 %)',
    ],
  ]
  for (const [title, of, line] of CASES) {
    it(title, () => {
      expect(timeless(createTextFormat(plain, undefined)(of))).to.equal(line)
    })
  }
  it('in colours, cut to the terminal', () => {
    expect(timeless(createTextFormat(marked, 60)(news('waiting', late())))).to.equal(
      '<dim>TIME  </><yellow>waiting  </>  shop/web                  waits 1.98 s…',
    )
  })
  it('keeps the column of the longest name', () => {
    const format = createTextFormat(plain, undefined)
    format(news('starting', setUp(story({ name: 'a-name-that-is-rather-long' }))))
    expect(timeless(format(news('starting')))).to.equal('TIME  starting   shop/web                         on node-a')
  })
  it('as JSON', () => {
    expect(JSON.parse(createJsonFormat('link')(news('waiting', late())))).to.deep.equal({
      at: '2026-03-01T12:00:02.3Z',
      is: 'waiting',
      namespace: 'shop',
      pod: 'web',
      uid: '11111111-2222-4333-8444-555555555555',
      workload: '(bare)',
      node: 'node-a',
      traceId: '11111111222243338444555555555555',
      start: '2026-03-01T12:00:00.305Z',
      milliseconds: 1995,
      summary: 'not ready yet, after 2 s: waits 1.98 s for pod setup+pull app: ErrImagePull: no such',
      criticalPath: 'pod setup+pull app 99 %, schedule 1 %',
      stage: 'pull',
      container: 'app',
      reason: 'ErrImagePull',
      message: 'no\nsuch',
    })
  })
})

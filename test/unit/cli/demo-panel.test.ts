import { expect } from 'chai'
import { describe, it } from 'mocha'
import { panelOf, type PanelStyle } from '../../../src/cli/demo-panel.ts'
import { reportOf } from '../../../src/insight/report.ts'
import { waitOf } from '../../../src/insight/wait.ts'
import { minus } from '../../../src/observe/nanos.ts'
import { standingOf } from '../../../src/timeline/standing.ts'
import type { Standing } from '../../../src/timeline/startup.ts'
import { SETTLE_RULES } from '../../../src/timeline/verdict.ts'
import { timelineOf } from '../../support/facts.ts'
import { at, running, setUp, startedBy, story, waiting } from '../../support/story.ts'

const NOW = at(20_000)
const standing = (of: ReturnType<typeof story>): Standing => standingOf(timelineOf(of), NOW, SETTLE_RULES) as Standing

const ready = standing(startedBy(setUp(story()), 'app', 100).ready(300, [running('app', 170)]))
const held = standing(
  setUp(story()).status(500, { containerStatuses: [waiting('app', 'ErrImagePull', { message: 'no such image' })] }),
)
const wait = waitOf(held)
const heldUp = wait === undefined ? [] : [{ standing: held, wait }]

function panel(style: Omit<PanelStyle, 'paint'>, some = heldUp, told = [ready]): readonly string[] {
  const state = {
    at: NOW,
    running: minus(NOW, at(0)),
    nodes: 4,
    report: reportOf(told, { at: NOW, by: 'workload' }),
    starting: 2,
    heldUp: some,
    commands: ['export KUBECONFIG=/tmp/demo', 'npm run -s podstart -- report'],
  }
  return panelOf(state, { ...style, paint: (_, text) => text })
}

const CLOSER = ['Look closer, in another terminal:', '  export KUBECONFIG=/tmp/demo', '  npm run -s podstart -- report']
const ANSWERS = [
  '1 pod: 1 ready.',
  'Of the time to ready most went into ready: 44 %, then pod setup 27 % and pull 17 %.',
]
const WAITS = 'held up  shop/web  20 s in pod setup+pull app'

describe('the panel of podstart demo', () => {
  it('says what goes on, what is held up, what is known, and how to look closer', () => {
    expect(panel({ width: 100, rows: 20 })).to.deep.equal([
      '── 20 s · traces: 1 · starting: 2 · held up: 1 · 4 nodes ──',
      `${WAITS}: ErrImagePull: no such image`,
      ...ANSWERS,
      ...CLOSER,
    ])
  })
  it('knows nothing at first', () => {
    expect(panel({ width: 100, rows: 20 }, [], [])).to.deep.equal([
      '── 20 s · traces: 0 · starting: 2 · held up: 0 · 4 nodes ──',
      ...CLOSER,
    ])
  })
  it('breaks what is too long for the width', () => {
    expect(panel({ width: 50, rows: 20 })).to.deep.equal([
      '── 20 s · traces: 1 · starting: 2 · held up: 1 · …',
      `${WAITS}: Er…`,
      '  no such image',
      ANSWERS[0],
      'Of the time to ready most went into ready: 44 %,',
      '  then pod setup 27 % and pull 17 %.',
      ...CLOSER,
    ])
  })
  it('has the answers before all else where rows are few', () => {
    expect(panel({ width: 100, rows: 4 })).to.deep.equal([
      '── 20 s · traces: 1 · starting: 2 · held up: 1 · 4 nodes ──',
      `${WAITS}: ErrImagePull: no such image`,
      ...ANSWERS,
    ])
  })
  it('counts what it does not show', () => {
    const five = Array.from({ length: 5 }, () => heldUp).flat()
    expect(panel({ width: 100, rows: 20 }, five).slice(4, 6)).to.deep.equal([
      `${WAITS}: ErrImagePull: no such image`,
      '… and 1 more',
    ])
  })
})

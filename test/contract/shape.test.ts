import { expect } from 'chai'
import { describe, it } from 'mocha'
import { nanos } from '../../src/observe/nanos.ts'
import { formatTimestamp } from '../../src/observe/timestamp.ts'
import { after, again, app, coarse, condition, seen, stream, told, type Line } from './hand-made.ts'
import { shapeOf } from './shape.ts'

const PULLED = 'Successfully pulled image "app:1" in 90ms (95ms including waiting). Image size: 6087423 bytes.'
const WAITING = app({ waiting: { reason: 'ContainerCreating' } }, false)
const READY_LATER = [condition('Ready', 'False', 1_030), condition('PodScheduled', 'True', 1_010)]
const pulled = told(1_200, 'Pulled', PULLED)
const started = told(1_300, 'Started', 'Container started')
const running = seen(1_320, 'MODIFIED', 'node-1', {
  phase: 'Running',
  startTime: coarse(after(1_030)),
  conditions: [condition('Ready', 'True', 1_320), condition('PodScheduled', 'True', 1_010)],
  containerStatuses: [app({ running: { startedAt: coarse(after(1_290)) } }, true)],
})
const accepted = seen(1_040, 'MODIFIED', 'node-1', {
  startTime: coarse(after(1_030)),
  conditions: READY_LATER,
  containerStatuses: [WAITING],
})
const BASE = [
  seen(1_000, 'ADDED', undefined, {}),
  accepted,
  told(1_100, 'Pulling', 'Pulling image "app:1"'),
  pulled,
  started,
  running,
]

/** Which lines a change takes away and brings. */
function difference(changed: readonly Line[]) {
  const [before, now] = [shapeOf(stream(BASE)), shapeOf(stream(changed))]
  const trimmed = (lines: readonly string[]) => lines.map((line) => line.trim())
  return {
    lost: trimmed(before.filter((line) => !now.includes(line))),
    new: trimmed(now.filter((line) => !before.includes(line))),
  }
}
const expectSame = (changed: readonly Line[], base: readonly Line[]) =>
  expect(shapeOf(stream(changed))).to.deep.equal(shapeOf(stream(base)))
const instead = (of: Line, ...by: readonly Line[]) => BASE.flatMap((line) => (line === of ? by : [line]))
const withObject = (line: Line, more: object): Line => ({ ...line, object: { ...line.object, ...more } })

describe('the shape of two watches', () => {
  it('is readable', () => {
    expect(shapeOf(stream(BASE)).slice(3)).to.deep.equal([
      '1 × pod shop/web',
      ' statuses',
      '  ADDED',
      '    created: absent',
      '    phase: Pending',
      '  MODIFIED',
      '    node: node-1',
      '    start time: s',
      '    status has: startTime',
      '    conditions: Ready PodScheduled',
      '    condition Ready: False [transition s, probe absent]',
      '    condition PodScheduled: True [transition s, probe absent]',
      '    app state: waiting ContainerCreating',
      '    app last: absent',
      '    app is: ready false, started undefined, restartCount 0',
      '    app image: app:1 = -',
      '    app has: id -',
      '  MODIFIED',
      '    phase: Running',
      '    condition Ready: True [transition s, probe absent]',
      '    app state: running, startedAt s',
      '    app is: ready true, started undefined, restartCount 0',
      ' Events',
      '  [source kubelet/node-1, reported by kubelet/node-1; eventTime null, firstTimestamp s, lastTimestamp s]',
      '    Pulling Normal spec.containers{app} ×1 "Pulling image \\"app:1\\""',
      '    Pulled Normal spec.containers{app} ×1 "Successfully pulled image \\"app:1\\" in TIME (TIME including waiting). Image size: N bytes."',
      '    Started Normal spec.containers{app} ×1 "Container started"',
      ' order',
      '  kubelet’s first status written before its first Event',
      '  Started app told before app running',
    ])
  })

  describe('sees', () => {
    it('an Event that is missing', () => {
      expect(difference(instead(started))).to.deep.equal({
        lost: ['Started Normal spec.containers{app} ×1 "Container started"', 'Started app told before app running'],
        new: [],
      })
    })
    it('another text', () => {
      expect(difference(instead(started, told(1_300, 'Started', 'Started container app')))).to.deep.equal({
        lost: ['Started Normal spec.containers{app} ×1 "Container started"'],
        new: ['Started Normal spec.containers{app} ×1 "Started container app"'],
      })
    })
    it('conditions in another order', () => {
      const status = { ...(accepted.object['status'] as object), conditions: READY_LATER.toReversed() }
      expect(difference(instead(accepted, withObject(accepted, { status })))).to.deep.equal({
        lost: [],
        new: ['conditions: PodScheduled Ready'],
      })
    })
    it('a time that is finer', () => {
      const eventTime = formatTimestamp(nanos(after(1_300) + 1_000n))
      const form = '[source kubelet/node-1, reported by kubelet/node-1; eventTime'
      expect(
        difference(instead(started, withObject(started, { eventTime: null, lastTimestamp: eventTime }))),
      ).to.deep.equal({ lost: [], new: [`${form} null, firstTimestamp s, lastTimestamp µs]`] })
    })
    it('a status that comes before the Event that made it', () => {
      const early = { ...running, at: 1_250 }
      expect(difference(instead(running, early)).new).to.deep.equal(['app running told before Started app'])
    })
    it('Events in another order', () => {
      const swapped = instead(pulled, told(1_310, 'Pulled', PULLED))
      expect(shapeOf(stream(swapped))).not.to.deep.equal(shapeOf(stream(BASE)))
    })
    it('a status that is missing', () => {
      expect(difference(instead(accepted)).lost).to.include('app state: waiting ContainerCreating')
    })
    it('a name whose time is not that of its Event', () => {
      const moved = told(2_000, 'Started', 'Container started', { firstTimestamp: coarse(after(1_300)) })
      expect(difference(instead(started, moved)).new).to.include('odd: Started has another second in its name')
    })
    it('a repeat that is not counted', () => {
      expect(difference([...BASE, again(started, 2_300, 3)]).new).to.include('odd: Started is not counted on by one')
    })
    it('a transition that is told though nothing changed', () => {
      const status = { conditions: [condition('Ready', 'False', 1_030), condition('PodScheduled', 'True', 9_000)] }
      const late = seen(9_010, 'MODIFIED', 'node-1', { ...(running.object['status'] as object), ...status })
      expect(difference([...BASE, late]).new).to.include(
        'odd: a status moved the time of PodScheduled, which did not change',
      )
    })
    it('versions that do not grow', () => {
      const items = stream(BASE)
      expect(shapeOf([...items.slice(0, -1).toReversed(), ...items.slice(-1)])).to.include(
        'odd: a status has an older resourceVersion than what came before it',
      )
    })
  })

  describe('does not see', () => {
    const unhealthy = told(1_400, 'Unhealthy', 'Readiness probe failed: ')
    it('how long it took and how much it was', () => {
      const other = told(1_210, 'Pulled', PULLED.replace('90ms (95ms', '1m2.5s (1m3s').replace('6087423', '12'))
      expectSame(instead(pulled, other), BASE)
    })
    it('how often a probe failed, and between what', () => {
      const backOff = told(1_600, 'BackOff', 'Back-off restarting failed container')
      const few = [...BASE, unhealthy, backOff]
      const many = [...few, again(unhealthy, 1_500, 2), again(unhealthy, 1_700, 3)]
      expectSame(many, few)
    })
    it('how often a loop went round', () => {
      const [one, other] = [told(1_400, 'Pulling', 'again'), told(1_450, 'Failed', 'no')]
      const rounds = (count: number) =>
        Array.from({ length: count }, (_, i) => [
          again(one, 2_000 + 100 * i, i + 2),
          again(other, 2_050 + 100 * i, i + 2),
        ])
      const base = [...BASE, one, other]
      expectSame([...base, ...rounds(5).flat()], [...base, ...rounds(1).flat()])
    })
    it('whether a status or the Event told before it came first', () => {
      const late = { ...started, at: running.at + 5 }
      expectSame(instead(started, late), BASE)
    })
  })
})

import { expect } from 'chai'
import { describe, it } from 'mocha'
import { millis, toMillis } from '../../../src/observe/nanos.ts'
import { clock, nodeClock, type Clock } from '../../../src/observe/observation.ts'
import { skewed } from '../../../src/replay/skew.ts'
import { keyOf } from '../../../src/timeline/boundary.ts'
import { offsetOf, onExporterClock } from '../../../src/timeline/clocks.ts'
import { resolutionOf, rowOf } from '../../support/facts.ts'
import { at, running, setUp, startedBy, story, type Story } from '../../support/story.ts'

const NODE = nodeClock('node-a')
const plain = () => startedBy(setUp(story()), 'app', 100).ready(190, [running('app', 170)])
const silent = () => setUp(story()).ready(190, [running('app', 170)])

/** The story, with the node's clock set off. */
const off = (ms: number, one: Story = plain()): Story => ({
  ...one,
  items: one.items.map((item) => skewed(item, new Map([[NODE, millis(ms)]]))),
})

interface OffsetRow {
  readonly agrees: boolean
  readonly least: number
  readonly most: number
  readonly use: number
  readonly unseen: number
}
const rowFor = (one: Story, which: Clock = NODE): OffsetRow => {
  const { agrees, least, most, use, unseen } = offsetOf(resolutionOf(one).offsets, which)
  const round = (value: typeof least) => Math.round(toMillis(value))
  return { agrees, least: round(least), most: round(most), use: round(use), unseen: round(unseen) }
}

interface Case {
  readonly name: string
  readonly of: Story
  readonly clock?: Clock
  readonly row: OffsetRow
}

const AGREES = { agrees: true, least: 0, most: 0, use: 0, unseen: 0 }
const CASES: readonly Case[] = [
  { name: 'agrees', of: plain(), row: AGREES },
  { name: 'agrees as far as whole seconds show', of: silent(), row: { ...AGREES, unseen: 500 } },
  { name: 'is not heard of', of: plain(), clock: clock('node/other'), row: AGREES },
  {
    name: 'is fast: Events arrive before they were written, by 4 ms less than it is off',
    of: off(500),
    row: { agrees: false, least: 496, most: 586, use: 496, unseen: 0 },
  },
  {
    name: 'is very fast',
    of: off(60_000),
    row: { agrees: false, least: 59_996, most: 60_086, use: 59_996, unseen: 0 },
  },
  {
    name: 'is slow: effects come before their causes',
    of: off(-500),
    row: { agrees: false, least: -504, most: -414, use: -504, unseen: 0 },
  },
  { name: 'is slow by less than anything shows', of: off(-40), row: AGREES },
  {
    name: 'is fast, and shows it by whole seconds only: no more than that is claimed',
    of: off(3_000, silent()),
    row: { agrees: false, least: 2_510, most: 4_510, use: 2_510, unseen: 0 },
  },
  {
    name: 'is slow, and shows it by whole seconds only: it is moved by what is certain',
    of: off(-3_000, silent()),
    row: { agrees: false, least: -3_490, most: -1_314, use: -1_314, unseen: 0 },
  },
]

describe('a clock', () => {
  for (const { name, of, clock: which, row } of CASES) {
    it(name, () => {
      expect(rowFor(of, which)).to.deep.equal(row)
    })
  }
})

describe('a boundary told by a clock', () => {
  const startedOn = (one: Story) => {
    const boundary = resolutionOf(one).boundaries.get(keyOf('created', 'app'))
    return boundary && rowOf(boundary)
  }
  it('that agrees stands as it is', () => {
    expect(startedOn(plain())).to.deep.equal({ at: 160, bounds: [158, 160], source: 'event_name', clock: NODE })
  })
  it('that is fast is moved, marked, and its bounds hold what was written', () => {
    expect(startedOn(off(500))).to.deep.equal({
      at: 163.999,
      bounds: [24, 660],
      source: 'event_name',
      clock: NODE,
      conflict: true,
    })
  })
  it('that is slow is moved, marked, and its bounds hold what was written', () => {
    expect(startedOn(off(-500))).to.deep.equal({
      at: 163.999,
      bounds: [-389.999, 163.999],
      source: 'event_name',
      clock: NODE,
      conflict: true,
    })
  })
})

describe('evidence on the exporter’s clock', () => {
  const written = { source: 'condition', clock: NODE, earliest: at(0), latest: at(1_000) } as const
  it('is the same where the clock agrees', () => {
    expect(onExporterClock(written, offsetOf(new Map(), NODE))).to.equal(written)
  })
  it('is widened by what an offset leaves open, and open ends stay open', () => {
    const offset = { agrees: false, least: millis(100), most: millis(300), use: millis(100), unseen: millis(0) }
    const { latest, ...open } = written
    expect(onExporterClock(written, offset)).to.deep.equal({ ...written, earliest: at(-300), latest: at(900) })
    expect(onExporterClock(open, offset)).to.deep.equal({ ...open, earliest: at(-300) })
    expect(latest).to.equal(at(1_000))
  })
  it('moves the likely place by what the offset is used for', () => {
    const offset = { agrees: false, least: millis(100), most: millis(300), use: millis(100), unseen: millis(0) }
    const likely = { from: at(0), to: at(1_000) }
    expect(onExporterClock({ ...written, likely }, offset).likely).to.deep.equal({ from: at(-100), to: at(900) })
  })
})

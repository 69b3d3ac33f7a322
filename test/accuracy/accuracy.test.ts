import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Edge } from '../../src/timeline/boundary.ts'
import { measureAll, percentile, type Measured } from './measure.ts'

const withEvents = measureAll()
const withoutEvents = measureAll({ dropEvents: true })

const told = (rows: readonly Measured[], ...edges: readonly Edge[]) => rows.filter(({ edge }) => edges.includes(edge))
/** Containers whose Events the client's limit dropped are judged with the runs that have none. */
const byEvent = (rows: readonly Measured[]) => rows.filter(({ source }) => source.startsWith('event_'))
const byEventOrStamp = (source: string) => source.startsWith('event_') || source === 'stamp'
const errors = (rows: readonly Measured[]) => rows.map(({ error }) => error)
const widths = (rows: readonly Measured[]) => rows.map(({ width }) => width)

interface Limit {
  readonly what: string
  readonly values: readonly number[]
  /** How many values there must be at least: a limit over nothing holds nothing. */
  readonly count: number
  readonly part: 0.5 | 0.99
  readonly ms: number
}

const containers = errors(byEvent(told(withEvents, 'created', 'started', 'pulled')))
const transfers = errors(told(withEvents, 'transfer_began'))
const sandboxes = errors(told(withEvents, 'sandbox_ready'))
const persisted = errors(told(withEvents, 'persisted'))
/** Persisted, ready and probes are told by arrivals alone: as wide as those allow, and shown in the table. */
const eventWidths = widths(
  withEvents.filter(({ edge, source }) => byEventOrStamp(source) || edge === 'scheduled' || edge === 'sandbox_ready'),
)

const LIMITS: readonly Limit[] = [
  { what: 'created, started, pulled: error', values: containers, count: 104, part: 0.5, ms: 1 },
  { what: 'created, started, pulled: error', values: containers, count: 104, part: 0.99, ms: 10 },
  { what: 'transfer began: error', values: transfers, count: 19, part: 0.99, ms: 5 },
  { what: 'sandbox ready: error', values: sandboxes, count: 31, part: 0.5, ms: 10 },
  { what: 'persisted: error', values: persisted, count: 30, part: 0.5, ms: 10 },
  { what: 'width of the bounds with Events', values: eventWidths, count: 200, part: 0.5, ms: 5 },
  { what: 'width of the bounds with Events', values: eventWidths, count: 200, part: 0.99, ms: 50 },
  { what: 'width of the bounds without Events', values: widths(withoutEvents), count: 185, part: 0.5, ms: 1_200 },
]

describe('accuracy against the truth beside the recordings', () => {
  for (const { what, values, count, part, ms } of LIMITS) {
    it(`${what}, p${part * 100} <= ${ms} ms`, () => {
      expect(values.length).to.be.at.least(count)
      expect(percentile(values, part)).to.be.at.most(ms)
    })
  }
  for (const [name, rows] of [
    ['with Events', withEvents],
    ['without Events', withoutEvents],
  ] as const) {
    it(`every truth lies inside the stated bounds, ${name}`, () => {
      expect(rows.filter(({ inside }) => !inside)).to.deep.equal([])
    })
  }
})

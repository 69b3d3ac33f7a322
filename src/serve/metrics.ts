import { Counter, Gauge, Histogram } from 'prom-client'
import { pagesOf, written, type Format, type Instrument, type Pages } from './exposition.ts'
import { createLabelRoom, type LabelBounds, type LabelRoom, type Owned } from './label-room.ts'
import type { Definition, Labels, NameOf, Table } from './metric-table.ts'
import { processMetrics } from './process-metrics.ts'

export interface Metrics<T extends Table> {
  count(name: NameOf<T, 'counter'>, labels?: Labels, by?: number): void
  set(name: NameOf<T, 'gauge'>, labels: Labels, value: number): void
  /** Asked when somebody looks. */
  measure(name: NameOf<T, 'gauge'>, read: () => number): void
  /** The same of a gauge with labels: what is not told of any more is 0, or gone where the metric leaves out. */
  measureAll(name: NameOf<T, 'gauge'>, read: () => Iterable<Sample>): void
  /** @param traceId of the trace that shows it */
  observe(name: NameOf<T, 'histogram'>, value: number, labels?: Labels, traceId?: string): void
  text(format?: Format): Promise<string>
}

export interface Sample {
  readonly labels: Labels
  readonly value: number
}

/** For tables without open labels: nothing there is bounded. */
const NO_BOUNDS: LabelBounds = {
  values: { namespace: 0, workload: 0, node: 0, registry: 0, repository: 0, reason: 0, revision: 0, clock: 0 },
  sets: 0,
  life: Infinity,
}

/** What has no room is told by this one, where a table has it. */
const OVERFLOW = 'podstart_metric_overflow_total'

/** So often it is looked for what is over. */
const EXPIRE_EVERY_MS = 60_000

/** @param now milliseconds, of a clock that only goes forward */
export function createMetrics<T extends Table>(
  table: T,
  version: string,
  bounds: LabelBounds = NO_BOUNDS,
  now: () => number = () => performance.now(),
): Metrics<T> {
  const metrics = new BoundedMetrics(table, bounds, now)
  metrics.set('podstart_build_info', { version }, 1)
  return metrics
}

class BoundedMetrics {
  readonly #table: Readonly<Record<string, Definition>>
  readonly #room: LabelRoom
  readonly #now: () => number
  readonly #all = new Map<string, Instrument>()
  readonly #counters = new Map<string, Counter>()
  readonly #gauges = new Map<string, Gauge>()
  readonly #histograms = new Map<string, Histogram>()
  readonly #readers = new Map<string, () => void>()
  readonly #pages: Pages
  #expired: number

  constructor(table: Readonly<Record<string, Definition>>, bounds: LabelBounds, now: () => number) {
    this.#table = table
    this.#room = createLabelRoom(bounds)
    this.#now = now
    this.#expired = now()
    for (const [name, definition] of Object.entries(table)) this.#all.set(name, this.#create(name, definition))
    this.#pages = pagesOf([...processMetrics(), ...this.#all.values()])
  }

  count(name: string, labels: Labels = {}, by = 1): void {
    const placed = this.#place(name, labels)
    if (placed !== undefined) this.#counters.get(name)?.inc(placed, by)
  }

  set(name: string, labels: Labels, value: number): void {
    const placed = this.#place(name, labels)
    if (placed !== undefined) this.#gauges.get(name)?.set(placed, value)
  }

  observe(name: string, value: number, labels: Labels = {}, traceId?: string): void {
    if (!Number.isFinite(value)) return
    const placed = this.#place(name, labels)
    const exemplarLabels: Labels = traceId === undefined ? {} : { trace_id: traceId }
    if (placed !== undefined) this.#histograms.get(name)?.observe({ value, labels: placed, exemplarLabels })
  }

  measure(name: string, read: () => number): void {
    this.#readers.set(name, () => this.#gauges.get(name)?.set(read()))
  }

  measureAll(name: string, read: () => Iterable<Sample>): void {
    this.#readers.set(name, () => this.#fill(name, read()))
  }

  async text(format: Format = 'text'): Promise<string> {
    this.#expire()
    for (const read of this.#readers.values()) read()
    return written(this.#pages, format)
  }

  #create(name: string, { kind, help, labels, known = [], buckets = [] }: Definition): Instrument {
    const settings = { name, help, labelNames: [...labels], registers: [] }
    switch (kind) {
      case 'counter': {
        const counter = new Counter(settings)
        for (const one of known) counter.inc(one, 0)
        this.#counters.set(name, counter)
        return counter
      }
      case 'gauge': {
        const gauge = new Gauge(settings)
        this.#gauges.set(name, gauge)
        return gauge
      }
      case 'histogram': {
        const histogram = new Histogram({ ...settings, buckets: buckets.map(boundText), enableExemplars: true })
        this.#histograms.set(name, histogram)
        return histogram
      }
    }
  }

  /** @returns the labels under which there is room; none where it is left out */
  #place(name: string, labels: Labels): Labels | undefined {
    const definition = this.#table[name]
    if (definition?.open === undefined) return labels
    if (this.#now() - this.#expired >= EXPIRE_EVERY_MS) this.#expire()
    const place = this.#room.place(name, definition, labels, this.#now())
    for (const label of place.overflow) this.#counters.get(OVERFLOW)?.inc({ metric: name, label })
    return place.labels
  }

  #fill(name: string, samples: Iterable<Sample>): void {
    const sums = new Map<string, { readonly labels: Labels; readonly value: number }>()
    for (const { labels, value } of samples) {
      const placed = this.#place(name, labels)
      const key = JSON.stringify(placed)
      if (placed !== undefined) sums.set(key, { labels: placed, value: (sums.get(key)?.value ?? 0) + value })
    }
    const isGone = this.#table[name]?.leavesOut === true
    for (const labels of this.#room.setsOf(name).filter((one) => !sums.has(JSON.stringify(one)))) {
      if (isGone) this.#remove({ metric: name, labels })
      else this.#gauges.get(name)?.set(labels, 0)
    }
    for (const { labels, value } of sums.values()) this.#gauges.get(name)?.set(labels, value)
  }

  #expire(): void {
    this.#expired = this.#now()
    for (const over of this.#room.expire(this.#expired)) this.#remove(over)
  }

  #remove(owned: Owned): void {
    this.#room.remove(owned)
    this.#all.get(owned.metric)?.remove(owned.labels)
  }
}

/**
 * `1.0` and `1e+06`, as OpenMetrics writes them and Prometheus 3 stores them. prom-client (15.1) keeps counts by bound: under
 * whole numbers V8 makes lists of them, 30 kB for each label set up to 1,200, and 2.5 kB under such texts. It compares and
 * prints them as they are.
 */
function boundText(bound: number): number {
  if (!Number.isInteger(bound)) return bound
  const text = bound < 1e6 ? bound.toFixed(1) : bound.toExponential().replace(/\+(\d)$/, '+0$1')
  return text as unknown as number
}

import { clip, oneLine } from '../observe/clip.ts'
import { LabelSets } from './label-sets.ts'
import type { Definition, Labels, OpenLabel } from './metric-table.ts'

/** How much the metrics may hold of what the cluster names. */
export interface LabelBounds {
  /** How many values each label may have at a time, in all metrics together. */
  readonly values: Readonly<Record<OpenLabel, number>>
  /** How many label sets a metric may have at a time. */
  readonly sets: number
  /** Milliseconds: what nobody touched for so long gives its place to others. */
  readonly life: number
}

/** What stands for all that there was no room for. */
export const OTHER = 'other'

export interface Place {
  /** To be counted under; none where the metric leaves out what there is no room for. */
  readonly labels: Labels | undefined
  /** Labels that there was no room for. */
  readonly overflow: readonly OpenLabel[]
}

/** A label set of a metric. */
export interface Owned {
  readonly metric: string
  readonly labels: Labels
}

/**
 * Gives places to label sets, first come, first served. Times are in milliseconds.
 *
 * Of a metric's places three quarters are for whole sets. What comes after them gives up its last open label; when all
 * places are taken, all of its open labels: such sets need no place, of their kind there are few. So nodes are still told
 * apart when there are too many images to be.
 */
export interface LabelRoom {
  place(metric: string, definition: Definition, labels: Labels, now: number): Place
  setsOf(metric: string): readonly Labels[]
  remove(owned: Owned): void
  /** @returns what was not touched for too long, and has given its place back */
  expire(now: number): readonly Owned[]
}

export const createLabelRoom = (bounds: LabelBounds): LabelRoom => new Room(bounds)

class Room implements LabelRoom {
  readonly #bounds: LabelBounds
  /** When each value of each label was touched last. */
  readonly #values = new Map<OpenLabel, Map<string, number>>()
  readonly #sets = new Map<string, LabelSets>()

  constructor(bounds: LabelBounds) {
    this.#bounds = bounds
  }

  place(metric: string, { open = [], leavesOut }: Definition, labels: Labels, now: number): Place {
    const wanted = { ...labels, ...Object.fromEntries(open.map((one) => [one, this.#value(one, labels[one], now)])) }
    const over = open.filter((one) => wanted[one] === undefined)
    const whole = giveUp(wanted, over)
    const sets = this.#setsOf(metric)
    if (leavesOut === true) {
      const isTaken = over.length === 0 && sets.take(whole, now, this.#bounds.sets)
      if (isTaken) return { labels: whole, overflow: [] }
      return { labels: undefined, overflow: over.length > 0 ? over : open.slice(-1) }
    }
    const taken = this.#take(sets, whole, open, now)
    return { labels: taken, overflow: [...over, ...open.filter((one) => taken[one] !== whole[one])] }
  }

  setsOf(metric: string): readonly Labels[] {
    return this.#sets.get(metric)?.all() ?? []
  }

  remove({ metric, labels }: Owned): void {
    this.#sets.get(metric)?.remove(labels)
  }

  expire(now: number): readonly Owned[] {
    const before = now - this.#bounds.life
    for (const values of this.#values.values())
      for (const [value, touched] of values) if (touched <= before) values.delete(value)
    return [...this.#sets].flatMap(([metric, sets]) => sets.expire(before).map((labels) => ({ metric, labels })))
  }

  #take(sets: LabelSets, whole: Labels, open: readonly OpenLabel[], now: number): Labels {
    const most = this.#bounds.sets
    if (sets.takeWhole(whole, now, Math.floor((most * 3) / 4))) return whole
    const coarse = giveUp(whole, open.slice(-1))
    if (sets.take(coarse, now, most)) return coarse
    const least = giveUp(whole, open)
    sets.take(least, now, Infinity)
    return least
  }

  #setsOf(metric: string): LabelSets {
    const sets = this.#sets.get(metric) ?? new LabelSets()
    this.#sets.set(metric, sets)
    return sets
  }

  /** @returns undefined where there is no room for it */
  #value(label: OpenLabel, text: string | undefined, now: number): string | undefined {
    const value = clean(text ?? '')
    if (value === OTHER) return value
    const values = this.#values.get(label) ?? new Map<string, number>()
    this.#values.set(label, values)
    if (!values.has(value) && values.size >= this.#bounds.values[label]) return undefined
    values.set(value, now)
    return value
  }
}

const giveUp = (labels: Readonly<Record<string, string | undefined>>, some: readonly OpenLabel[]): Labels =>
  Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name, isOneOf(some, name) ? OTHER : (value ?? OTHER)]),
  )

const isOneOf = (some: readonly string[], name: string): boolean => some.includes(name)

/** Longer than the names of Kubernetes, and than most paths of images. */
const LONGEST = 256

/** Whatever others wrote: one line of some length, and not nothing. */
function clean(text: string): string {
  const line = clip(oneLine(text.slice(0, 2 * LONGEST)), LONGEST).toWellFormed()
  return line === '' ? OTHER : line
}

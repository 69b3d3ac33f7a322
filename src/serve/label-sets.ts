import type { Labels } from './metric-table.ts'

interface LabelSet {
  readonly labels: Labels
  readonly isWhole: boolean
  touched: number
}

/** The label sets of a metric, and when each was touched last. */
export class LabelSets {
  readonly #sets = new Map<string, LabelSet>()
  #whole = 0

  /** @returns whether it has a place: it had one, or there are fewer than `most` */
  take(labels: Labels, now: number, most: number): boolean {
    return this.#touch(labels, now) || (this.#sets.size < most && this.#add(labels, now, false))
  }

  /** The same, where only sets taken by this count. */
  takeWhole(labels: Labels, now: number, most: number): boolean {
    return this.#touch(labels, now) || (this.#whole < most && this.#add(labels, now, true))
  }

  all(): readonly Labels[] {
    return [...this.#sets.values()].map(({ labels }) => labels)
  }

  remove(labels: Labels): void {
    const key = keyOf(labels)
    if (this.#sets.get(key)?.isWhole === true) this.#whole -= 1
    this.#sets.delete(key)
  }

  /** @returns those that were not touched since, which it no longer has */
  expire(since: number): readonly Labels[] {
    const over = [...this.#sets.values()].filter(({ touched }) => touched <= since).map(({ labels }) => labels)
    for (const labels of over) this.remove(labels)
    return over
  }

  #touch(labels: Labels, now: number): boolean {
    const known = this.#sets.get(keyOf(labels))
    if (known !== undefined) known.touched = now
    return known !== undefined
  }

  #add(labels: Labels, touched: number, isWhole: boolean): true {
    this.#sets.set(keyOf(labels), { labels, isWhole, touched })
    if (isWhole) this.#whole += 1
    return true
  }
}

const keyOf = (labels: Labels): string => JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))

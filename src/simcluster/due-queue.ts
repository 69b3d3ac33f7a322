import type { Nanos } from '../observe/nanos.ts'
import type { Cancel } from './clock.ts'

/** What is to be done, in the order it falls due; of two that are due together the one asked for first comes first. */
export interface DueQueue {
  add(due: Nanos, what: () => void): Cancel
  /** When the next one is due. */
  next(): Nanos | undefined
  /** The next one, unless it is due later than this. */
  take(until: Nanos): Due | undefined
  clear(): void
}

export interface Due {
  readonly due: Nanos
  readonly what: () => void
}

interface Entry {
  readonly due: Nanos
  readonly order: number
  /** Gone once it is cancelled: it stays in the heap until its turn. */
  what: (() => void) | undefined
}

export function createDueQueue(): DueQueue {
  const heap: Entry[] = []
  let asked = 0
  const dropCancelled = (): void => {
    while (heap[0] !== undefined && heap[0].what === undefined) pop(heap)
  }
  return {
    add(due, what) {
      const entry: Entry = { due, order: asked++, what }
      push(heap, entry)
      return () => {
        entry.what = undefined
      }
    },
    next() {
      dropCancelled()
      return heap[0]?.due
    },
    take(until) {
      dropCancelled()
      const [first] = heap
      if (first?.what === undefined || first.due > until) return undefined
      pop(heap)
      return { due: first.due, what: first.what }
    },
    clear() {
      heap.length = 0
    },
  }
}

const isBefore = (a: Entry, b: Entry): boolean => a.due < b.due || (a.due === b.due && a.order < b.order)

function push(heap: Entry[], entry: Entry): void {
  let hole = heap.length
  while (hole > 0) {
    const above = (hole - 1) >> 1
    const parent = heap[above]
    if (parent === undefined || !isBefore(entry, parent)) break
    heap[hole] = parent
    hole = above
  }
  heap[hole] = entry
}

function pop(heap: Entry[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  let hole = 0
  for (;;) {
    let below = 2 * hole + 1
    const [left, right] = [heap[below], heap[below + 1]]
    if (left === undefined) break
    if (right !== undefined && isBefore(right, left)) below += 1
    const child = right !== undefined && below % 2 === 0 ? right : left
    if (!isBefore(child, last)) break
    heap[hole] = child
    hole = below
  }
  heap[hole] = last
}

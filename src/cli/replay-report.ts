import { printable } from '../observe/printable.ts'
import type { Counts } from '../tracker/counts.ts'
import { sayTo } from './say.ts'

/** What a replay tells on stderr: problems at once, how far it is while it takes long, and a summary. */
export interface Report {
  /** The same problem is told once. */
  complain(problem: string): void
  progress(text: string): void
  replayed(counts: Counts): void
  unsampled(traces: number): void
  /** @param refused spans of them that the collector did not take */
  delivered(spans: number, refused?: number): void
  lost(traces: number): void
  /** The collector cannot be reached: told once, the rest is counted. */
  down(why: string): void
  readonly isDown: boolean
  /** Something that was to be sent has not come through. */
  readonly hasLost: boolean
  /** @param where the traces have gone, such as `written to FILE` */
  close(where: readonly string[]): void
}

/** Progress is for people who wait: not before this, and not more often. */
const PROGRESS_EVERY_MS = 500

type ErrorStream = NodeJS.WritableStream & { readonly isTTY?: boolean }

export const createReport = (err: ErrorStream, now: () => number = Date.now): Report => new StreamReport(err, now)

class StreamReport implements Report {
  isDown = false
  readonly #err: ErrorStream
  readonly #now: () => number
  readonly #totals = new Map<string, number>()
  readonly #examples = new Map<string, string>()
  readonly #told = new Set<string>()
  #traces = { delivered: 0, spans: 0, refused: 0, lost: 0, unsampled: 0 }
  #shownAt: number
  #isShown = false

  constructor(err: ErrorStream, now: () => number) {
    this.#err = err
    this.#now = now
    this.#shownAt = now()
  }

  complain(problem: string): void {
    if (this.#told.has(problem)) return
    this.#told.add(problem)
    this.#clear()
    sayTo(this.#err)(problem)
  }

  progress(text: string): void {
    if (this.#err.isTTY !== true || this.#now() - this.#shownAt < PROGRESS_EVERY_MS) return
    this.#shownAt = this.#now()
    this.#clear()
    this.#err.write(printable(text))
    this.#isShown = true
  }

  replayed(counts: Counts): void {
    for (const [what, count] of Object.entries(counts.all()))
      this.#totals.set(what, (this.#totals.get(what) ?? 0) + count)
    for (const [what, example] of Object.entries(counts.examples())) {
      if (!this.#examples.has(what)) this.#examples.set(what, example)
    }
  }

  unsampled(traces: number): void {
    this.#traces.unsampled += traces
  }

  delivered(spans: number, refused = 0): void {
    this.#traces.delivered += 1
    this.#traces.spans += spans - refused
    this.#traces.refused += refused
  }

  lost(traces: number): void {
    this.#traces.lost += traces
  }

  down(why: string): void {
    this.complain(why)
    this.isDown = true
  }

  get hasLost(): boolean {
    return this.#traces.lost > 0 || this.#traces.refused > 0
  }

  close(where: readonly string[]): void {
    this.#clear()
    const { delivered, spans, refused, lost, unsampled } = this.#traces
    this.#line([`${delivered} traces, ${spans} spans`, where.join(', '), outcomes(this.#totals)])
    if (lost > 0) this.#line([`${lost} traces NOT sent`])
    if (refused > 0) this.#line([`${refused} spans REFUSED by the collector`])
    if (unsampled > 0) this.#line([`${unsampled} traces left out by sampling`])
    for (const [what, count] of this.#totals) {
      if (what.startsWith('outcome_')) continue
      const example = this.#examples.get(what)
      this.#line([`${what}: ${count}${example === undefined ? '' : `, such as: ${example.slice(0, 160)}`}`])
    }
  }

  #line(parts: readonly string[]): void {
    this.#err.write(`${printable(parts.filter((part) => part !== '').join(' '))}\n`)
  }

  #clear(): void {
    if (this.#isShown) this.#err.write('\r\u001b[K')
    this.#isShown = false
  }
}

function outcomes(totals: ReadonlyMap<string, number>): string {
  const parts = [...totals]
    .filter(([what]) => what.startsWith('outcome_'))
    .map(([what, n]) => `${n} ${what.slice('outcome_'.length)}`)
  return parts.length === 0 ? '' : `(${parts.join(', ')})`
}

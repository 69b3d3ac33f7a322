import { setTimeout as sleep } from 'node:timers/promises'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type { Failed, Sender, Sent } from './sender.ts'

export type TraceSpans = readonly ReadableSpan[]

/** Why spans were not delivered. */
export const LOSSES = [
  /** The queue had no room; the oldest trace went. */
  'queue_full',
  /** The collector said that it will not take this batch. */
  'refused',
  /** The collector took a batch but for these. */
  'partly_refused',
  /** Nobody took them before the exporter ended. */
  'stopped',
] as const
export type Loss = (typeof LOSSES)[number]

/** What a queue tells, for the log and the metrics. */
export type Delivery =
  | { readonly is: 'sent'; readonly traces: number; readonly spans: number; readonly seconds: number }
  | {
      readonly is: 'lost'
      readonly why: Loss
      readonly traces: number
      readonly spans: number
      readonly detail: string
    }
  /** Will be tried again. */
  | { readonly is: 'failed'; readonly why: string; readonly delay: number }
  | { readonly is: 'warning'; readonly text: string }

export interface QueueSettings {
  /** More than so many spans are not kept: the oldest traces go. */
  readonly maxSpans: number
  readonly tell: (delivery: Delivery) => void
  /** Milliseconds, steady. */
  readonly now: () => number
  readonly random: () => number
}

/** Traces on their way to the collector, in memory. A trace is sent whole and taken out when it is delivered. */
export interface Queue {
  push(trace: TraceSpans): void
  readonly spans: number
  /** Milliseconds since the oldest trace came, 0 when it is empty. */
  age(): number
  /** @returns when it is empty, or `signal` aborts: what is left then, in spans, is lost, and told so */
  drain(signal: AbortSignal): Promise<number>
}

/** A request of so many spans is some hundred kB; collectors take at least 4 MiB. */
const BATCH_SPANS = 512
const FIRST_DELAY = 1_000
const LONGEST_DELAY = 30_000
const HURRIED_DELAY = 200

interface Waiting {
  readonly trace: TraceSpans
  readonly since: number
}

export const createQueue = (sender: Sender, settings: QueueSettings): Queue => new MemoryQueue(sender, settings)

class MemoryQueue implements Queue {
  spans = 0
  readonly #sender: Sender
  readonly #settings: QueueSettings
  readonly #waiting: Waiting[] = []
  /** How many of the first ones are being sent. */
  #onTheWay = 0
  #failures = 0
  /** So many of the next traces go one by one: a batch of them was refused. */
  #alone = 0
  #isStopped = false
  #work: Promise<void> | undefined
  readonly #hurry = new AbortController()

  constructor(sender: Sender, settings: QueueSettings) {
    this.#sender = sender
    this.#settings = settings
  }

  push(trace: TraceSpans): void {
    this.#waiting.push({ trace, since: this.#settings.now() })
    this.spans += trace.length
    this.#makeRoom()
    this.#work ??= this.#send()
  }

  /** What is being sent stays: it may be there already. */
  #makeRoom(): void {
    const { maxSpans } = this.#settings
    while (this.spans > maxSpans && this.#waiting.length > this.#onTheWay + 1) {
      const oldest = this.#waiting.splice(this.#onTheWay, 1)
      this.spans -= spansIn(oldest)
      this.#lose(oldest, 'queue_full', `more than ${maxSpans} spans are waiting`)
    }
  }

  age(): number {
    const [oldest] = this.#waiting
    return oldest === undefined ? 0 : this.#settings.now() - oldest.since
  }

  async drain(signal: AbortSignal): Promise<number> {
    this.#hurry.abort()
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    while (this.#work !== undefined && !signal.aborted) await Promise.race([this.#work, stopped])
    this.#isStopped = true
    const left = this.#take([...this.#waiting])
    this.#lose(left, 'stopped', 'nobody took them before the end')
    return spansIn(left)
  }

  async #send(): Promise<void> {
    // What comes in the same turn goes in one batch.
    await Promise.resolve()
    while (this.#waiting.length > 0 && !this.#isStopped) {
      const batch = this.#nextBatch()
      this.#onTheWay = batch.length
      const began = this.#settings.now()
      const sent = await this.#sender.send(batch.flatMap(({ trace }) => trace))
      this.#onTheWay = 0
      await this.#conclude(batch, sent, (this.#settings.now() - began) / 1_000)
    }
    this.#work = undefined
  }

  #nextBatch(): readonly Waiting[] {
    const most = this.#alone > 0 ? 1 : BATCH_SPANS
    this.#alone = Math.max(0, this.#alone - 1)
    let spans = 0
    const end = this.#waiting.findIndex(({ trace }, i) => {
      spans += trace.length
      return i > 0 && spans > most
    })
    return this.#waiting.slice(0, end < 0 ? undefined : end)
  }

  async #conclude(batch: readonly Waiting[], sent: Sent, seconds: number): Promise<void> {
    // After the end was told it is too late for another word.
    if (sent.is === 'interrupted' || this.#isStopped) {
      this.#isStopped = true
      return
    }
    const { tell } = this.#settings
    for (const text of sent.warnings) tell({ is: 'warning', text })
    if (sent.is === 'failed') return this.#concludeFailure(batch, sent)
    this.#failures = 0
    this.#take(batch)
    // What a collector says of itself need not be true.
    const refused = sent.is === 'partly sent' ? Math.min(sent.refused, spansIn(batch)) : 0
    tell({ is: 'sent', traces: batch.length, spans: spansIn(batch) - refused, seconds })
    if (refused > 0) tell({ is: 'lost', why: 'partly_refused', traces: 0, spans: refused, detail: 'see the warning' })
  }

  async #concludeFailure(batch: readonly Waiting[], { isPassing, isRefusal, why }: Failed): Promise<void> {
    if (isPassing) return this.#wait(why)
    // One bad trace must not take the others with it.
    if (isRefusal && batch.length > 1) this.#alone = batch.length
    else this.#lose(this.#take(batch), 'refused', why)
  }

  async #wait(why: string): Promise<void> {
    this.#failures += 1
    const longest = Math.min(FIRST_DELAY * 2 ** (this.#failures - 1), LONGEST_DELAY)
    const delay = this.#hurry.signal.aborted ? HURRIED_DELAY : Math.round(longest * (0.5 + this.#settings.random() / 2))
    this.#settings.tell({ is: 'failed', why, delay })
    await sleep(delay, undefined, this.#hurry.signal.aborted ? {} : { signal: this.#hurry.signal }).catch(
      () => undefined,
    )
  }

  #take(batch: readonly Waiting[]): readonly Waiting[] {
    this.#waiting.splice(0, batch.length)
    this.spans -= spansIn(batch)
    return batch
  }

  #lose(lost: readonly Waiting[], why: Loss, detail: string): void {
    if (lost.length === 0) return
    this.#settings.tell({ is: 'lost', why, traces: lost.length, spans: spansIn(lost), detail })
  }
}

const spansIn = (batch: readonly Waiting[]): number => batch.reduce((sum, { trace }) => sum + trace.length, 0)

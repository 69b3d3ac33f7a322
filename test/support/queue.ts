import { syncBuiltinESMExports } from 'node:module'
import { mock } from 'node:test'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { createQueue, type Delivery, type TraceSpans } from '../../src/deliver/queue.ts'
import type { Failed, Sent } from '../../src/deliver/sender.ts'

/** So many spans of one trace; a request of `a3 b1` is a trace of three spans and one of one. */
const trace = (name: string, spans: number): TraceSpans =>
  Array.from({ length: spans }, () => ({ name }) as ReadableSpan)
const traces = (short: string): readonly TraceSpans[] =>
  short.split(' ').map((one) => trace(one.charAt(0), Number(one.slice(1))))
const shortOf = (spans: readonly ReadableSpan[]): string =>
  [...Map.groupBy(spans, ({ name }) => name)].map(([name, all]) => name + all.length).join(' ')

export const TAKEN: Sent = { is: 'sent', warnings: [] }
const failed = (why: string, more: Partial<Failed> = {}): Failed => ({
  is: 'failed',
  why,
  isRefusal: false,
  isPassing: false,
  warnings: [],
  ...more,
})
export const AWAY = failed('nobody is there', { isPassing: true })
export const REFUSED = failed('malformed', { isRefusal: true })
export const FORBIDDEN = failed('forbidden (HTTP 403)')

/** All that can go on without a timer has done so. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** From here on time stands until a queue's clock is moved. */
export function stopTime(): void {
  mock.timers.enable({ apis: ['setTimeout'] })
  // The code under test holds `timers/promises` by name.
  syncBuiltinESMExports()
}

export function resumeTime(): void {
  mock.timers.reset()
  syncBuiltinESMExports()
}

interface Settings {
  readonly maxSpans?: number
  readonly random?: number
}

/** A queue whose requests are answered one by one, while time is stopped. */
export function startQueue({ maxSpans = 10_000, random = 1 }: Settings = {}) {
  const told: Delivery[] = []
  const requests: string[] = []
  let answer: ((sent: Sent) => void) | undefined
  let now = 0
  const sender = {
    url: 'http://collector',
    send: (spans: readonly ReadableSpan[]) => {
      requests.push(shortOf(spans))
      return new Promise<Sent>((resolve) => (answer = resolve))
    },
    close: () => Promise.resolve(),
  }
  const queue = createQueue(sender, {
    maxSpans,
    tell: (delivery) => told.push(delivery),
    now: () => now,
    random: () => random,
  })
  return {
    queue,
    told,
    requests,
    async push(short: string) {
      traces(short).forEach((one) => queue.push(one))
      await settled()
    },
    async answer(...all: readonly Sent[]) {
      for (const one of all) {
        answer?.(one)
        await settled()
      }
    },
    async pass(ms: number) {
      now += ms
      mock.timers.tick(ms)
      await settled()
    },
    settled,
    /** What was delivered and lost, in short: `sent 2/5` traces and spans. */
    fate: () =>
      told.flatMap((one) => {
        if (one.is === 'sent') return `sent ${one.traces}/${one.spans}`
        return one.is === 'lost' ? `${one.why} ${one.traces}/${one.spans}` : []
      }),
    delays: () => told.flatMap((one) => (one.is === 'failed' ? one.delay : [])),
  }
}

import { nanos, seconds, type Nanos } from '../../observe/nanos.ts'
import type { Json } from '../api/resources.ts'
import type { Cancel } from '../clock.ts'
import { latency } from '../latencies.ts'
import { sleep, startSoon, type Steps } from '../steps.ts'
import { toMicros, toSecond } from '../times.ts'
import type { Remark } from './correlator.ts'
import type { RecorderParts } from './recorder.ts'

/** Writes Events of the new kind (events.k8s.io/v1), where repeats become a series. */
export interface SeriesRecorder {
  record(remark: Remark, action: string): void
  stop: Cancel
}

/** Source: client-go tools/events/event_broadcaster.go. */
const SERIES_ENDS = seconds(360)

interface Job {
  readonly name: string
  readonly remark: Remark
  readonly action: string
  readonly at: Nanos
  readonly count: number
}

export function createSeriesRecorder({ store, clock, chance }: RecorderParts, component: string): SeriesRecorder {
  const luck = chance.of(`events of ${component}`)
  const known = new Map<string, { readonly name: string; count: number; last: Nanos }>()
  const queue: Job[] = []
  let stopWork: Cancel | undefined

  function* work(): Steps {
    for (let job = queue[0]; job !== undefined; job = queue[0]) {
      const took = latency(luck, 'event')
      yield* sleep(clock, nanos((took * 7n) / 10n))
      write(job)
      yield* sleep(clock, nanos((took * 3n) / 10n))
      queue.shift()
    }
    stopWork = undefined
  }

  function write({ name, remark, action, at, count }: Job): void {
    const { namespace } = remark.about
    const there = store.get('events', namespace, name)
    if (count === 1 && there === undefined) {
      store.put('events', eventOf(remark, { name, action, component, at, now: clock.now() }))
    } else if (there !== undefined) {
      store.put('events', { ...there, series: { count, lastObservedTime: toMicros(at) } })
    }
  }

  return {
    record(remark, action) {
      const now = clock.now()
      const { about, type, reason } = remark
      const key = [about.uid, about.resourceVersion, type, reason, action].join('\u0000')
      const before = known.get(key)
      const isSeries = before !== undefined && now - before.last < SERIES_ENDS
      const one = isSeries ? before : { name: `${about.name}.${now.toString(16)}`, count: 0, last: now }
      one.count += 1
      one.last = now
      known.delete(key)
      known.set(key, one)
      forgetEnded(known, now)
      // The second begins the series; later ones are written only from time to time.
      if (one.count > 2) return
      queue.push({ name: one.name, remark, action, at: now, count: one.count })
      stopWork ??= startSoon(clock, work)
    },
    stop() {
      stopWork?.()
      stopWork = undefined
      queue.length = 0
    },
  }
}

/** Those told last come last. */
function forgetEnded(all: Map<string, { readonly last: Nanos }>, now: Nanos): void {
  for (const [key, { last }] of all) {
    if (now - last < SERIES_ENDS) return
    all.delete(key)
  }
}

function eventOf(
  { about, type, reason, message }: Remark,
  { name, action, component, at, now }: { name: string; action: string; component: string; at: Nanos; now: Nanos },
): Json {
  return {
    metadata: { name, namespace: about.namespace, creationTimestamp: toSecond(now) },
    involvedObject: about,
    reason,
    message,
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    type,
    eventTime: toMicros(at),
    action,
    reportingComponent: component,
    reportingInstance: `${component}-control-plane`,
  }
}

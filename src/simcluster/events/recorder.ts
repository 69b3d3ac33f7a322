import { later, millis, plus, type Nanos } from '../../observe/nanos.ts'
import type { Json } from '../api/resources.ts'
import type { Store } from '../api/store.ts'
import type { Chance } from '../chance.ts'
import type { Cancel, Clock } from '../clock.ts'
import { latency } from '../latencies.ts'
import type { Container, Pod } from '../pod.ts'
import { fieldPathOf } from '../pod.ts'
import { sleep, startSoon, type Steps } from '../steps.ts'
import { toSecond } from '../times.ts'
import { createTokenBucket } from '../token-bucket.ts'
import { createCorrelator, type About, type Remark } from './correlator.ts'

/** Writes Events of the old kind (core/v1) for one component: in its own time, one after another. */
export interface Recorder {
  record(remark: Remark): void
  stop: Cancel
}

export interface Writer {
  readonly component: string
  /** Only of what runs on nodes. */
  readonly host?: string
}

export interface RecorderParts {
  readonly store: Store
  readonly clock: Clock
  readonly chance: Chance
}

/** More than this may not wait: the broadcaster drops what comes then. */
const QUEUE = 1_000

export function createRecorder({ store, clock, chance }: RecorderParts, writer: Writer): Recorder {
  const luck = chance.of(`events of ${writer.component} ${writer.host ?? ''}`)
  const correlator = createCorrelator()
  const bucket = createTokenBucket(100, 50)
  const queue: { readonly remark: Remark; readonly at: Nanos }[] = []
  let stopWork: Cancel | undefined
  let last = 0n as Nanos

  function* work(): Steps {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const result = correlator.correlate(next.remark, next.at)
      if (result.is !== 'dropped') {
        const took = latency(luck, 'event')
        yield* sleep(clock, bucket.take(clock.now()))
        yield* sleep(clock, ((took * 7n) / 10n) as Nanos)
        write(result, next)
        yield* sleep(clock, ((took * 3n) / 10n) as Nanos)
      }
      queue.shift()
    }
    stopWork = undefined
  }

  function write(result: Written, { remark, at }: { readonly remark: Remark; readonly at: Nanos }): void {
    const { namespace } = remark.about
    const there = result.is === 'repeated' ? store.get('events', namespace, result.name) : undefined
    if (there !== undefined && result.is === 'repeated') {
      store.put('events', { ...there, message: result.message, count: result.count, lastTimestamp: toSecond(at) })
      return
    }
    // An Event that expired meanwhile is created anew under its name, with its count.
    if (store.get('events', namespace, result.name) !== undefined) return
    store.put('events', eventOf(remark, result, writer, at, clock.now()))
  }

  return {
    record(remark) {
      if (queue.length >= QUEUE) return
      // Two of one moment would have one name.
      last = later(clock.now(), plus(last, millis(luck.between(0.03, 0.11))))
      queue.push({ remark, at: last })
      stopWork ??= startSoon(clock, work)
    },
    stop() {
      stopWork?.()
      stopWork = undefined
      queue.length = 0
    },
  }
}

type Written = { readonly name: string; readonly message: string } & (
  { readonly is: 'new' } | { readonly is: 'repeated'; readonly count: number }
)

function eventOf({ about, type, reason }: Remark, result: Written, writer: Writer, at: Nanos, now: Nanos): Json {
  const { component, host } = writer
  return {
    metadata: { name: result.name, namespace: about.namespace, creationTimestamp: toSecond(now) },
    involvedObject: about,
    reason,
    message: result.message,
    source: { component, ...(host === undefined ? {} : { host }) },
    firstTimestamp: toSecond(at),
    lastTimestamp: toSecond(at),
    count: result.is === 'new' ? 1 : result.count,
    type,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: host ?? '',
  }
}

/** @param resourceVersion the writer knows the pod in */
export const aboutPod = ({ metadata }: Pod, resourceVersion = metadata.resourceVersion): About => ({
  kind: 'Pod',
  namespace: metadata.namespace,
  name: metadata.name,
  uid: metadata.uid,
  apiVersion: 'v1',
  resourceVersion,
})

export const aboutContainer = (pod: Pod, container: Container): About => ({
  ...aboutPod(pod),
  fieldPath: fieldPathOf(pod, container),
})

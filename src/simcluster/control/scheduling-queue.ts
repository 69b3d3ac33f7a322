import { nanos, plus, seconds, type Nanos } from '../../observe/nanos.ts'
import type { Cancel, Clock } from '../clock.ts'
import type { Pod } from '../pod.ts'

/** The pods that wait for a node: those whose turn it is, and those that did not fit. */
export interface SchedulingQueue {
  /** Its turn comes, unless it waits already: then only what is known of it is new. */
  add(pod: Pod): void
  /** The next one, with the pod as it is now. */
  next(): Waiting | undefined
  /** It did not fit: it waits until something changes, and for its back-off. */
  park(one: Waiting): void
  /** Something changed. */
  wakeAll(): void
  remove(uid: string): void
  stop(): void
}

export interface Waiting {
  pod: Pod
  tries: number
  backOffUntil: Nanos
  isParked: boolean
}

const FIRST_BACK_OFF = seconds(1)
const MOST_BACK_OFF = seconds(10)

/** Source: kube-scheduler internal/queue. @param isNext somebody's turn has come */
export function createSchedulingQueue(clock: Clock, isNext: () => void): SchedulingQueue {
  const waiting = new Map<string, Waiting>()
  const active = new Set<string>()
  const wakings = new Set<Cancel>()
  const activate = (uid: string): void => {
    active.add(uid)
    isNext()
  }
  return {
    add(pod) {
      const known = waiting.get(pod.metadata.uid)
      if (known !== undefined) known.pod = pod
      else {
        waiting.set(pod.metadata.uid, { pod, tries: 0, backOffUntil: nanos(0n), isParked: false })
        activate(pod.metadata.uid)
      }
    },
    next() {
      for (const uid of active) {
        active.delete(uid)
        const one = waiting.get(uid)
        if (one !== undefined) return one
      }
      return undefined
    },
    park(one) {
      one.tries += 1
      one.isParked = true
      const doubled = nanos(FIRST_BACK_OFF * 2n ** BigInt(Math.min(one.tries - 1, 4)))
      one.backOffUntil = plus(clock.now(), doubled < MOST_BACK_OFF ? doubled : MOST_BACK_OFF)
    },
    wakeAll() {
      for (const [uid, one] of waiting) {
        if (!one.isParked) continue
        one.isParked = false
        const wait = nanos(one.backOffUntil - clock.now())
        const cancel = clock.after(wait > 0n ? wait : nanos(0n), () => {
          wakings.delete(cancel)
          activate(uid)
        })
        wakings.add(cancel)
      }
    },
    remove: (uid) => void waiting.delete(uid),
    stop() {
      for (const cancel of wakings) cancel()
    },
  }
}

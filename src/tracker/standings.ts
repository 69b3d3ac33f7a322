import type { Nanos } from '../observe/nanos.ts'
import type { PodUid } from '../observe/observation.ts'
import { observe, type WatchItem } from '../observe/observe.ts'
import { viewOf } from '../timeline/pod-view.ts'
import { standingOf } from '../timeline/standing.ts'
import type { Standing } from '../timeline/startup.ts'
import { add, emptyTimeline, merge, type Timeline } from '../timeline/timeline.ts'
import { wasOverBefore } from './started-before.ts'
import type { TrackerSettings } from './tracker.ts'

/** Pods that somebody looks at: what is known of each, told whenever it is asked for. */
export interface Standings {
  /** @returns whom it tells of */
  take(item: WatchItem): PodUid | undefined
  /** @returns undefined before the pod itself has come */
  at(uid: PodUid, now: Nanos): Standing | undefined
  /** Its startup was over when it was first seen. */
  wasOver(uid: PodUid, began: Nanos): boolean
  forget(uid: PodUid): void
}

/** The oldest are forgotten beyond as many pods as a tracker holds. */
export function createStandings({ settle, stamp, prefix, lookback, maxPods }: TrackerSettings): Standings {
  const timelines = new Map<PodUid, Timeline>()
  /** From the UIDs of static pods, as the kubelet's Events name them, to those of their mirrors. */
  const mirrors = new Map<PodUid, PodUid>()
  const own = (uid: PodUid): Timeline => timelines.get(uid) ?? emptyTimeline(uid)
  const whole = (uid: PodUid): Timeline => {
    const mirrorOf = viewOf(own(uid))?.pod.mirrorOf
    return mirrorOf === undefined ? own(uid) : merge(own(uid), own(mirrorOf))
  }
  const forget = (uid: PodUid): void => void timelines.delete(uid)
  return {
    take(item) {
      const { observations } = observe(item, prefix)
      const [first] = observations
      if (first === undefined) return undefined
      for (const { fact, uid } of observations)
        if (fact.kind === 'pod' && fact.mirrorOf !== undefined) mirrors.set(fact.mirrorOf, uid)
      timelines.set(first.uid, add(own(first.uid), observations).timeline)
      const [oldest] = timelines.keys()
      if (timelines.size > maxPods && oldest !== undefined) forget(oldest)
      return mirrors.get(first.uid) ?? first.uid
    },
    at: (uid, now) => standingOf(whole(uid), now, settle, stamp),
    wasOver: (uid, began) => wasOverBefore(whole(uid), began, lookback),
    forget,
  }
}

import { earlier, MILLISECOND, minus, plus, seconds, type Nanos } from '../observe/nanos.ts'
import type { Observation, PodUid } from '../observe/observation.ts'
import { blindSince } from '../observe/bookmark.ts'
import { observe, type WatchItem } from '../observe/observe.ts'
import { viewOf } from '../timeline/pod-view.ts'
import { dueAt, settle } from '../timeline/settle.ts'
import { startupOf, type Startup } from '../timeline/startup.ts'
import { STAMP_RULES, type StampRules } from '../timeline/stamp.ts'
import { add, emptyTimeline, merge, type Timeline } from '../timeline/timeline.ts'
import { SETTLE_RULES, type SettleRules } from '../timeline/verdict.ts'
import { createBlindTimes, NEVER } from './blind-times.ts'
import { createToldPods, type ToldPods } from './told-pods.ts'
import { stuckPodOf, type StuckPod } from './stuck-pods.ts'
import { createCounts, type Counts } from './counts.ts'
import { wasOverBefore } from './started-before.ts'

export interface TrackerSettings {
  readonly settle: SettleRules
  readonly stamp: StampRules
  /** Of our own annotations; without one, the default. */
  readonly prefix?: string
  /** How long before its first list a pod may have become ready and still be traced. */
  readonly lookback: Nanos
  readonly maxPods: number
  /** How long Events may wait for their pod. */
  readonly orphanLife: Nanos
}

export const TRACKER_SETTINGS: TrackerSettings = {
  settle: SETTLE_RULES,
  stamp: STAMP_RULES,
  lookback: seconds(0),
  maxPods: 100_000,
  orphanLife: seconds(900),
}

/** Follows every pod from its first sign to its verdict. Holds the state that the pure folders do without. */
export interface Tracker {
  feed(item: WatchItem): void
  /** Of pods that a list taken at `at`, after a gap in the watch, no longer has. @returns how many were followed */
  vanished(uids: readonly PodUid[], at: Nanos): number
  /**
   * A watch sees nothing from then on, or saw nothing up to `to`: no verdict of that time stands before what was missed
   * has had its time to come. Events are waited for a minute: a verdict needs none.
   */
  blind(watch: WatchItem['watch'], from: Nanos, to?: Nanos): void
  /** @returns the startups that are over at `now`, each once, in the order in which they fell due */
  sweep(now: Nanos): readonly Startup[]
  readonly counts: Counts
  readonly pods: number
  /** How many of them have not been told yet: they are lost if it ends here. */
  underWay(): number
  /** Those that were told as stuck, and are: a verdict on what came since, though it may not stand yet, ends it. */
  readonly stuck: ReadonlyMap<PodUid, StuckPod>
}

interface Entry {
  readonly timeline: Timeline
  /** When the verdict may have fallen due; an orphan's end of life. */
  readonly checkAt: Nanos
  readonly resumedAt?: Nanos
}

export const createTracker = (settings: TrackerSettings = TRACKER_SETTINGS, counts: Counts = createCounts()): Tracker =>
  new PodTracker(settings, counts)

class PodTracker implements Tracker {
  readonly counts: Counts
  readonly stuck = new Map<PodUid, StuckPod>()
  readonly #settings: TrackerSettings
  readonly #pods = new Map<PodUid, Entry>()
  /** Of which only Events are known. */
  readonly #orphans = new Set<PodUid>()
  readonly #done: ToldPods
  /** UIDs of static pods, as the kubelet's Events name them, to those of their mirrors. */
  readonly #mirrors = new Map<PodUid, PodUid>()
  /** Nothing falls due before: most sweeps need not look at any pod. */
  #soonest: Nanos = NEVER
  /** When the first item came: from then on we looked. */
  #began: Nanos = NEVER
  readonly #blind = createBlindTimes()

  constructor(settings: TrackerSettings, counts: Counts) {
    this.#settings = settings
    this.counts = counts
    this.#done = createToldPods(settings.maxPods)
  }

  get pods(): number {
    return this.#pods.size - this.#orphans.size
  }

  underWay(): number {
    const { lookback } = this.#settings
    const isNews = ({ timeline, resumedAt }: Entry): boolean =>
      resumedAt === undefined &&
      viewOf(timeline) !== undefined &&
      !wasOverBefore(timeline, minus(this.#began, lookback), lookback)
    return [...this.#pods.values()].filter(isNews).length
  }

  feed(item: WatchItem): void {
    this.#began = earlier(this.#began, item.at)
    const since = blindSince(item)
    if (since !== undefined) this.blind(item.watch, since, item.at)
    const { observations, notices } = observe(item, this.#settings.prefix)
    for (const { kind, detail } of notices) this.counts.notice(kind, detail)
    this.#take(observations, item.at)
    const [first] = observations
    if (item.type === 'DELETED' && item.watch === 'pods' && first !== undefined) this.#done.removed(first.uid)
  }

  blind(watch: WatchItem['watch'], from: Nanos, to?: Nanos): void {
    const { grace } = this.#settings.settle
    const until = this.#blind.set(watch, from, to === undefined ? undefined : plus(to, grace))
    // What waited for the end of it can be looked at again.
    for (const [uid, entry] of this.#pods) if (entry.checkAt > until) this.#pods.set(uid, { ...entry, checkAt: until })
    this.#soonest = earlier(this.#soonest, until)
  }

  vanished(uids: readonly PodUid[], at: Nanos): number {
    const known = uids.filter((one) => this.#pods.has(one))
    for (const uid of known) this.#take([{ uid, arrival: { at, how: 'listed' }, fact: { kind: 'vanished' } }], at)
    for (const uid of uids) this.#done.removed(uid)
    return known.length
  }

  #take(observations: readonly Observation[], at: Nanos): void {
    const [first] = observations
    if (first === undefined) return
    for (const { fact, uid } of observations) {
      if (fact.kind === 'pod' && fact.mirrorOf !== undefined) this.#adopt(fact.mirrorOf, uid)
    }
    const uid = this.#mirrors.get(first.uid) ?? first.uid
    if (this.#done.has(uid)) return
    const known = this.#pods.get(uid)
    // That a pod is gone which nobody knew makes it no pod.
    if (known === undefined && first.fact.kind === 'vanished') return
    const { timeline, dropped } = add(known?.timeline ?? emptyTimeline(uid), observations)
    this.counts.add('facts_dropped', dropped)
    if (timeline !== known?.timeline) this.#keep(timeline, at, known)
  }

  sweep(now: Nanos): readonly Startup[] {
    if (now < this.#soonest) return []
    const over: { startup: Startup; due: Nanos }[] = []
    for (let due = this.#dueAt(now); due.length > 0; due = this.#dueAt(now)) {
      over.push(...due.flatMap((entry) => this.#check(entry, now) ?? []))
    }
    this.#soonest = [...this.#pods.values()].map(({ checkAt }) => checkAt).reduce(earlier, NEVER)
    over.sort((a, b) => (a.due === b.due ? (a.startup.view.uid < b.startup.view.uid ? -1 : 1) : a.due < b.due ? -1 : 1))
    for (const { startup } of over) this.counts.add(`outcome_${startup.outcome}`)
    return over.map(({ startup }) => startup)
  }

  #dueAt(now: Nanos): readonly Entry[] {
    return [...this.#pods.values()].filter(({ checkAt }) => checkAt <= now)
  }

  /** Events of a static pod came under its own UID: they are its mirror's. */
  #adopt(staticUid: PodUid, uid: PodUid): void {
    const orphan = this.#mirrors.has(staticUid) ? undefined : this.#pods.get(staticUid)
    // Anybody may write the annotation: it gives no claim to what belongs to another pod.
    if (this.#done.has(staticUid) || (orphan !== undefined && viewOf(orphan.timeline) !== undefined)) return
    this.#mirrors.set(staticUid, uid)
    const [first] = this.#mirrors.keys()
    if (this.#mirrors.size > this.#settings.maxPods && first !== undefined) this.#mirrors.delete(first)
    if (orphan === undefined) return
    this.#drop(staticUid)
    const known = this.#pods.get(uid) ?? { ...orphan, timeline: emptyTimeline(uid) }
    this.#pods.set(uid, { ...known, timeline: merge(known.timeline, orphan.timeline) })
  }

  #keep(timeline: Timeline, now: Nanos, known: Entry | undefined): void {
    const { orphanLife, maxPods } = this.#settings
    const due = this.#dueOf(timeline, known) ?? plus(now, orphanLife)
    // An earlier date stays: what came in between may not have been in time to change it.
    const checkAt = known !== undefined && known.checkAt < due ? known.checkAt : due
    this.#pods.set(timeline.uid, { ...known, timeline, checkAt })
    this.#soonest = earlier(this.#soonest, checkAt)
    if (viewOf(timeline) === undefined) this.#orphans.add(timeline.uid)
    else this.#orphans.delete(timeline.uid)
    if (this.#pods.size > maxPods) this.#makeRoom()
  }

  /** Events whose pod has not come go first: under a label selector most never will. */
  #makeRoom(): void {
    const [orphan] = this.#orphans
    const [oldest] = this.#pods.keys()
    const uid = orphan ?? oldest
    const entry = uid === undefined ? undefined : this.#pods.get(uid)
    if (entry === undefined) return
    this.#drop(entry.timeline.uid)
    if (orphan === undefined) this.counts.add('pods_dropped')
    else this.counts.add('events_without_pod', entry.timeline.facts.size)
  }

  #dueOf(timeline: Timeline, known: Entry | undefined): Nanos | undefined {
    const due = dueAt(timeline, { rules: this.#settings.settle, blind: this.#blind.all(), ...resumed(known) })
    if (due !== undefined) this.stuck.delete(timeline.uid)
    return due
  }

  #drop(uid: PodUid): void {
    this.#pods.delete(uid)
    this.stuck.delete(uid)
    this.#orphans.delete(uid)
  }

  #check(entry: Entry, now: Nanos): { startup: Startup; due: Nanos } | undefined {
    const { timeline, resumedAt } = entry
    const { settle: rules, stamp, lookback } = this.#settings
    const settled = settle(timeline, now, { rules, blind: this.#blind.all(), ...resumed(entry) })
    if (settled === undefined) {
      this.#postpone(entry, now)
      return undefined
    }
    const wasOver = wasOverBefore(timeline, minus(this.#began, lookback), lookback)
    if (wasOver) this.counts.add('pods_started_before')
    const startup = wasOver ? undefined : startupOf(settled, stamp, resumedAt)
    const { outcome, decidedAt, dueAt: due } = settled.verdict
    if (outcome === 'stuck' && startup !== undefined) {
      this.#pods.set(timeline.uid, { timeline, resumedAt: decidedAt, checkAt: due })
      this.stuck.set(timeline.uid, stuckPodOf(startup))
    } else this.#forget(timeline)
    return startup === undefined ? undefined : { startup, due }
  }

  /** What fell due has moved; Events whose pod never came end here. */
  #postpone(entry: Entry, now: Nanos): void {
    const { timeline } = entry
    if (viewOf(timeline) === undefined) {
      this.#drop(timeline.uid)
      this.counts.add('events_without_pod', timeline.facts.size)
      return
    }
    const due = this.#dueOf(timeline, entry) ?? NEVER
    // Facts from after `now` (a clock was set back) can make a verdict due that does not stand yet.
    const checkAt = due > now ? due : plus(now, MILLISECOND)
    this.#pods.set(timeline.uid, { ...entry, checkAt })
  }

  #forget(timeline: Timeline): void {
    this.#drop(timeline.uid)
    this.#done.add(timeline.uid)
    if ((viewOf(timeline)?.gone.length ?? 0) > 0) this.#done.removed(timeline.uid)
  }
}

const resumed = (entry: Entry | undefined) => (entry?.resumedAt === undefined ? {} : { resumedAt: entry.resumedAt })

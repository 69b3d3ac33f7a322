import { earlier, later, MILLISECOND, minus, plus, SECOND, seconds, type Nanos } from '../observe/nanos.ts'
import type { Observation, PodUid } from '../observe/observation.ts'
import { observe, type WatchItem } from '../observe/observe.ts'
import { viewOf, type PodView } from '../timeline/pod-view.ts'
import { dueAt, settle } from '../timeline/settle.ts'
import { startupOf, type Startup } from '../timeline/startup.ts'
import { STAMP_RULES, type StampRules } from '../timeline/stamp.ts'
import { add, emptyTimeline, merge, until, type Timeline } from '../timeline/timeline.ts'
import { SETTLE_RULES, type SettleRules } from '../timeline/verdict.ts'
import { createCounts, type Counts } from './counts.ts'

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
  /** These pods were there before a gap in the watch, and a list taken at `at` no longer has them. */
  vanished(uids: readonly PodUid[], at: Nanos): void
  /** @returns the startups that are over at `now`, each once, in the order in which they fell due */
  sweep(now: Nanos): readonly Startup[]
  readonly counts: Counts
}

interface Entry {
  readonly timeline: Timeline
  /** When the verdict may have fallen due; an orphan's end of life. */
  readonly checkAt: Nanos
  readonly resumedAt?: Nanos
}

export const createTracker = (settings: TrackerSettings = TRACKER_SETTINGS): Tracker => new PodTracker(settings)

class PodTracker implements Tracker {
  readonly counts = createCounts()
  readonly #settings: TrackerSettings
  readonly #pods = new Map<PodUid, Entry>()
  readonly #done: BoundedSet
  /** UIDs of static pods, as the kubelet's Events name them, to those of their mirrors. */
  readonly #mirrors = new Map<PodUid, PodUid>()
  /** Nothing falls due before: most sweeps need not look at any pod. */
  #soonest: Nanos = NEVER
  /** When the first item came: from then on we looked. */
  #began: Nanos = NEVER

  constructor(settings: TrackerSettings) {
    this.#settings = settings
    this.#done = createBoundedSet(settings.maxPods)
  }

  feed(item: WatchItem): void {
    this.#began = earlier(this.#began, item.at)
    const { observations, notices } = observe(item, this.#settings.prefix)
    for (const { kind, detail } of notices) this.counts.notice(kind, detail)
    this.#take(observations, item.at)
  }

  vanished(uids: readonly PodUid[], at: Nanos): void {
    for (const uid of uids.filter((one) => this.#pods.has(one))) {
      this.#take([{ uid, arrival: { at, how: 'listed' }, fact: { kind: 'vanished' } }], at)
    }
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
    this.#pods.delete(staticUid)
    const known = this.#pods.get(uid) ?? { ...orphan, timeline: emptyTimeline(uid) }
    this.#pods.set(uid, { ...known, timeline: merge(known.timeline, orphan.timeline) })
  }

  #keep(timeline: Timeline, now: Nanos, known: Entry | undefined): void {
    const { settle: rules, orphanLife, maxPods } = this.#settings
    const due = dueAt(timeline, rules, known?.resumedAt !== undefined) ?? plus(now, orphanLife)
    // An earlier date stays: what came in between may not have been in time to change it.
    const checkAt = known !== undefined && known.checkAt < due ? known.checkAt : due
    this.#pods.set(timeline.uid, { ...known, timeline, checkAt })
    this.#soonest = earlier(this.#soonest, checkAt)
    const [oldest] = this.#pods.keys()
    if (this.#pods.size <= maxPods || oldest === undefined) return
    this.#pods.delete(oldest)
    this.counts.add('pods_dropped')
  }

  #check(entry: Entry, now: Nanos): { startup: Startup; due: Nanos } | undefined {
    const { timeline, resumedAt } = entry
    const { settle: rules, stamp, lookback } = this.#settings
    const settled = settle(timeline, now, rules, resumedAt)
    if (settled === undefined) {
      this.#postpone(entry, now)
      return undefined
    }
    const wasOver = wasOverBefore(timeline, minus(this.#began, lookback), lookback)
    if (wasOver) this.counts.add('pods_started_before')
    const startup = wasOver ? undefined : startupOf(settled, stamp, resumedAt)
    const { outcome, dueAt: due } = settled.verdict
    if (outcome === 'stuck' && !wasOver) this.#pods.set(timeline.uid, { timeline, resumedAt: due, checkAt: due })
    else this.#forget(timeline.uid)
    return startup === undefined ? undefined : { startup, due }
  }

  /** What fell due has moved; Events whose pod never came end here. */
  #postpone(entry: Entry, now: Nanos): void {
    const { timeline, resumedAt } = entry
    if (viewOf(timeline) === undefined) {
      this.#pods.delete(timeline.uid)
      this.counts.add('events_without_pod', timeline.facts.size)
      return
    }
    const due = dueAt(timeline, this.#settings.settle, resumedAt !== undefined) ?? NEVER
    // Facts from after `now` (a clock was set back) can make a verdict due that does not stand yet.
    const checkAt = due > now ? due : plus(now, MILLISECOND)
    this.#pods.set(timeline.uid, { ...entry, checkAt })
  }

  #forget(uid: PodUid): void {
    this.#pods.delete(uid)
    this.#done.add(uid)
  }
}

const NEVER = (1n << 62n) as Nanos

/**
 * Ready or ended when it was first seen: its startup was over before we looked, or we have forgotten that we told it.
 * A pod that was created after we began to look, and is in a list as ready, came up in a gap of the watch: that is told.
 */
function wasOverBefore(timeline: Timeline, began: Nanos, lookback: Nanos): boolean {
  const { arrival, pod } = viewOf(timeline) ?? {}
  if (pod?.mirrorOf !== undefined && wasReadyBefore(timeline, began)) return true
  if (arrival === undefined || arrival.how === 'added') return false
  if (arrival.how === 'listed' && pod !== undefined && pod.createdAt >= began) return false
  const view = viewOf(until(timeline, arrival.at))
  if (view === undefined) return false
  if (view.gone.length > 0 || wasReadyOnce(view)) return true
  const ready = view.conditions.find(({ fact }) => fact.type === 'Ready' && fact.status === 'True')
  const hasEnded = view.phases.some(({ fact }) => fact.phase === 'Succeeded' || fact.phase === 'Failed')
  if (ready === undefined && !hasEnded) return false
  const since = ready === undefined ? lastTimeIn(view) : ready.fact.since
  return lookback === 0n || since === undefined || since <= minus(arrival.at, lookback)
}

/** A static pod may have run long before its mirror was written. */
const wasReadyBefore = (timeline: Timeline, began: Nanos): boolean =>
  viewOf(timeline)?.conditions.some(
    ({ fact }) =>
      fact.type === 'Ready' && fact.status === 'True' && fact.since !== undefined && plus(fact.since, SECOND) < began,
  ) === true

/** Ready=False from the beginning dates from when the kubelet first saw the pod; a later date says that it was True. */
function wasReadyOnce({ conditions, accepted }: PodView): boolean {
  const since = conditions.find(({ fact }) => fact.type === 'Ready' && fact.status !== 'True')?.fact.since
  const first = accepted[0]?.fact.at
  return since !== undefined && first !== undefined && since > plus(first, FIRST_STATUS)
}

/** The kubelet's first status comes within a second or two of its startTime. */
const FIRST_STATUS = seconds(5)

/** When an ended pod ended, as far as it says. */
function lastTimeIn({ conditions, containers }: PodView): Nanos | undefined {
  const ends = containers.flatMap(({ statuses }) => statuses.flatMap(({ fact }) => fact.termination?.finishedAt ?? []))
  const [first, ...rest] = [...ends, ...conditions.flatMap(({ fact }) => fact.since ?? [])]
  return rest.reduce<Nanos | undefined>((last, one) => (last === undefined ? one : later(last, one)), first)
}

interface BoundedSet {
  has(uid: PodUid): boolean
  add(uid: PodUid): void
}

/** Remembers the newest: enough to ignore what still comes of pods that are done. */
function createBoundedSet(limit: number): BoundedSet {
  const members = new Set<PodUid>()
  return {
    has: (uid: PodUid): boolean => members.has(uid),
    add(uid: PodUid): void {
      members.add(uid)
      const [oldest] = members
      if (members.size > limit && oldest !== undefined) members.delete(oldest)
    },
  }
}

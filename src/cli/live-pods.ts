import { waitOf, type Wait } from '../insight/wait.ts'
import { minus, seconds, type Nanos } from '../observe/nanos.ts'
import type { PodUid } from '../observe/observation.ts'
import type { WatchItem } from '../observe/observe.ts'
import type { Standing } from '../timeline/startup.ts'
import type { Outcome } from '../timeline/verdict.ts'
import type { Standings } from '../tracker/standings.ts'
import { createToldPods } from '../tracker/told-pods.ts'

/** Something to be told about a pod. */
export interface LiveNews {
  readonly is: 'starting' | 'waiting' | Outcome
  readonly at: Nanos
  readonly standing: Standing
}

/** Tells of pods as they start, each thing once. */
export interface LivePods {
  take(item: WatchItem): void
  /** @returns what is new at `now`, in the order in which the pods came */
  look(now: Nanos): readonly LiveNews[]
  /** How many have not come to an outcome. */
  starting(): number
}

/** Without a cause, what stands still for so long is told. */
const LONG = seconds(30)
const WARM_UP = seconds(10)
const NONE = seconds(0)
/** Events come up to half a second after the status that they explain. */
const GRACE = seconds(1)
/** What goes on and brings nothing new is looked at so often: for long waits and deadlines. */
const QUIET = seconds(5)

interface Entry {
  /** What was told, in its words. */
  readonly told: ReadonlySet<string>
  readonly state: LiveNews['is']
  /** Nothing is due before, unless something comes. */
  readonly lookAt: Nanos
}

/**
 * @param began pods whose startup was over by then are passed over; without it, when the first item came
 * @param overFor an outcome stands after so long: then the pod is forgotten
 */
export function createLivePods(
  standings: Standings,
  began: Nanos | undefined,
  overFor: Nanos,
  maxPods: number,
): LivePods {
  let since = began
  const pods = new Map<PodUid, Entry>()
  const done = createToldPods(maxPods)
  const touched = new Set<PodUid>()
  const drop = (uid: PodUid): void => {
    pods.delete(uid)
    standings.forget(uid)
    done.add(uid)
  }

  function lookAt(uid: PodUid, now: Nanos): readonly LiveNews[] {
    const standing = standings.at(uid, now)
    if (standing === undefined) return []
    const known = pods.get(uid)
    if (known === undefined && standings.wasOver(uid, since ?? now)) {
      drop(uid)
      return []
    }
    const news = newsOf(standing, known, now)
    const told = new Set([...(known?.told ?? []), ...news.map(({ key }) => key)])
    const isOver = standing.outcome !== 'starting' && standing.outcome !== 'stuck'
    if (isOver && minus(now, standing.lastChangeAt) > overFor) drop(uid)
    else {
      const wait = !isOver ? QUIET : told.has(standing.outcome) ? overFor : GRACE
      pods.set(uid, { told, state: news.at(-1)?.is ?? known?.state ?? 'starting', lookAt: (now + wait) as Nanos })
    }
    return news.map(({ is }) => ({ is, at: now, standing }))
  }

  return {
    take(item) {
      since ??= item.at
      const uid = standings.take(item)
      if (uid === undefined) return
      if (done.has(uid)) standings.forget(uid)
      else touched.add(uid)
      if (item.type === 'DELETED') done.removed(uid)
    },
    look(now) {
      const all = new Set([...touched, ...[...pods].flatMap(([uid, one]) => (one.lookAt <= now ? [uid] : []))])
      touched.clear()
      return [...all].flatMap((uid) => lookAt(uid, now))
    },
    starting: () => [...pods.values()].filter(({ state }) => state === 'starting' || state === 'waiting').length,
  }
}

/** A probe fails until the program answers: that is what it is for. */
const patienceFor = ({ hasCause, stage }: Wait): Nanos => (!hasCause ? LONG : stage === 'probe' ? WARM_UP : NONE)

interface Keyed {
  readonly is: LiveNews['is']
  readonly key: string
}

function newsOf(standing: Standing, known: Entry | undefined, now: Nanos): readonly Keyed[] {
  const first: readonly Keyed[] = known === undefined ? [{ is: 'starting', key: 'starting' }] : []
  return [...first, ...stateNews(standing, now)].filter(({ key }) => known?.told.has(key) !== true)
}

function stateNews(standing: Standing, now: Nanos): readonly Keyed[] {
  const { outcome } = standing
  if (outcome === 'stuck') return [{ is: outcome, key: outcome }]
  if (outcome !== 'starting') return minus(now, standing.lastChangeAt) < GRACE ? [] : [{ is: outcome, key: outcome }]
  const wait = waitOf(standing)
  const isTold = wait !== undefined && minus(now, wait.since) >= patienceFor(wait)
  // A stage may have the name of an outcome.
  return isTold ? [{ is: 'waiting', key: `waits for ${wait.key}` }] : []
}

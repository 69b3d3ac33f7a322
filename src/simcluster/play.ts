import { later, nanos, plus, type Nanos } from '../observe/nanos.ts'
import type { WatchItem } from '../observe/observe.ts'
import { RESOURCES, type Json } from './api/resources.ts'
import { createStore, type Change as Write, type Store } from './api/store.ts'
import { createChance, type Chance } from './chance.ts'
import { startEngine } from './engine.ts'
import { createFastClock } from './fast-clock.ts'
import { latency } from './latencies.ts'
import { stamped } from './stamping.ts'
import { createTruth, type PodTruth } from './truth.ts'
import type { Happening, World } from './world.ts'

export interface Play {
  readonly world: World
  readonly happenings: readonly Happening[]
  readonly seed: number | string
  /** When it begins; always the same by default. */
  readonly start?: Nanos
  /** How long it is watched. */
  readonly length: Nanos
  /** Pods get podstart's annotations; they do by default. */
  readonly stamp?: boolean
}

export interface Played {
  /** What a watcher of all pods and one of all their Events would have got, in the order of arrival. */
  readonly lines: readonly WatchItem[]
  readonly truth: readonly PodTruth[]
}

/** 2026-11-22T15:00:00Z and a little. */
const START = nanos(1_795_359_600_123_456_789n)

/** A simulated cluster from beginning to end, as fast as it can be computed. The same seed gives the same lines. */
export function play({ world, happenings, seed, start = START, length, stamp = true }: Play): Played {
  const clock = createFastClock(start)
  const chance = createChance(seed)
  const uids = chance.of('uids')
  const store = createStore(1_000, () => uids.uuid())
  const truth = createTruth()
  const stamps = chance.of('stamps')
  const admit = (pod: Json, now: Nanos): Json => stamped(pod, now, stamps)
  const engine = startEngine({ world, store, clock, chance, truth, ...(stamp ? { admit } : {}) })
  const lines = watchAll(store, chance, () => clock.now())
  for (const { after, change } of happenings) clock.after(after, () => engine.apply(change))
  clock.runTo(plus(start, length))
  engine.stop()
  const all = [...lines.pods, ...lines.events].filter(({ at }) => at <= plus(start, length))
  return { lines: all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)), truth: truth.all() }
}

type Watch = WatchItem['watch']

function watchAll(store: Store, chance: Chance, now: () => Nanos): Readonly<Record<Watch, readonly WatchItem[]>> {
  const watches = { pods: [initialEnd(store, 'pods', now())], events: [initialEnd(store, 'events', now())] }
  const luck = { pods: chance.of('watch of pods'), events: chance.of('watch of events') }
  store.onChange((write) => {
    const { resource } = write
    if (resource !== 'pods' && resource !== 'events') return
    const before = watches[resource].at(-1)?.at ?? nanos(0n)
    const at = later(plus(now(), latency(luck[resource], 'watch')), nanos(before + 1n))
    watches[resource].push({ at, watch: resource, listed: false, ...told(write) })
  })
  return watches
}

function told({ resource, version, object, previous }: Write): Pick<WatchItem, 'type' | 'object'> {
  const type = object === undefined ? 'DELETED' : previous === undefined ? 'ADDED' : 'MODIFIED'
  const content = object ?? { ...previous, metadata: { ...previous?.metadata, resourceVersion: String(version) } }
  return { type, object: { kind: RESOURCES[resource].kind, apiVersion: 'v1', ...content } }
}

/** The list before the watch is empty, and over. */
function initialEnd(store: Store, watch: Watch, at: Nanos): WatchItem {
  const metadata = {
    resourceVersion: String(store.version()),
    annotations: { 'k8s.io/initial-events-end': 'true' },
  }
  const object = { kind: RESOURCES[watch].kind, apiVersion: 'v1', metadata, ...RESOURCES[watch].blank }
  return { at, watch, type: 'BOOKMARK', listed: false, object }
}

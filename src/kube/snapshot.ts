import { later, type Nanos } from '../observe/nanos.ts'
import type { WatchItem } from '../observe/observe.ts'
import type { Connection } from './connection.ts'
import type { Ending } from './ending.ts'
import { endingSentence } from './ending-sentence.ts'
import type { Feed } from './feed.ts'
import type { Page } from './list.ts'
import { readPatiently, type PatientSettings } from './patient-list.ts'

/** Which pods; with nothing given all of the cluster. */
export interface Scope {
  readonly namespace?: string
  readonly labelSelector?: string
  /** One by its name: wants a namespace. */
  readonly pod?: string
}

/** Pods and Events as they are now. */
export interface Snapshot {
  readonly pods: readonly WatchItem[]
  /** Also those of pods that the scope leaves out, or that are gone. */
  readonly events: readonly WatchItem[]
  /** When all of it had come; every item has this time. */
  readonly at: Nanos
  /** A sentence why there are no Events, though there may be some: pods can be told without. */
  readonly withoutEvents?: string
}

export interface NoSnapshot {
  /** A sentence that can be shown. */
  readonly problem: string
  readonly ending: Ending
}

/** Lists pods and their Events, once. @returns what came, or why the pods could not be had; never rejects */
export async function snapshot(
  connection: Connection,
  scope: Scope,
  settings: PatientSettings,
  signal: AbortSignal,
): Promise<Snapshot | NoSnapshot> {
  const feeds = feedsFor(scope)
  const [pods, events] = await Promise.all([
    listAll(connection, feeds.pods, settings, signal),
    listAll(connection, feeds.events, settings, signal),
  ])
  const sentence = (ending: Ending, feed: Feed) => endingSentence(ending, feed, connection.server)
  if (pods.is === 'none') return { problem: sentence(pods.ending, feeds.pods), ending: pods.ending }
  const at = events.is === 'none' ? pods.at : later(pods.at, events.at)
  // What is no object is an item, too: it cannot be read, and is counted as that.
  const items = (watch: WatchItem['watch'], { objects, unreadable }: Everything): readonly WatchItem[] =>
    [...objects, ...unreadable].map((object) => ({ at, watch, type: 'ADDED', object, listed: true }))
  return {
    pods: items('pods', pods),
    events: events.is === 'none' ? [] : items('events', events),
    at,
    ...(events.is === 'none' && { withoutEvents: sentence(events.ending, feeds.events) }),
  }
}

/** Pods alone, as objects. @returns what came, or why they could not be had; never rejects */
export async function listPods(
  connection: Connection,
  scope: Scope,
  settings: PatientSettings,
  signal: AbortSignal,
): Promise<readonly object[] | NoSnapshot> {
  const feed = feedsFor(scope).pods
  const listed = await listAll(connection, feed, settings, signal)
  if (listed.is === 'listed') return listed.objects
  return { problem: endingSentence(listed.ending, feed, connection.server), ending: listed.ending }
}

/** What is listed, and watched, for a scope. */
export function feedsFor({ namespace = '', labelSelector, pod }: Scope): Readonly<Record<WatchItem['watch'], Feed>> {
  return {
    pods: {
      watch: 'pods',
      namespace,
      ...(labelSelector !== undefined && { labelSelector }),
      ...(pod !== undefined && { fieldSelector: `metadata.name=${pod}` }),
    },
    // By its name and not its UID: the kubelet's Events of a static pod carry another.
    events: { watch: 'events', namespace, ...(pod !== undefined && { fieldSelector: `involvedObject.name=${pod}` }) },
  }
}

/** Of all pages. */
interface Everything extends Pick<Page, 'objects' | 'unreadable' | 'at'> {
  readonly is: 'listed'
}

type Listed = Everything | { readonly is: 'none'; readonly ending: Ending }

/** A list whose later pages have expired is begun anew, once. */
async function listAll(
  connection: Connection,
  feed: Feed,
  settings: PatientSettings,
  signal: AbortSignal,
): Promise<Listed> {
  const first = await listPages(connection, feed, settings, signal)
  const hasExpired = first.is === 'none' && first.ending.is === 'expired'
  return hasExpired ? listPages(connection, feed, settings, signal) : first
}

async function listPages(
  connection: Connection,
  feed: Feed,
  settings: PatientSettings,
  signal: AbortSignal,
): Promise<Listed> {
  const objects: object[] = []
  const unreadable: string[] = []
  let from: string | undefined
  for (;;) {
    const page = await readPatiently(connection, feed, from, settings, signal)
    if (page.is === 'none') return page
    objects.push(...page.objects)
    unreadable.push(...page.unreadable)
    if (page.next === undefined) return { is: 'listed', objects, unreadable, at: page.at }
    from = page.next
  }
}

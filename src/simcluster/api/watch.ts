import type { ListOptions } from './list-options.ts'
import { inNamespace, type Target } from './list.ts'
import { RESOURCES, typed, type Json } from './resources.ts'
import type { Test } from './selector.ts'
import { expired, failure, tooLarge, type Status } from './status.ts'
import type { Change, Store, Stored } from './store.ts'

export interface WatchEvent {
  readonly type: string
  readonly object: unknown
}

/** How a watch begins: not at all, with an error for its only event, or as a stream. */
export type WatchBegin =
  | { readonly begin: 'refused'; readonly status: Status }
  | { readonly begin: 'failed'; readonly status: Status }
  | {
      readonly begin: 'streaming'
      /** The version after which changes are told, which may be one that is still to come. */
      readonly from: number
      /** What is told at once: the state there is, or the changes since. */
      readonly events: readonly WatchEvent[]
    }

/** Turns what was written into what one watch sees of it. */
export type View = (change: Change) => WatchEvent | undefined

export function beginWatch(store: Store, target: Target, options: ListOptions, view: View): WatchBegin {
  const now = store.version()
  const { cached } = RESOURCES[target.resource]
  if (!/^\d*$/.test(options.resourceVersion)) {
    const why = `strconv.ParseUint: parsing "${options.resourceVersion}": invalid syntax`
    const message = `resourceVersion: Invalid value: "${options.resourceVersion}": ${why}`
    return { begin: 'refused', status: failure(500, undefined, message) }
  }
  const asked = Number(options.resourceVersion)
  if (options.sendInitialEvents ?? asked === 0) {
    if (asked > now) return { begin: 'failed', status: tooLarge(asked, now, 1) }
    return withInitialEvents(store, target, options)
  }
  if (asked === 0) return { begin: 'streaming', from: now, events: [] }
  if (asked < store.oldest()) {
    const why = cached
      ? `too old resource version: ${asked} (${store.oldest()})`
      : 'The resourceVersion for the provided watch is too old.'
    return { begin: 'failed', status: expired(why) }
  }
  const events = store.changesAfter(target.resource, asked).flatMap((change) => view(change) ?? [])
  return { begin: 'streaming', from: asked, events }
}

function withInitialEvents(store: Store, target: Target, options: ListOptions): WatchBegin {
  const version = store.version()
  const events = inNamespace(store.list(target.resource), target)
    .filter(([, object]) => options.selects(object))
    .map(([, object]) => ({ type: 'ADDED', object: typed(target.resource, object) }))
  const told = options.sendInitialEvents === true && options.allowWatchBookmarks
  const end = told ? [bookmark(target, version, { 'k8s.io/initial-events-end': 'true' })] : []
  return { begin: 'streaming', from: version, events: [...events, ...end] }
}

/** How a change looks to one watch, if it sees any of it. */
export type Seen = 'ADDED' | 'MODIFIED' | 'DELETED'

/** An object that comes into a selection is ADDED, one that leaves it is DELETED. */
export function seenBy({ resource, namespace }: Target, selects: Test<Json>): (change: Change) => Seen | undefined {
  const sees = (object: Stored | undefined): object is Stored =>
    object !== undefined && (namespace === undefined || object.metadata.namespace === namespace) && selects(object)
  return (change) => {
    if (change.resource !== resource) return undefined
    if (sees(change.object)) return sees(change.previous) ? 'MODIFIED' : 'ADDED'
    return sees(change.previous) ? 'DELETED' : undefined
  }
}

/** What goes has its content of before, and the version of the write that made it go. */
export function eventOf({ resource, version, object, previous }: Change, type: Seen): WatchEvent {
  if (type !== 'DELETED' || previous === undefined) return { type, object: typed(resource, object ?? {}) }
  const metadata = { ...previous.metadata, resourceVersion: String(version) }
  return { type, object: typed(resource, { ...previous, metadata }) }
}

export function viewOf(target: Target, selects: Test<Json>): View {
  const seen = seenBy(target, selects)
  return (change) => {
    const type = seen(change)
    return type === undefined ? undefined : eventOf(change, type)
  }
}

export const bookmark = ({ resource }: Target, version: number, annotations?: Json): WatchEvent => ({
  type: 'BOOKMARK',
  object: typed(resource, {
    metadata: { resourceVersion: String(version), ...(annotations === undefined ? {} : { annotations }) },
    ...RESOURCES[resource].blank,
  }),
})

export const frame = (event: WatchEvent): string => `${JSON.stringify(event)}\n`

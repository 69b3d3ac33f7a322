import { readEvent } from './event.ts'
import { text } from './json.ts'
import { plus, seconds, type Nanos } from './nanos.ts'
import type { Arrival, Fact, Notice, Observation, PodUid } from './observation.ts'
import { readPod } from './pod.ts'

/** One thing that arrived on a watch. */
export interface WatchItem {
  readonly at: Nanos
  readonly watch: 'pods' | 'events'
  readonly type: string
  readonly object: unknown
  /** It came with a list, or before the watch's initial-events-end. */
  readonly listed: boolean
}

export interface Observed {
  readonly observations: readonly Observation[]
  readonly notices: readonly Notice[]
}

/**
 * Our own type, for a DELETED under a label selector of a pod that was not being deleted: it no longer matches, or was
 * deleted by force, and nothing tells which.
 */
export const LEFT = 'LEFT'

/** A pod that a list no longer has, as the item that says so. */
export const leftBy = (uid: PodUid, { at }: WatchItem): WatchItem => ({
  at,
  watch: 'pods',
  type: LEFT,
  object: { metadata: { uid } },
  listed: false,
})

const NOTHING: Observed = { observations: [], notices: [] }
const noticed = (kind: Notice['kind'], detail: string): Observed => ({ observations: [], notices: [{ kind, detail }] })

/**
 * What a watch item tells. Never throws: what cannot be read is a notice.
 *
 * @param prefix of our own annotations, without the slash
 */
export function observe(item: WatchItem, prefix?: string): Observed {
  switch (item.type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return item.watch === 'pods' ? observePod(item, prefix) : observeEvent(item)
    case LEFT:
      return observeLeft(item)
    case 'BOOKMARK':
      return NOTHING
    case 'ERROR':
      return noticed('watch_error', text(item.object, 'message') ?? text(item.object, 'reason') ?? 'no message')
    default:
      return noticed('unknown_watch_type', item.type)
  }
}

function observePod(item: WatchItem, prefix: string | undefined): Observed {
  const uid = text(item.object, 'metadata', 'uid') as PodUid | undefined
  if (uid === undefined) return noticed('malformed_pod', 'a pod without a UID')
  const { facts, notices } = readPod(item.object, prefix)
  const all: readonly Fact[] = item.type === 'DELETED' && facts.length > 0 ? [...facts, { kind: 'removed' }] : facts
  const created = facts.find((fact) => fact.kind === 'pod')?.createdAt
  const arrival = arrivalOf(item, created)
  return { observations: all.map((fact) => ({ uid, arrival, fact })), notices }
}

function observeLeft({ object, at }: WatchItem): Observed {
  const uid = text(object, 'metadata', 'uid') as PodUid | undefined
  if (uid === undefined) return noticed('malformed_pod', 'a pod without a UID')
  return { observations: [{ uid, arrival: { at, how: 'changed' }, fact: { kind: 'vanished' } }], notices: [] }
}

function observeEvent(item: WatchItem): Observed {
  // The API server forgets Events after an hour: that an Event is gone says nothing of the pod.
  if (item.type === 'DELETED') return NOTHING
  const read = readEvent(item.object)
  if (read.is === 'skipped') return { observations: [], notices: [read.notice] }
  return { observations: [{ uid: read.uid, arrival: arrivalOf(item), fact: read.fact }], notices: read.notices }
}

const arrivalOf = (item: WatchItem, createdAt?: Nanos): Arrival => ({
  at: item.at,
  how: item.listed || isOld(item, createdAt) ? 'listed' : item.type === 'ADDED' ? 'added' : 'changed',
})

/** Longer than a create can take: the API server ends a request after 60 s. */
export const CREATE_CALL = seconds(60)

/**
 * Servers before WatchList, and watches by label, send an ADDED for what has long been there: then the kubelet has
 * written to it. The time alone does not tell: the API server's clock may be slow.
 */
const isOld = ({ type, at, object }: WatchItem, createdAt: Nanos | undefined): boolean =>
  type === 'ADDED' &&
  createdAt !== undefined &&
  at > plus(createdAt, CREATE_CALL) &&
  text(object, 'status', 'startTime') !== undefined

import type { ServerResponse } from 'node:http'
import type { Nanos } from '../../observe/nanos.ts'
import type { ListOptions } from './list-options.ts'
import type { Target } from './list.ts'
import type { ApiParts, Timing } from './parts.ts'
import { metadataOf, without } from './metadata.ts'
import { RESOURCES, type Json } from './resources.ts'
import { commonHeaders, JSON_TYPE } from './respond.ts'
import type { Status } from './status.ts'
import type { Change } from './store.ts'
import { tableOf, type Format } from './table.ts'
import { beginWatch, bookmark, eventOf, frame, seenBy, viewOf, type Seen, type WatchEvent } from './watch.ts'

/** Who does not read is parted with, before all memory is full of what waits for it. */
const MOST_WAITING_BYTES = 64 * 1_024 * 1_024

export interface WatchRequest {
  readonly target: Target
  readonly options: ListOptions
  readonly format: Format
}

/**
 * Streams what is written from now on, or from a version on, until the client goes or the time is over.
 *
 * @param lineOf shared by all watches; see watch-frames.ts
 * @returns why it did not begin
 */
export function watch(
  parts: ApiParts,
  response: ServerResponse,
  { target, options, format }: WatchRequest,
  lineOf: (change: Change, type: Seen) => Buffer,
): Status | undefined {
  const { store, timing, creation } = parts
  const begin = beginWatch(store, target, options, viewOf(target, options.selects))
  if (begin.begin === 'refused') return begin.status
  response.writeHead(200, { ...commonHeaders(), ...JSON_TYPE })
  response.flushHeaders()
  if (begin.begin === 'failed') {
    response.end(frame({ type: 'ERROR', object: begin.status }))
    return undefined
  }
  const shown = format.as === 'json' ? frame : tableFrames(target, format, () => creation.now())
  const send = (line: Buffer | string): void => {
    response.write(line)
    if (response.writableLength > MOST_WAITING_BYTES) response.destroy()
  }
  for (const event of begin.events) send(shown(event))

  const seen = seenBy(target, options.selects)
  const unsubscribe = store.onChange((change) => {
    const type = change.version > begin.from ? seen(change) : undefined
    if (type !== undefined) send(format.as === 'json' ? lineOf(change, type) : shown(eventOf(change, type)))
  })
  const mark = (): void => send(shown(bookmark(target, Math.max(begin.from, store.version()))))
  const timers = timersOf(target, options, timing, mark, () => response.end())
  response.once('close', () => {
    unsubscribe()
    timers.forEach(clearTimeout)
  })
  return undefined
}

const LAST_BOOKMARK_MS = 2_000

/** Bookmarks now and then, one shortly before the end, and the end. */
function timersOf({ resource }: Target, options: ListOptions, timing: Timing, mark: () => void, end: () => void) {
  const [least, most] = timing.watchEndsMs
  const { timeoutSeconds } = options
  const endsMs = timeoutSeconds > 0 ? timeoutSeconds * 1_000 : least + Math.random() * (most - least)
  const isMarked = options.allowWatchBookmarks && RESOURCES[resource].cached
  return [
    setTimeout(end, Math.min(endsMs, LONGEST_MS)),
    ...(isMarked ? [setInterval(mark, timing.bookmarkEveryMs)] : []),
    ...(isMarked && endsMs > LAST_BOOKMARK_MS
      ? [setTimeout(mark, Math.min(endsMs, LONGEST_MS) - LAST_BOOKMARK_MS)]
      : []),
  ]
}

/** A timer takes no longer ones. */
const LONGEST_MS = 2_147_483_647

/** Each event carries a table of one row; only the first says what its columns are. */
function tableFrames({ resource }: Target, format: Extract<Format, { readonly as: 'table' }>, now: () => Nanos) {
  let isFirst = true
  return ({ type, object }: WatchEvent): string => {
    const content = without(object as Json, 'kind', 'apiVersion')
    const { resourceVersion, annotations } = metadataOf(content)
    const metadata = { resourceVersion, ...(type === 'BOOKMARK' && annotations !== undefined ? { annotations } : {}) }
    const table = tableOf(resource, type === 'BOOKMARK' ? [] : [content], metadata, format, now())
    const shown = isFirst ? table : { ...table, columnDefinitions: null }
    isFirst = false
    return frame({ type, object: shown })
  }
}

import { z } from 'zod'
import type { WatchItem } from '../observe/observe.ts'
import { formatTimestamp, parseTimestamp } from '../observe/timestamp.ts'
import { isFields } from '../observe/json.ts'
import { redacted } from './redact.ts'
import { blindSince, catchUp, endsList, type CatchUp } from '../observe/bookmark.ts'

const LINE = z.object({
  at: z.string().refine((text) => parseTimestamp(text) !== undefined, 'is no RFC 3339 time'),
  watch: z.enum(['pods', 'events']),
  type: z.string(),
  object: z.record(z.string(), z.unknown()),
})

export type ParsedLine =
  { readonly ok: true; readonly item: WatchItem } | { readonly ok: false; readonly expected: string }

/** An item as a line of a recording, without what may be secret. */
export const toLine = ({ at, watch, type, object }: WatchItem): string =>
  `${JSON.stringify({ at: formatTimestamp(at), watch, type, object: isFields(object) ? redacted(object) : {} })}\n`

const SHAPE = '{"at": "<RFC 3339 time>", "watch": "pods" or "events", "type": "ADDED", …, "object": {…}}'

/** One line of a recording. Whether it came with a list is not in the line: see {@link markListed}. */
export function parseLine(line: string): ParsedLine {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return { ok: false, expected: `a line of JSON like ${SHAPE}; this is none (is the file cut off?)` }
  }
  const parsed = LINE.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue === undefined || issue.path.length === 0 ? 'the line' : `"${issue.path.join('.')}"`
    return { ok: false, expected: `${SHAPE}; ${where}: ${issue?.message ?? 'does not fit'}` }
  }
  const { at, watch, type, object } = parsed.data
  const time = parseTimestamp(at)
  return time === undefined
    ? { ok: false, expected: SHAPE }
    : { ok: true, item: { at: time, watch, type, object, listed: false } }
}

/**
 * Marks what a watch sent before the end of its initial events, at the beginning and after each of its errors, and what
 * it had missed in an interruption. A recording without that bookmark began with a watch from a resource version: there
 * nothing was listed.
 */
export function markListed(items: readonly WatchItem[]): readonly WatchItem[] {
  const listed = new Set<WatchItem>()
  for (const watch of ['pods', 'events'] as const) {
    const own = items.filter((item) => item.watch === watch)
    for (const item of [...inLists(own), ...afterInterruptions(own)]) listed.add(item)
  }
  return items.map((item) => (listed.has(item) ? { ...item, listed: true } : item))
}

/** What lists brought: up to their ends, or up to where they broke off and were begun again. */
function inLists(items: readonly WatchItem[]): readonly WatchItem[] {
  let since = 0
  // At the beginning it may be a list; after an error it is one.
  let isOpen = true
  return items.flatMap((item, i) => {
    const isEnd = endsList(item)
    if (item.type !== 'ERROR' && !isEnd) return []
    const part = items.slice(since, i)
    // A first list that broke off is nothing but ADDED; a watch from a version would hardly be.
    const isList = isEnd || (isOpen && part.every(({ type }) => type === 'ADDED' || type === 'ERROR'))
    since = isEnd ? i + 1 : i
    isOpen = !isEnd
    return isList ? part.filter(({ type }) => type === 'ADDED') : []
  })
}

function afterInterruptions(items: readonly WatchItem[]): readonly WatchItem[] {
  let late: CatchUp | undefined
  return items.filter((item) => {
    if (item.type === 'ERROR' || endsList(item)) late = undefined
    else if (item.type !== 'BOOKMARK') late = late === undefined ? undefined : catchUp(late, item.at)
    else if (blindSince(item) !== undefined) late = { since: item.at, last: item.at }
    return item.type !== 'BOOKMARK' && late !== undefined
  })
}

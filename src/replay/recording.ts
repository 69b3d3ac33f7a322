import { z } from 'zod'
import type { WatchItem } from '../observe/observe.ts'
import { parseTimestamp } from '../observe/timestamp.ts'
import { endsList } from './gaps.ts'

const LINE = z.object({
  at: z.string().refine((text) => parseTimestamp(text) !== undefined, 'is no RFC 3339 time'),
  watch: z.enum(['pods', 'events']),
  type: z.string(),
  object: z.record(z.string(), z.unknown()),
})

export type ParsedLine =
  { readonly ok: true; readonly item: WatchItem } | { readonly ok: false; readonly expected: string }

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
 * Marks what a watch sent before the end of its initial events, at the beginning and after each of its errors.
 * A recording without that bookmark began with a watch from a resource version: there nothing was listed.
 */
export function markListed(items: readonly WatchItem[]): readonly WatchItem[] {
  const marked = [...items]
  for (const watch of ['pods', 'events'] as const) {
    let since = 0
    for (const [i, item] of items.entries()) {
      if (item.watch !== watch) continue
      if (item.type === 'ERROR') since = i
      if (!endsList(item)) continue
      for (let k = since; k < i; k += 1) {
        const one = marked[k]
        if (one?.watch === watch && one.type === 'ADDED') marked[k] = { ...one, listed: true }
      }
      since = i + 1
    }
  }
  return marked
}

import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { WatchItem } from '../observe/observe.ts'
import { markListed, parseLine } from '../replay/recording.ts'

export interface RecordingFile {
  /** In order of arrival, up to the first line that could not be read. */
  readonly items: readonly WatchItem[]
  /** `FILE:LINE: expected …`, or why the file could not be opened. */
  readonly problem?: string
}

/** Reads a recording; what came before a bad line is kept. */
export async function readRecording(path: string, onLine: (line: number) => void): Promise<RecordingFile> {
  const items: WatchItem[] = []
  let number = 0
  const input = createReadStream(path, 'utf8')
  // A stream error does not end the loop over its lines by itself.
  const failed = new Promise<Error>((resolve) => input.once('error', resolve))
  const opened = await Promise.race([
    failed,
    new Promise<undefined>((resolve) => input.once('open', () => resolve(undefined))),
  ])
  if (opened !== undefined) return { items: [], problem: openError(path, opened) }
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1
    onLine(number)
    if (line.trim() === '') continue
    const parsed = parseLine(line)
    if (!parsed.ok) return { items: markListed(items), problem: `${path}:${number}: expected ${parsed.expected}` }
    items.push(parsed.item)
  }
  if (items.length === 0)
    return { items, problem: `${path}:1: expected a recording, one watch item a line; the file is empty` }
  return { items: markListed(items) }
}

function openError(path: string, error: Error): string {
  const code = 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return `${path}: no such file`
  if (code === 'EISDIR') return `${path}: is a directory; name the recordings in it`
  return `${path}: ${error.message}`
}

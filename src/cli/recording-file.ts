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

/** Reads a recording; what came before a bad line, or before `signal`, is kept. */
export async function readRecording(
  path: string,
  onLine: (line: number) => void = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<RecordingFile> {
  const items: WatchItem[] = []
  const input = createReadStream(path, 'utf8')
  let number = 0
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity, signal })) {
      number += 1
      onLine(number)
      if (line.trim() === '') continue
      const parsed = parseLine(line)
      if (!parsed.ok) return { items: markListed(items), problem: `${path}:${number}: expected ${parsed.expected}` }
      items.push(parsed.item)
    }
  } catch (error) {
    return { items: markListed(items), problem: readError(path, error) }
  } finally {
    // A pipe that goes on after a bad line would keep the process alive.
    input.destroy()
  }
  if (items.length === 0 && !signal.aborted)
    return { items, problem: `${path}:1: expected a recording, one watch item a line; the file is empty` }
  return { items: markListed(items) }
}

function readError(path: string, error: unknown): string {
  // What is no error of the file system is a bug.
  if (!(error instanceof Error && 'syscall' in error)) throw error
  const code = 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return `${path}: no such file`
  if (code === 'EISDIR') return `${path}: is a directory; name the recordings in it`
  return `${path}: ${error.message}`
}

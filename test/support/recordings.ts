import { readdirSync, readFileSync } from 'node:fs'
import type { WatchItem } from '../../src/observe/observe.ts'
import { markListed, parseLine } from '../../src/replay/recording.ts'

export const RECORDINGS = new URL('../recordings/', import.meta.url)

/** Names of all recordings, such as `cold-pull` and `v1.34/cold-pull`. */
export const recordingNames: readonly string[] = ['', 'v1.34/'].flatMap((folder) =>
  readdirSync(new URL(folder, RECORDINGS))
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => folder + file.replace(/\.jsonl$/, ''))
    .sort(),
)

export function readItems(name: string): readonly WatchItem[] {
  const lines = readFileSync(new URL(`${name}.jsonl`, RECORDINGS), 'utf8')
    .trim()
    .split('\n')
  const items = lines.map((line) => {
    const parsed = parseLine(line)
    if (!parsed.ok) throw new Error(`${name}: expected ${parsed.expected}`)
    return parsed.item
  })
  return markListed(items)
}

/**
 * Heap that startups take: while they are under way in the tracker, and as traces that wait for the collector. The recordings
 * are of one pod each, told again for many. Arguments: how many pods, by default 5500.
 */
import { readFileSync } from 'node:fs'
import { parseLine } from '../src/replay/recording.ts'
import { replay } from '../src/replay/replay.ts'
import { toReadableSpan } from '../src/telemetry/readable-span.ts'
import { createResources } from '../src/telemetry/resource.ts'
import { spansOf } from '../src/telemetry/spans.ts'
import { createTracker } from '../src/tracker/tracker.ts'
import { heapInUse } from '../test/support/heap.ts'
import { number, table } from './figures/table.ts'

const RECORDINGS = ['cold-pull', 'twelve-containers']
const count = Number(process.argv[2] ?? 5_500)

/** The recording with another UID for its pod, as it came over the wire. */
function itemsOf(name: string) {
  const text = readFileSync(new URL(`../test/recordings/${name}.jsonl`, import.meta.url), 'utf8').trim()
  const [uid = ''] = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/.exec(text) ?? []
  return (i: number) =>
    text
      .replaceAll(uid, uid.slice(0, -8) + String(i).padStart(8, '0'))
      .split('\n')
      .map(parseLine)
      .flatMap((line) => (line.ok ? [line.item] : []))
}

/** In MB. */
function heapOf<T>(make: (i: number) => T): { readonly mb: number; readonly all: readonly T[] } {
  const before = heapInUse()
  const all = Array.from({ length: count }, (_, i) => make(i))
  return { mb: (heapInUse() - before) / 1e6, all }
}

function measure(name: string): readonly string[] {
  const items = itemsOf(name)
  const tracker = createTracker()
  const { mb: underWay } = heapOf((i) => items(i).forEach((item) => tracker.feed(item)))
  const tracked = tracker.pods
  const resources = createResources({ clusterName: 'bench', extra: {} })
  const { mb: waiting, all } = heapOf((i) =>
    replay(items(i)).startups.flatMap((startup) =>
      spansOf(startup, { mode: 'link' }).map((one) => toReadableSpan(one, resources)),
    ),
  )
  return [name, String(tracked), number(underWay), String(all.flat().length), number(waiting)]
}

console.log(table('recording', ['pods under way', 'MB', 'spans that wait', 'MB'], RECORDINGS.map(measure)))

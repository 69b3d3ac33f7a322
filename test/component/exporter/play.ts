import { setTimeout as sleep } from 'node:timers/promises'
import { earlier, millis, minus, nanos, plus, seconds, toMillis, type Nanos } from '../../../src/observe/nanos.ts'
import { formatTimestamp, parseTimestamp } from '../../../src/observe/timestamp.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { text } from '../../../src/observe/json.ts'
import type { ApiServer } from '../../support/apiserver/apiserver.ts'
import { EPOCH, type Story } from '../../support/story.ts'

const wallClock = (): Nanos => millis(Date.now())

/** What happens to pods: a story, or the items of a recording. */
export interface Life {
  readonly items: readonly WatchItem[]
}

/** From a story's time to ours, in whole seconds, as Kubernetes writes its times: it begins within a second. */
function untilNow(items: readonly WatchItem[]): Nanos {
  const first = items.map(({ at }) => at).reduce(earlier, wallClock())
  return nanos((minus(wallClock(), first) / seconds(1) + 1n) * seconds(1))
}

/** `by` later, with every time that is written in it; an Event's time is in its name, too. */
function shifted(object: unknown, by: Nanos): unknown {
  const json = JSON.stringify(object)
    .replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, (quoted) => {
      const time = parseTimestamp(quoted.slice(1, -1))
      return time === undefined ? quoted : `"${formatTimestamp(plus(time, by))}"`
    })
    .replaceAll(/(?<="name":"[^"]*\.)[0-9a-f]{16}(?=")/g, (hex) => (BigInt(`0x${hex}`) + by).toString(16))
  return JSON.parse(json)
}

const inOrder = (lives: readonly Life[]): readonly WatchItem[] =>
  lives
    .flatMap(({ items }) => items)
    .filter(({ type }) => type !== 'BOOKMARK')
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))

const later = (items: readonly WatchItem[], by: Nanos): readonly WatchItem[] =>
  items.map((item) => ({ ...item, at: plus(item.at, by), object: shifted(item.object, by) }))

function write(server: ApiServer, { watch, type, object }: WatchItem): void {
  if (type === 'DELETED')
    server[watch].remove(text(object, 'metadata', 'namespace') ?? '', text(object, 'metadata', 'name') ?? '')
  else server[watch].put(object)
}

/**
 * Writes what happens, each thing at its time, beginning now.
 *
 * @returns what was told, when the last is written: each with the time at which it was, which may be late on a busy machine
 */
export async function play(server: ApiServer, ...lives: readonly Life[]): Promise<readonly WatchItem[]> {
  const told = inOrder(lives)
  const items = later(told, untilNow(told))
  const written: WatchItem[] = []
  for (const item of items) {
    const wait = toMillis(minus(item.at, wallClock()))
    if (wait > 0) await sleep(wait)
    written.push({ ...item, at: wallClock() })
    write(server, item)
  }
  return written
}

/** Writes what stories told some seconds ago: what is left of it. */
export function tell(server: ApiServer, secondsAgo: number, ...stories: readonly Story[]): void {
  const since = nanos((minus(wallClock(), EPOCH) / seconds(1) + 1n) * seconds(1))
  for (const item of later(inOrder(stories), minus(since, seconds(secondsAgo)))) write(server, item)
}

import { setTimeout as sleep } from 'node:timers/promises'
import { millis, minus, nanos, plus, seconds, toMillis, type Nanos } from '../../../src/observe/nanos.ts'
import { formatTimestamp, parseTimestamp } from '../../../src/observe/timestamp.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { text } from '../../../src/observe/json.ts'
import type { ApiServer } from '../../support/apiserver/apiserver.ts'
import { EPOCH, type Story } from '../../support/story.ts'

const wallClock = (): Nanos => millis(Date.now())

/** From a story's time to ours, in whole seconds, as Kubernetes writes its times: the story begins within a second. */
function untilNow(): Nanos {
  const toNow = minus(wallClock(), EPOCH)
  return nanos((toNow / seconds(1) + 1n) * seconds(1))
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

const inOrder = (stories: readonly Story[]): readonly WatchItem[] =>
  stories.flatMap(({ items }) => items).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))

const later = (stories: readonly Story[], by: Nanos): readonly WatchItem[] =>
  inOrder(stories).map((item) => ({ ...item, at: plus(item.at, by), object: shifted(item.object, by) }))

function write(server: ApiServer, { watch, type, object }: WatchItem): void {
  if (type === 'DELETED')
    server[watch].remove(text(object, 'metadata', 'namespace') ?? '', text(object, 'metadata', 'name') ?? '')
  else server[watch].put(object)
}

/**
 * Writes what stories tell, each thing at its time, beginning now.
 *
 * @returns what was told, when the last is written
 */
export async function play(server: ApiServer, ...stories: readonly Story[]): Promise<readonly WatchItem[]> {
  const items = later(stories, untilNow())
  for (const item of items) {
    const wait = toMillis(minus(item.at, wallClock()))
    if (wait > 0) await sleep(wait)
    write(server, item)
  }
  return items
}

/** Writes what stories told some seconds ago: what is left of it. */
export function tell(server: ApiServer, secondsAgo: number, ...stories: readonly Story[]): void {
  for (const item of later(stories, minus(untilNow(), seconds(secondsAgo)))) write(server, item)
}

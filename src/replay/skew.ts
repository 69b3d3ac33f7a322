import { clockOfEvent } from '../observe/event.ts'
import { TIMED_NAME } from '../observe/event-name.ts'
import { parseGoDuration } from '../observe/go-duration.ts'
import { at, list, text } from '../observe/json.ts'
import { nanos, plus, type Nanos } from '../observe/nanos.ts'
import { APISERVER, CONTROLLERS, EXPORTER, nodeClock, SCHEDULER, WEBHOOK, type Clock } from '../observe/observation.ts'
import type { WatchItem } from '../observe/observe.ts'
import { clockOfCondition } from '../observe/pod.ts'
import { DEFAULT_PREFIX } from '../observe/annotation-keys.ts'
import { formatTimestamp, parseTimestamp } from '../observe/timestamp.ts'

/** By how much each clock is set forward. */
export type Skew = ReadonlyMap<Clock, Nanos>

const NAMED = new Map([WEBHOOK, APISERVER, SCHEDULER, CONTROLLERS, EXPORTER].map((clock) => [clock as string, clock]))
const PART = /^(?<name>[^=]+)=(?<sign>[+-]?)(?<duration>.+)$/

/**
 * Reads `node-1=+2s,scheduler=-500ms`: the names of clocks, any other is a node's.
 * @returns undefined when it cannot be read
 */
export function parseSkew(value: string): Skew | undefined {
  const skew = new Map<Clock, Nanos>()
  for (const part of value.split(',')) {
    const { name, sign, duration } = PART.exec(part.trim())?.groups ?? {}
    const by = parseGoDuration(duration ?? '')
    if (name === undefined || by === undefined) return undefined
    skew.set(NAMED.get(name) ?? nodeClock(name), sign === '-' ? nanos(-by) : by)
  }
  return skew
}

/** The nodes in the skew that no item tells of: mistyped, most likely. */
export function nodesWithout(skew: Skew, items: readonly WatchItem[]): readonly string[] {
  const asked = [...skew.keys()].filter((clock) => !NAMED.has(clock))
  const known = new Set<Clock>(
    items.map(({ watch, object }) =>
      watch === 'events' ? clockOfEvent(object) : nodeClock(text(object, 'spec', 'nodeName') ?? ''),
    ),
  )
  return asked.filter((clock) => !known.has(clock)).map((clock) => clock.slice(nodeClock('').length))
}

type Shift = (path: readonly string[], value: string) => string | undefined

/**
 * The item as it would have been with clocks set off. A field that is cut to seconds keeps its fraction: it stands
 * for the second after it, shifted like everything else of its clock.
 *
 * @param prefix of podstart's own annotations
 */
export function skewed(item: WatchItem, skew: Skew, prefix: string = DEFAULT_PREFIX): WatchItem {
  const shift: ShiftOf = (clock, time) => {
    const by = skew.get(clock)
    const instant = parseTimestamp(time)
    // The kubelet writes 1970-01-01T00:00:00Z for "never": no clock showed that.
    return by === undefined || instant === undefined || instant === 0n ? time : formatTimestamp(plus(instant, by))
  }
  const by = skew.get(EXPORTER)
  const object = item.watch === 'pods' ? skewPod(item.object, shift, prefix) : skewEvent(item.object, skew, shift)
  return { ...item, object, at: by === undefined ? item.at : plus(item.at, by) }
}

type ShiftOf = (clock: Clock, time: string) => string

function skewPod(pod: unknown, shift: ShiftOf, prefix: string): unknown {
  const name = text(pod, 'spec', 'nodeName')
  const node = nodeClock(name ?? '')
  return mapTexts(pod, (path, value) => {
    const [top, key, index] = path
    const last = path.at(-1) ?? ''
    if (top === 'metadata' && (last === 'creationTimestamp' || last === 'deletionTimestamp'))
      return shift(APISERVER, value)
    if (key === 'annotations' && last === `${prefix}/admitted-at`) return shift(WEBHOOK, value)
    if (top !== 'status') return undefined
    if (last === 'lastTransitionTime')
      return shift(clockAt(list(pod, 'status', 'conditions')[Number(index)], name), value)
    return ['startTime', 'startedAt', 'finishedAt'].includes(last) ? shift(node, value) : undefined
  })
}

const clockAt = (condition: unknown, node: string | undefined): Clock =>
  clockOfCondition(text(condition, 'type') ?? '', text(condition, 'status') ?? '', node)

function skewEvent(event: unknown, skew: Skew, shift: ShiftOf): unknown {
  const clock = clockOfEvent(event)
  const by = skew.get(clock)
  return mapTexts(event, (path, value) => {
    const last = path.at(-1) ?? ''
    if (path[0] === 'metadata') {
      if (path.length === 2 && last === 'creationTimestamp') return shift(APISERVER, value)
      return path.length === 2 && last === 'name' && by !== undefined ? renamed(value, by) : undefined
    }
    const isTime = ['firstTimestamp', 'lastTimestamp', 'eventTime', 'lastObservedTime'].includes(last)
    return isTime ? shift(clock, value) : undefined
  })
}

/** An Event's name ends with the time at which it was made, in hexadecimal nanoseconds. */
const renamed = (name: string, by: Nanos): string =>
  name.replace(TIMED_NAME, (_, head: string, hex: string) => head + (BigInt(`0x${hex}`) + by).toString(16))

const DEEPEST = 64

/** A copy with some of its texts replaced; `undefined` leaves one as it is. */
function mapTexts(value: unknown, replace: Shift, path: readonly string[] = []): unknown {
  if (typeof value === 'string') return replace(path, value) ?? value
  if (Array.isArray(value)) return value.map((one, i) => mapTexts(one, replace, [...path, String(i)]))
  // No Kubernetes object is that deep, and no time of ours lies there.
  if (typeof value !== 'object' || value === null || path.length > DEEPEST) return value
  return Object.fromEntries(Object.keys(value).map((key) => [key, mapTexts(at(value, key), replace, [...path, key])]))
}

import { list, text, whole } from '../../../src/observe/json.ts'
import { MILLISECOND, minus, nanos, SECOND, seconds, type Nanos } from '../../../src/observe/nanos.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { parseTimestamp } from '../../../src/observe/timestamp.ts'
import { isBeside } from './event.ts'
import { toldAt } from './order.ts'
import { condition, containersOf, type PodStory } from './story.ts'

/** What no real cluster does, whatever chance decides: none of the recordings has any. */
export const odditiesOf = (story: PodStory): readonly string[] => [
  ...eachPair(story.pods, podOddities),
  ...story.pods.flatMap((item) => timeOddities(item)),
  ...story.events.flatMap((item) => eventOddities(item)),
  ...repeats(story.events),
  ...eachPair(
    story.events.filter(({ type, object }) => type === 'ADDED' && !isBeside(object)),
    (before, after) =>
      odd((toldAt(before.object) ?? 0n) > (toldAt(after.object) ?? 0n), after, 'is older than the one before'),
  ),
]

/** Of a whole watch: its versions grow, and it begins with the end of its list. */
export function watchOddities(items: readonly WatchItem[], watch: WatchItem['watch']): readonly string[] {
  const own = items.filter((item) => item.watch === watch)
  return eachPair(own, (before, after) => [
    ...odd(version(before) > version(after), after, `has an older resourceVersion than what came before it`),
    ...odd(before.at > after.at, after, 'arrived before what came before it'),
  ])
}

const version = ({ object }: WatchItem): bigint => BigInt(text(object, 'metadata', 'resourceVersion') ?? '0')

const odd = (is: boolean, { watch, object }: WatchItem, what: string): readonly string[] =>
  is ? [`odd: ${watch === 'pods' ? 'a status' : (text(object, 'reason') ?? 'an Event')} ${what}`] : []

const eachPair = (
  items: readonly WatchItem[],
  find: (before: WatchItem, after: WatchItem) => readonly string[],
): readonly string[] => items.slice(1).flatMap((after, i) => find(items[i] ?? after, after))

const KEPT = ['uid', 'creationTimestamp', 'name', 'namespace'] as const

function podOddities(before: WatchItem, after: WatchItem): readonly string[] {
  const moved = conditionTypes(after).filter((type) => {
    const [was, is] = [condition(before.object, type), condition(after.object, type)]
    const hasMoved = text(was, 'lastTransitionTime') !== text(is, 'lastTransitionTime')
    return was !== undefined && hasMoved && text(was, 'status') === text(is, 'status')
  })
  return [
    ...moved.flatMap((type) => odd(true, after, `moved the time of ${type}, which did not change`)),
    ...changedLate(before, after),
    ...KEPT.flatMap((key) =>
      odd(text(before.object, 'metadata', key) !== text(after.object, 'metadata', key), after, `changed the ${key}`),
    ),
  ]
}

const conditionTypes = ({ object }: WatchItem) =>
  list(object, 'status', 'conditions').map((one) => text(one, 'type') ?? '')

/** A change is written within a second or two of its time. */
const WRITTEN_WITHIN = seconds(3)

function changedLate(before: WatchItem, after: WatchItem): readonly string[] {
  return conditionTypes(after).flatMap((type) => {
    const [was, is] = [condition(before.object, type), condition(after.object, type)]
    const time = parseTimestamp(text(is, 'lastTransitionTime'))
    const hasChanged = text(was, 'status') !== text(is, 'status')
    const isLate = hasChanged && time !== undefined && minus(after.at, time) > WRITTEN_WITHIN
    return odd(isLate, after, `tells of ${type} long after it changed`)
  })
}

function timeOddities(item: WatchItem): readonly string[] {
  const times = [
    ...list(item.object, 'status', 'conditions').map((one) => text(one, 'lastTransitionTime')),
    text(item.object, 'metadata', 'creationTimestamp'),
    text(item.object, 'status', 'startTime'),
    ...containersOf(item.object).flatMap((one) => [
      text(one, 'state', 'running', 'startedAt'),
      text(one, 'state', 'terminated', 'finishedAt'),
    ]),
  ]
  return times.flatMap((time) => {
    const told = parseTimestamp(time)
    return odd(told !== undefined && told > item.at, item, 'has a time after its arrival')
  })
}

function eventOddities(item: WatchItem): readonly string[] {
  const { object } = item
  const [exact, precise] = [toldAt(object), parseTimestamp(text(object, 'eventTime'))]
  const [first, last] = ['firstTimestamp', 'lastTimestamp'].map((key) => parseTimestamp(text(object, key)))
  const count = whole(object, 'count')
  return [
    ...odd(exact === undefined, item, 'has no time in its name'),
    ...odd(
      exact !== undefined && first !== undefined && second(exact) !== first,
      item,
      'has another second in its name',
    ),
    ...odd(isApart(exact, precise), item, 'has another time in its name'),
    ...odd(exact !== undefined && exact > item.at, item, 'was told after it arrived'),
    ...odd(last !== undefined && last > item.at, item, 'has a time after its arrival'),
    ...odd(item.type === 'ADDED' && count !== undefined && count !== 1, item, 'does not begin at 1'),
  ]
}

const second = (time: Nanos): Nanos => nanos(time - (time % SECOND))

/** The scheduler looks at its clock twice: for the time of the Event, and at once for its name. */
const isApart = (named: Nanos | undefined, told: Nanos | undefined): boolean =>
  named !== undefined && told !== undefined && (named < told || minus(named, told) > MILLISECOND)

const REPEATED = ['count', 'lastTimestamp', 'metadata']

/** A repeat changes the count, by one, and the last time, and nothing else. */
const repeats = (events: readonly WatchItem[]): readonly string[] =>
  [...Map.groupBy(events, ({ object }) => text(object, 'metadata', 'name')).values()].flatMap((own) =>
    eachPair(own, (before, after) => [
      ...odd(
        whole(after.object, 'count') !== (whole(before.object, 'count') ?? 0) + 1,
        after,
        'is not counted on by one',
      ),
      ...odd(after.type !== 'MODIFIED' || rest(before) !== rest(after), after, 'changed more than its count'),
    ]),
  )

const rest = ({ object }: WatchItem): string =>
  JSON.stringify(Object.entries(object as object).filter(([key]) => !REPEATED.includes(key)))

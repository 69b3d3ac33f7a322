import type { WatchItem } from '../../src/observe/observe.ts'
import { endsList } from '../../src/observe/bookmark.ts'
import { collapsed } from './shape/collapse.ts'
import { eventLine, fieldsOf, formOf, isBeside } from './shape/event.ts'
import { masked } from './shape/mask.ts'
import { odditiesOf, watchOddities } from './shape/oddities.ts'
import { orderLines } from './shape/order.ts'
import { changes, factsOf, type Facts } from './shape/pod.ts'
import { namesOf, storiesOf, type PodStory } from './shape/story.ts'

/**
 * What two watches brought, as lines of text, without what chance decides: the same for a scenario each time it is
 * recorded. README.md tells what is left out, and why.
 */
export function shapeOf(items: readonly WatchItem[]): readonly string[] {
  const names = namesOf(items)
  const stories = storiesOf(items)
  const kinds = new Set(stories.flatMap(({ events }) => events.map(({ object }) => fieldsOf(object))))
  return [
    ...(['pods', 'events'] as const).flatMap((watch) => watchLines(items, watch)),
    ...[...kinds].sort(),
    ...counted(stories.map((story) => podLines(story, names))),
  ]
}

const watchLines = (items: readonly WatchItem[], watch: WatchItem['watch']): readonly string[] => {
  const [first] = items.filter((item) => item.watch === watch)
  const begins = first !== undefined && endsList(first) ? 'the end of its initial events' : first?.type
  return [`watch of ${watch} begins with ${begins}`, ...watchOddities(items, watch)]
}

/** Pods that do the same stand there once, with their number. */
function counted(pods: readonly (readonly string[])[]): readonly string[] {
  const same = Map.groupBy(pods, (lines) => lines.join('\n'))
  const sorted = [...same.values()].sort(([a], [b]) => ((a?.join() ?? '') < (b?.join() ?? '') ? -1 : 1))
  return sorted.flatMap((alike) => [`${alike.length} × ${alike[0]?.[0]}`, ...(alike[0]?.slice(1) ?? [])])
}

function podLines(story: PodStory, names: ReadonlyMap<string, string>): readonly string[] {
  const line = ({ object }: WatchItem) => `${formOf(object)}\n${eventLine(object, names)}`
  const [beside, main] = [story.events.filter(isUnordered), story.events.filter((item) => !isUnordered(item))]
  return [
    masked(`pod ${story.namespace}/${story.name}`, names),
    ' statuses',
    ...statuses(story, names),
    ' Events',
    ...withForms(collapsed(main.map(line))),
    ...withForms([...new Set(beside.map((item) => `${line(item)} (beside these)`))]),
    ' order',
    ...orderLines(story).map((order) => `  ${order}`),
    ...new Set(odditiesOf(story).map((odd) => `  ${odd}`)),
  ]
}

/** The form of an Event stands above it where it is another than that of the one before. */
function withForms(lines: readonly string[]): readonly string[] {
  const split = lines.map((line) => line.split('\n'))
  return split.flatMap(([form = '', event = ''], i) => [
    ...(form === split[i - 1]?.[0] ? [] : [`  ${form}`]),
    `    ${event}`,
  ])
}

const isUnordered = ({ object }: WatchItem): boolean => isBeside(object)

/** Each write of the pod with what it changed; one that changed nothing that is told here is left out. */
function statuses({ pods }: PodStory, names: ReadonlyMap<string, string>): readonly string[] {
  let before: Facts = new Map()
  const writes = pods.flatMap(({ type, object }) => {
    const after = factsOf(object, names)
    const changed = changes(before, after)
    before = after
    const lines = [`  ${type}`, ...changed.map((change) => `    ${change}`)]
    return type === 'MODIFIED' && changed.length === 0 ? [] : [lines.join('\n')]
  })
  return collapsed(writes).flatMap((write) => write.split('\n'))
}

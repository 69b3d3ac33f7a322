import { flag, has, text } from '../../../src/observe/json.ts'
import { instantFromEventName } from '../../../src/observe/event-name.ts'
import type { Nanos } from '../../../src/observe/nanos.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { parseTimestamp } from '../../../src/observe/timestamp.ts'
import { condition, containersOf, type PodStory } from './story.ts'

interface Pair {
  readonly first: { readonly what: string; readonly item: WatchItem | undefined }
  readonly then: { readonly what: string; readonly item: WatchItem | undefined }
}

/**
 * What the real cluster orders between the two streams. All else (which of two writes of different loops of one kubelet
 * comes first) is chance.
 *
 * @returns a line for each rule whose both ends there are: as it was found, so a wrong order is another line
 */
export const orderLines = (story: PodStory): readonly string[] => [
  ...written(story).flatMap((pair) => line(pair, 'written', (item) => BigInt(versionOf(item)))),
  ...told(story).flatMap((pair) => line(pair, 'told', momentOf)),
]

/** Writes, in the order that the API server gave them: one counter for both kinds. */
function written(story: PodStory): readonly Pair[] {
  const kubeletStatus = story.pods.find(({ object }) => has(object, 'status', 'startTime'))
  const kubeletEvent = story.events.find(({ object }) => text(object, 'source', 'component') === 'kubelet')
  const trouble = story.events.findLast(({ object }) => isReason(object, 'FailedMount', 'FailedCreatePodSandBox'))
  const created = { what: 'created', item: story.pods[0] }
  const sandbox = { what: 'PodReadyToStartContainers=True', item: firstStatus(story, isSandboxReady) }
  return [
    { first: created, then: event(story, 'Scheduled') },
    { first: { what: 'bound', item: firstStatus(story, isBound) }, then: event(story, 'Scheduled') },
    {
      first: { what: 'kubelet’s first status', item: kubeletStatus },
      then: { what: 'its first Event', item: kubeletEvent },
    },
    { first: { what: 'trouble with the sandbox', item: trouble }, then: sandbox },
    { first: sandbox, then: event(story, 'Started') },
    { first: { what: 'deletion', item: firstStatus(story, isDeleted) }, then: event(story, 'Killing') },
    ...namesOfContainers(story).map((name) => ({
      first: event(story, 'Started', name),
      then: event(story, 'Unhealthy', name),
    })),
  ]
}

/** An Event is told before the status that follows from it can be seen, however late it may arrive itself. */
function told(story: PodStory): readonly Pair[] {
  const seen = (name: string, what: string, is: (status: unknown) => boolean) => ({
    what: `${name} ${what}`,
    item: story.pods.find(({ object }) => containersOf(object).some((one) => text(one, 'name') === name && is(one))),
  })
  return [
    {
      first: event(story, 'FailedScheduling'),
      then: { what: 'Unschedulable', item: firstStatus(story, isUnschedulable) },
    },
    ...namesOfContainers(story).flatMap((name) => [
      { first: event(story, 'Started', name), then: seen(name, 'running', (one) => has(one, 'state', 'running')) },
      { first: event(story, 'Failed', name), then: seen(name, 'waiting in error', isWaitingInError) },
      { first: event(story, 'BackOff', name), then: seen(name, 'backing off', isBackingOff) },
    ]),
  ]
}

const namesOfContainers = (story: PodStory): readonly string[] => [
  ...new Set(story.pods.flatMap(({ object }) => containersOf(object).map((one) => text(one, 'name') ?? ''))),
]

function event(story: PodStory, reason: string, container?: string) {
  const item = story.events.find(
    ({ object }) => isReason(object, reason) && (container === undefined || isAbout(object, container)),
  )
  return { what: container === undefined ? reason : `${reason} ${container}`, item }
}

const isReason = (object: unknown, ...reasons: readonly string[]) => reasons.includes(text(object, 'reason') ?? '')
const isAbout = (object: unknown, container: string) =>
  text(object, 'involvedObject', 'fieldPath')?.endsWith(`{${container}}`) === true

const firstStatus = ({ pods }: PodStory, is: (pod: unknown) => boolean) => pods.find(({ object }) => is(object))
const isBound = (pod: unknown) => has(pod, 'spec', 'nodeName')
const isDeleted = (pod: unknown) => has(pod, 'metadata', 'deletionTimestamp')
const isSandboxReady = (pod: unknown) => text(condition(pod, 'PodReadyToStartContainers'), 'status') === 'True'
const isUnschedulable = (pod: unknown) => text(condition(pod, 'PodScheduled'), 'reason') === 'Unschedulable'
const BEGINNING = ['ContainerCreating', 'PodInitializing']
const reasonOf = (status: unknown) => text(status, 'state', 'waiting', 'reason') ?? 'ContainerCreating'
const isWaitingInError = (status: unknown) => !BEGINNING.includes(reasonOf(status)) && flag(status, 'ready') === false
const isBackingOff = (status: unknown) => reasonOf(status).endsWith('BackOff')

function line({ first, then }: Pair, how: string, when: (item: WatchItem) => bigint): readonly string[] {
  if (first.item === undefined || then.item === undefined) return []
  const [one, other] = when(first.item) <= when(then.item) ? [first, then] : [then, first]
  return [`${one.what} ${how} before ${other.what}`]
}

const versionOf = ({ object }: WatchItem): string => text(object, 'metadata', 'resourceVersion') ?? '0'

/** Of an Event, when it was made; of a pod, when its status was seen. */
const momentOf = (item: WatchItem): bigint => (item.watch === 'pods' ? item.at : (toldAt(item.object) ?? item.at))

/** When an Event was first made, by its name. */
export function toldAt(event: unknown): Nanos | undefined {
  const coarse = parseTimestamp(text(event, 'eventTime') ?? text(event, 'firstTimestamp'))
  return coarse === undefined ? undefined : instantFromEventName(text(event, 'metadata', 'name') ?? '', coarse)
}

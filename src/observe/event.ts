import { instantFromEventName } from './event-name.ts'
import { isAggregated, readEventText } from './event-texts.ts'
import { defined, shortened, shortText, text, whole } from './json.ts'
import {
  CONTROLLERS,
  nodeClock,
  SCHEDULER,
  type Clock,
  type EventFact,
  type Notice,
  type PodUid,
} from './observation.ts'
import { parseTimestamp } from './timestamp.ts'

export type ReadEvent =
  | { readonly is: 'read'; readonly uid: PodUid; readonly fact: EventFact; readonly notices: readonly Notice[] }
  | { readonly is: 'skipped'; readonly notice: Notice }

/** Of what is read in a message: anybody who may write Events may write megabytes. */
const LONGEST_MESSAGE = 16_384

const FIELD_PATH = /^spec\.(containers|initContainers|ephemeralContainers)\{([^}]+)\}$/

/** Reads a core/v1 Event about a pod. */
export function readEvent(event: unknown): ReadEvent {
  const id = text(event, 'metadata', 'name')
  const reason = shortText(event, 'reason')
  const uid = shortText(event, 'involvedObject', 'uid') as PodUid | undefined
  const kind = shortText(event, 'involvedObject', 'kind')
  if (kind !== undefined && kind !== 'Pod') return skipped('event_not_about_a_pod', `about a ${kind}`)
  if (id === undefined || reason === undefined || kind === undefined) {
    return skipped('malformed_event', `${id ?? 'an Event'} without a name, a reason or a pod`)
  }
  // It may be of the pod that had this name before. Source: Kubernetes 1.30 to 1.37, taint_eviction.go, TaintManagerEviction.
  if (uid === undefined) return skipped('event_without_uid', `${reason} of pod ${nameOfPod(event)}`)
  const [, where, container] = FIELD_PATH.exec(shortText(event, 'involvedObject', 'fieldPath') ?? '') ?? []
  if (where === 'ephemeralContainers')
    return skipped('ephemeral_container', `${reason} of container ${container ?? ''}`)
  const message = (text(event, 'message') ?? '').slice(0, LONGEST_MESSAGE)
  const meaning = readEventText(reason, message)
  const fact: EventFact = {
    kind: 'event',
    id,
    reason,
    type: shortText(event, 'type') ?? 'Normal',
    message: shortened(message) ?? '',
    clock: clockOfEvent(event),
    count: whole(event, 'count') ?? whole(event, 'series', 'count') ?? 1,
    meaning,
    ...defined({ namespace: shortText(event, 'metadata', 'namespace'), container }),
    ...times(event, id, message),
  }
  return { is: 'read', uid, fact, notices: noticesOf(fact) }
}

const nameOfPod = (event: unknown): string =>
  `${shortText(event, 'involvedObject', 'namespace') ?? ''}/${shortText(event, 'involvedObject', 'name') ?? ''}`

const skipped = (kind: Notice['kind'], detail: string): ReadEvent => ({ is: 'skipped', notice: { kind, detail } })

function times(
  event: unknown,
  id: string,
  message: string,
): Pick<EventFact, 'exact' | 'exactSource' | 'first' | 'last'> {
  const lastTimestamp = parseTimestamp(text(event, 'lastTimestamp'))
  // Name and firstTimestamp are those of the first of the messages put together, this one is the latest.
  if (isAggregated(message)) return defined({ last: lastTimestamp })
  const eventTime = parseTimestamp(text(event, 'eventTime'))
  const first = parseTimestamp(text(event, 'firstTimestamp')) ?? eventTime
  const last = lastTimestamp ?? parseTimestamp(text(event, 'series', 'lastObservedTime'))
  const named = first === undefined ? undefined : instantFromEventName(id, first)
  const exact = eventTime ?? named
  const exactSource = exact === undefined ? undefined : eventTime === undefined ? 'event_name' : 'event_time'
  return defined({ exact, exactSource, first, last: last ?? first } as const)
}

/** Source: kube-scheduler schedule_one.go and framework/preemption, 1.30 to 1.37. */
const SCHEDULER_ACTIONS = new Set(['Scheduling', 'Binding', 'Preempting'])

export function clockOfEvent(event: unknown): Clock {
  const component = shortText(event, 'source', 'component') ?? shortText(event, 'reportingComponent') ?? ''
  const instance = shortText(event, 'source', 'host') ?? shortText(event, 'reportingInstance')
  if (component === 'kubelet' && instance !== undefined) return nodeClock(instance)
  // A second scheduler has the name of its profile, whatever that is: its Events still say what it did.
  const isScheduler = /scheduler/.test(component) || SCHEDULER_ACTIONS.has(text(event, 'action') ?? '')
  return isScheduler ? SCHEDULER : CONTROLLERS
}

function noticesOf({ reason, message, meaning }: EventFact): readonly Notice[] {
  if (meaning.is === 'unknown') {
    return [
      {
        kind: meaning.what === 'reason' ? 'unknown_event_reason' : 'unknown_event_text',
        detail: `${reason}: ${message}`,
      },
    ]
  }
  const halfRead = meaning.is === 'pulled' && meaning.report === undefined
  return halfRead ? [{ kind: 'unknown_event_text', detail: `${reason}: ${message}` }] : []
}

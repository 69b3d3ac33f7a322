import { at, text } from './json.ts'
import { millis, minus, seconds, type Nanos } from './nanos.ts'
import type { WatchItem } from './observe.ts'
import { formatTimestamp, parseTimestamp } from './timestamp.ts'

/** Source: Kubernetes WatchList, apimachinery 0.30 to 0.37, meta/v1 `InitialEventsAnnotationKey`. */
const LIST_END = 'k8s.io/initial-events-end'
/** Ours: the watch was interrupted since then, and goes on here. */
const BLIND_SINCE = 'podstart.dev/blind-since'

export const endsList = ({ type, object }: Pick<WatchItem, 'type' | 'object'>): boolean =>
  type === 'BOOKMARK' && at(object, 'metadata', 'annotations', LIST_END) === 'true'

/** Since when a watch was interrupted that goes on with this item; a list's end closes an interruption, too. */
export const blindSince = ({ type, object }: WatchItem): Nanos | undefined =>
  type === 'BOOKMARK' ? parseTimestamp(text(object, 'metadata', 'annotations', BLIND_SINCE)) : undefined

interface Marks {
  readonly endsList?: boolean
  readonly blindSince?: Nanos
}

/** A bookmark as the server sends it after the objects that were there, with our own word of an interruption. */
export const bookmark = (resourceVersion: string | undefined, marks: Marks): unknown => ({
  metadata: {
    ...(resourceVersion !== undefined && { resourceVersion }),
    annotations: {
      ...(marks.endsList === true && { [LIST_END]: 'true' }),
      ...(marks.blindSince !== undefined && { [BLIND_SINCE]: formatTimestamp(marks.blindSince) }),
    },
  },
})

/** What was missed in an interruption comes at once and in one go: it is over with the first pause after a second. */
const LEAST = seconds(1)
const PAUSE = millis(200)
const MOST = seconds(30)

/** A watch goes on after an interruption: what comes first is late, and its arrival no more than an upper bound. */
export interface CatchUp {
  readonly since: Nanos
  readonly last: Nanos
}

/** @returns the catch-up as it stands with what arrived at `at`; undefined once it is over */
export function catchUp({ since, last }: CatchUp, arrived: Nanos): CatchUp | undefined {
  const age = minus(arrived, since)
  const isOver = age > MOST || (age > LEAST && minus(arrived, last) > PAUSE)
  return isOver ? undefined : { since, last: arrived }
}

import { plus, SECOND, type Nanos } from '../observe/nanos.ts'
import { EXPORTER, nodeClock, type Arrival, type Clock } from '../observe/observation.ts'
import type { Evidence, Range, Source } from './boundary.ts'
import type { PodView } from './pod-view.ts'

export const point = (at: Nanos): Range => ({ from: at, to: at })

/** A field cut to whole seconds covers the second after it. */
export const endOfSecond = (time: Nanos): Nanos => plus(time, SECOND)
export const withinSecond = (at: Nanos): Range => ({ from: at, to: endOfSecond(at) })

export const clockOfNode = (view: PodView, node: string | undefined): Clock => nodeClock(node ?? view.node ?? '')

/** An arrival bounds from above; where it told of the change itself, it is also where the change most likely was. */
export function arrivalEvidence(arrival: Arrival, tells: boolean): Evidence {
  const source: Source = arrival.how === 'listed' ? 'list_arrival' : 'watch_arrival'
  const likely = tells && arrival.how !== 'listed' ? { likely: point(arrival.at) } : {}
  return { source, clock: EXPORTER, latest: arrival.at, ...likely }
}

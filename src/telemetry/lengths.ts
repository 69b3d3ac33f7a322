import { earlier, later, MICROSECOND, minus, nanos, type Nanos } from '../observe/nanos.ts'
import type { ContainerView } from '../timeline/pod-view.ts'
import type { Stage } from '../timeline/stages.ts'
import type { Startup } from '../timeline/startup.ts'

/** From when to when a span is drawn. */
export interface Extent {
  readonly start: Nanos
  readonly end: Nanos
}

export interface Placed extends Extent {
  readonly stage: Stage
}

/** Stages of one container, and the span that holds them; pod-wide stages stand alone. */
export type Group =
  | { readonly container: ContainerView; readonly extent: Extent; readonly stages: readonly Placed[] }
  | { readonly container?: undefined; readonly stages: readonly Placed[] }

/**
 * Where spans are drawn: nothing shorter than a microsecond, parents around their children.
 *
 * Jaeger keeps whole microseconds and rewrites `start >= end`, with a warning (v2.13): so all times are cut to
 * microseconds here, and what would have no length takes one from before its end.
 */
export function layOut(startup: Startup): { readonly root: Extent; readonly groups: readonly Group[] } {
  const placed = startup.stages.map((stage): Placed => ({ stage, ...drawn(stage.from.at, stage.to.at) }))
  const own = drawn(startup.start.at, startup.end.at)
  return { root: around([own, ...placed]), groups: grouped(placed) }
}

const cut = (at: Nanos): Nanos => nanos(at - (at % MICROSECOND))

function drawn(from: Nanos, to: Nanos): Extent {
  const [start, end] = [cut(from), cut(to)]
  return start < end ? { start, end } : { start: minus(end, MICROSECOND), end }
}

const around = (extents: readonly Extent[]): Extent => ({
  start: extents.map(({ start }) => start).reduce(earlier),
  end: extents.map(({ end }) => end).reduce(later),
})

function grouped(placed: readonly Placed[]): readonly Group[] {
  const containers = new Set(placed.flatMap(({ stage }) => stage.container ?? []))
  const ofContainer = (container: ContainerView) => placed.filter(({ stage }) => stage.container === container)
  const alone = (isLast: boolean): Group => ({
    stages: placed.filter(({ stage }) => stage.container === undefined && stage.names.includes('ready') === isLast),
  })
  return [
    alone(false),
    ...[...containers].map((container): Group => {
      const stages = ofContainer(container)
      return { container, stages, extent: around(stages) }
    }),
    alone(true),
  ]
}

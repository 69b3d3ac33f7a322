import { earlier, later, MICROSECOND, minus, nanos, type Nanos } from '../observe/nanos.ts'
import type { ContainerView } from '../timeline/pod-view.ts'
import type { Stage } from '../timeline/stage.ts'
import type { Standing } from '../timeline/startup.ts'

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
 * Where spans are drawn: nothing shorter than a microsecond, parents around their children, and a microsecond
 * between a stage and the one that follows it.
 *
 * Jaeger keeps whole microseconds and rewrites `start >= end`, with a warning (v2.13); its critical path goes on only
 * to a sibling that ended before the next began, not at the same moment (jaeger-ui 1.76, findLastFinishingChildSpan).
 * So all times are cut to microseconds here, and what a span needs is taken from before its end.
 */
export function layOut(startup: Standing): { readonly root: Extent; readonly groups: readonly Group[] } {
  const placed = drawn(startup.stages)
  const end = cut(startup.end.at)
  const own = { start: earlier(cut(startup.start.at), minus(end, MICROSECOND)), end }
  return { root: around([own, ...placed]), groups: grouped(placed) }
}

const cut = (at: Nanos): Nanos => nanos(at - (at % MICROSECOND))

/** From the last stage to the first, so that each knows where those after it begin. */
function drawn(stages: readonly Stage[]): readonly Placed[] {
  const placed: Placed[] = []
  for (const stage of stages.toReversed()) {
    const followers = placed.filter((one) => cut(one.stage.from.at) === cut(stage.to.at)).map(({ start }) => start)
    const end = followers.map((start) => minus(start, MICROSECOND)).reduce(earlier, cut(stage.to.at))
    placed.push({ stage, start: earlier(cut(stage.from.at), minus(end, MICROSECOND)), end })
  }
  return placed.reverse()
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

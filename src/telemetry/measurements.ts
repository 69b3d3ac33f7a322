import { millis, minus, nanos, type Nanos } from '../observe/nanos.ts'
import { isCached, isStartup } from '../insight/stage-sample.ts'
import type { Brought } from '../insight/set-aside.ts'
import type { Boundary } from '../timeline/boundary.ts'
import type { Startup } from '../timeline/startup.ts'
import { layOut, type Extent, type Placed } from './lengths.ts'
import { clockMeasurements } from './clock-measurements.ts'
import { pullMeasurements } from './pull-measurements.ts'

/** What a startup adds to the metrics, as plain data: one observation, some counts, or a value that holds from now on. */
export type Measurement =
  | {
      readonly observe:
        | 'podstart_startup_duration_seconds'
        | 'podstart_stage_duration_seconds'
        | 'podstart_image_pull_wait_seconds'
        | 'podstart_image_pull_transfer_seconds'
        | 'podstart_image_pull_size_bytes'
        | 'podstart_watch_lag_seconds'
      readonly labels: Labels
      readonly value: number
    }
  | {
      readonly count:
        | 'podstart_stages_total'
        | 'podstart_stage_seconds_total'
        | 'podstart_stage_inexact_total'
        | 'podstart_image_pulls_total'
      readonly labels: Labels
      readonly by: number
    }
  | { readonly set: 'podstart_clock_offset_seconds'; readonly labels: Labels; readonly value: number }

type Labels = Readonly<Record<string, string>>

/**
 * A startup that is over, once. Times are in seconds, and those of its spans.
 *
 * Of a startup that was stuck and went on, the second part tells only what the first has not: stages that began in it, and
 * what Events have told since.
 *
 * @param movedNothing judges a pull that an Event says was made; asked once about each, in order of time
 */
export function measurementsOf(startup: Startup, movedNothing: (pull: Brought) => boolean): readonly Measurement[] {
  const { root, groups } = layOut(startup)
  const { pod } = startup.view
  const place = { namespace: pod.namespace, workload: pod.workload.name }
  const whole: Measurement = {
    observe: 'podstart_startup_duration_seconds',
    labels: { ...place, outcome: startup.outcome },
    value: secondsOf(lengthOf(root)),
  }
  const stages = groups.flatMap((group) => group.stages).filter((one) => isMeasured(one, startup))
  return [
    ...(startup.resumed ? [] : [whole]),
    ...stages.flatMap((one) => stageMeasurements(one, place)),
    ...pullMeasurements(startup, movedNothing),
    ...clockMeasurements(startup),
  ]
}

/** A stage that was cut off has no length yet; one that a first, stuck part cut off has none that is its own. */
const isMeasured = ({ stage }: Placed, { resumed, start }: Startup): boolean =>
  isStartup(stage) && !isCached(stage) && !(resumed && stage.from.at <= start.at)

/** The sums have every stage; the histogram only those whose place in it is known. */
function stageMeasurements({ stage, start, end }: Placed, place: Labels): readonly Measurement[] {
  const name = stage.names.join('+')
  const labels = { stage: name, ...place }
  const length = lengthOf({ start, end })
  return [
    { count: 'podstart_stages_total', labels, by: 1 },
    { count: 'podstart_stage_seconds_total', labels, by: secondsOf(length) },
    isExact(length, uncertaintyOf(stage.from, stage.to))
      ? { observe: 'podstart_stage_duration_seconds', labels, value: secondsOf(length) }
      : { count: 'podstart_stage_inexact_total', labels: { stage: name }, by: 1 },
  ]
}

/** The widths of both bounds together: between the shortest and the longest that it can have been. */
const uncertaintyOf = (from: Boundary, to: Boundary): Nanos => nanos(widthOf(from) + widthOf(to))
const widthOf = ({ earliest, latest }: Boundary): bigint => latest - earliest

const ALWAYS_EXACT = millis(10)

/** At most 20 % of its length, or 10 ms. */
const isExact = (length: Nanos, uncertainty: Nanos): boolean =>
  uncertainty <= ALWAYS_EXACT || uncertainty * 5n <= length

const lengthOf = ({ start, end }: Extent): Nanos => minus(end, start)

const secondsOf = (length: Nanos): number => Number(length) / 1e9

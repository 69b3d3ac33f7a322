import { later, minus, type Nanos } from '../observe/nanos.ts'
import type { Boundary } from '../timeline/boundary.ts'
import type { Stage } from '../timeline/stage.ts'
import type { Standing } from '../timeline/startup.ts'
import { parseImage, type ImageReference } from './image-reference.ts'

/** How long a stage took, once. */
export interface StageSample {
  /** `pull`, `pull+create+start` where they cannot be told apart, or `startup` for the whole. */
  readonly stage: string
  readonly duration: Nanos
  /** It lies between these for certain. */
  readonly shortest: Nanos
  readonly longest: Nanos
  readonly namespace: string
  readonly workload: string
  /** Of the workload; none of a bare pod. */
  readonly kind?: string
  readonly node?: string
  /** Of the container's stages. */
  readonly image?: ImageReference
  /** No image was brought: a pull of no length. */
  readonly cached: boolean
}

export const WHOLE = 'startup'

/** The startup as a whole if it ended ready, and its stages. What had not come to its end is none. */
export function stageSamplesOf(standing: Standing): readonly StageSample[] {
  const { view, stages, start, end, outcome } = standing
  const { name: workload, kind } = view.pod.workload
  const place = {
    namespace: view.pod.namespace,
    workload,
    ...(kind === undefined ? {} : { kind }),
    ...(view.node === undefined ? {} : { node: view.node }),
  }
  const whole = outcome === 'ready' ? [{ ...place, stage: WHOLE, ...lengthOf(start, end), cached: false }] : []
  const parts = stages.filter(isStartup).map((stage) => ({
    ...place,
    stage: stage.names.join('+'),
    ...lengthOf(stage.from, stage.to),
    ...(stage.container?.spec.image === undefined ? {} : { image: parseImage(stage.container.spec.image) }),
    cached: isCached(stage),
  }))
  return [...whole, ...parts]
}

/** What a main container, or a sidecar, does after its start is its work. */
export const isStartup = ({ names, container, open }: Stage): boolean =>
  !open && !(names.includes('run') && container?.spec.role !== 'init')

/** A pull that brought nothing, by the Event that says so. */
export function isCached({ names, container }: Stage): boolean {
  const first = container?.events.find(({ fact }) => fact.meaning.is === 'pulled')?.fact.meaning
  return names.join() === 'pull' && first?.is === 'pulled' && first.report?.kind === 'cached'
}

function lengthOf(from: Boundary, to: Boundary) {
  const none = 0n as Nanos
  return {
    duration: minus(to.at, from.at),
    shortest: later(none, minus(to.earliest, from.latest)),
    longest: minus(to.latest, from.earliest),
  }
}

/** Its bounds are wider than it is long. */
export const isImprecise = ({ duration, shortest, longest }: StageSample): boolean =>
  minus(longest, shortest) > duration

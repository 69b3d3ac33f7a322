import type { Boundary } from './boundary.ts'
import type { ContainerView } from './pod-view.ts'

/** The stages of a startup: pod-wide ones, and those of each container. A closed list; the docs are checked against it. */
export const STAGE_NAMES = [
  'etcd write',
  'schedule',
  'pod setup',
  'pull',
  'create',
  'start',
  'run',
  'probe',
  'ready',
] as const

export type StageName = (typeof STAGE_NAMES)[number]

/** A stretch of the startup between two boundaries. */
export interface Stage {
  /** More than one where they cannot be told apart. */
  readonly names: readonly StageName[]
  readonly container?: ContainerView
  readonly from: Boundary
  readonly to: Boundary
  /** It had not come to its end when the startup ended. */
  readonly open: boolean
}

import type { Change, ImageSpec, Program } from '../../../src/simcluster/world.ts'
import type { Outcome } from '../../../src/timeline/verdict.ts'
import type { StageName } from '../../../src/timeline/stage.ts'
import type { Json } from '../../../src/simcluster/api/resources.ts'
import type { Random } from './random.ts'

export const NAMESPACE = 'shop'

/** One pod of the mix, and how its startup must end. */
export interface Planned {
  readonly spec: Json
  readonly outcome: Outcome
  /** Where it is stuck. */
  readonly stage?: StageName
  /** By the container's name. */
  readonly programs?: Readonly<Record<string, Partial<Program>>>
  /** Seconds after its creation. */
  readonly changes?: readonly (readonly [after: number, change: Change])[]
  readonly images?: readonly ImageSpec[]
  /** Of its metadata. */
  readonly metadata?: Json
}

/** A way to start, or not to. */
export interface Kind {
  readonly name: string
  /** How often there are such pods, against the others. */
  readonly weight: number
  readonly plan: (pod: string, random: Random) => Planned
}

export const container = (name: string, image: string, more: Json = {}): Json => ({ name, image, ...more })

export const READINESS: Json = { readinessProbe: { exec: { command: ['test', '-f', '/ready'] }, periodSeconds: 1 } }

export const deletion = (pod: string): Change => ({ do: 'delete pod', namespace: NAMESPACE, name: pod })

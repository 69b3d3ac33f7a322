import type { Nanos } from '../../observe/nanos.ts'
import type { Program } from '../world.ts'
import type { Image } from './images.ts'

export interface RunningContainer {
  readonly id: string
  readonly name: string
  /** How many there were before it. */
  readonly attempt: number
  readonly image: Image
  readonly program: Program
  readonly state: 'created' | 'running' | 'exited'
  readonly startedAt?: Nanos
  readonly end?: End
}

export interface End {
  readonly at: Nanos
  readonly code: number
  readonly reason: string
  readonly message?: string
}

/** All that a runtime knows of one pod. */
export interface PodInRuntime {
  readonly sandbox: { readonly id: string; readonly ip: string; readonly isReady: boolean } | undefined
  /** The older before the newer; of each name only the last two. */
  readonly containers: readonly RunningContainer[]
}

export const NOTHING_RUNS: PodInRuntime = { sandbox: undefined, containers: [] }

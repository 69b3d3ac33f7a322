import type { Store } from '../api/store.ts'
import type { Chance } from '../chance.ts'
import type { Clock } from '../clock.ts'
import type { Recorder } from '../events/recorder.ts'
import type { Behaviour } from '../profile.ts'
import type { Registry } from '../registry.ts'
import type { Truth } from '../truth.ts'
import type { NodeSpec, World } from '../world.ts'
import type { ImageStore } from './image-store.ts'
import type { Runtime } from './runtime.ts'

/** What all parts of one node share. */
export interface NodeParts {
  readonly node: NodeSpec
  readonly hostIP: string
  readonly world: World
  readonly behaviour: Behaviour
  readonly store: Store
  readonly clock: Clock
  readonly chance: Chance
  readonly truth: Truth
  readonly registry: Registry
  readonly recorder: Recorder
  readonly runtime: Runtime
  readonly images: ImageStore
}

import type { NodeSpec, World } from '../simcluster/world.ts'
import { BASE_IMAGES } from './images.ts'
import { imagesOf } from './story.ts'
import { WORKLOADS } from './workloads.ts'

const USED = BASE_IMAGES.map(({ reference }) => reference)

/** Two that are alike, one behind a slow way to the registry, and one that is new. */
const NODES: readonly NodeSpec[] = [
  { name: 'node-1', images: USED },
  { name: 'node-2', images: USED },
  { name: 'node-3', images: USED, bandwidth: 20e6 },
  { name: 'node-4' },
]

/** For so many rounds there are images: a day. */
const ROUNDS = 1_200

export const WORLD: World = {
  profile: '1.36',
  nodes: NODES.map((node) => ({ ...node, milliCpu: 16_000 })),
  images: [...BASE_IMAGES, ...Array.from({ length: ROUNDS }, (_, i) => imagesOf(i + 1)).flat()],
  bandwidth: 100e6,
  programOf: (_pod, container) => WORKLOADS.get(container)?.program ?? {},
}

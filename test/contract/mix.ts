import { seconds, type Nanos } from '../../src/observe/nanos.ts'
import type { Happening, NodeSpec, World } from '../../src/simcluster/world.ts'
import { BAD } from './mix/bad.ts'
import { GOOD } from './mix/good.ts'
import { SHARED } from './mix/images.ts'
import { NAMESPACE, type Planned } from './mix/kind.ts'
import { createRandom, type Random } from './mix/random.ts'

export interface MixedPod extends Planned {
  readonly name: string
  readonly kind: string
  /** Seconds after the beginning. */
  readonly createdAfter: number
}

/** Many pods of all kinds, and how the startup of each must end. */
export interface Mix {
  readonly world: World
  readonly happenings: readonly Happening[]
  readonly length: Nanos
  readonly pods: readonly MixedPod[]
}

const KINDS = [...GOOD, ...BAD]

/** One behind a slow path, one with a slow runtime, one that has all images from the beginning. */
const NODES: readonly NodeSpec[] = [
  { name: 'node-1' },
  { name: 'node-2' },
  { name: 'node-3', bandwidth: 15e6 },
  { name: 'node-4', slowness: 3 },
  { name: 'node-5', images: SHARED.map(({ reference }) => reference) },
]

/** Between two creations, on average: fewer than the pulls of the slow node take away again. */
const APART = 0.6

/** After the last creation: all that is helped on has had time to get ready. */
const QUIET = 240

export function mixOf(seed: number, count: number): Mix {
  const random = createRandom(seed)
  let createdAfter = 1
  const pods = Array.from({ length: count }, (_, i): MixedPod => {
    createdAfter += random.between(0, 2_000 * APART) / 1_000
    return mixedPod(i, createdAfter, random)
  })
  const byName = new Map(pods.map((pod) => [pod.name, pod]))
  const nameOf = (pod: Readonly<Record<string, unknown>>) =>
    String((pod['metadata'] as Record<string, unknown>)['name'])
  return {
    world: {
      profile: '1.36',
      nodes: NODES,
      images: [...SHARED, ...pods.flatMap(({ images = [] }) => images)],
      bandwidth: 100e6,
      programOf: (pod, container) => byName.get(nameOf(pod))?.programs?.[container] ?? {},
    },
    pods,
    happenings: pods.flatMap(happeningsOf),
    length: seconds(createdAfter + QUIET),
  }
}

function mixedPod(i: number, createdAfter: number, random: Random): MixedPod {
  // One of each first: a small mix has them all.
  const kind = KINDS[i] ?? random.weighed(KINDS)
  const name = `${kind.name.replaceAll(/[^a-z]+/g, '-')}-${i}`
  return { name, kind: kind.name, createdAfter, ...kind.plan(name, random) }
}

const happeningsOf = ({ name, spec, metadata = {}, createdAfter, changes = [] }: MixedPod): readonly Happening[] => [
  {
    after: seconds(createdAfter),
    change: {
      do: 'create pod',
      pod: { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name, namespace: NAMESPACE }, spec },
    },
  },
  ...changes.map(([after, change]) => ({ after: seconds(createdAfter + after), change })),
]

import { seconds, type Nanos } from '../../src/observe/nanos.ts'
import { imageOf, referenceOf } from '../../src/demo/images.ts'
import { hashOf, podOf, type Workload } from '../../src/demo/workloads.ts'
import type { Happening, World } from '../../src/simcluster/world.ts'

/** What is true of the cluster that the questions are about. */
export const TRUTH = {
  slowNode: 'node-3',
  /** Its way to the registry is so many times narrower. */
  slowness: 5,
  /** The workload whose second version takes longer to get ready, by so many seconds. */
  slowed: 'checkout',
  slowedBy: 4,
  /** The stage that most time goes into: 48 pulls of some 3 s each; of the probes, 4 take 5 s, 44 take 1 s. */
  dearest: 'pull',
  stuck: [
    { stage: 'create', reason: 'CreateContainerConfigError', pods: 1 },
    { stage: 'pull', reason: 'ImagePullBackOff', pods: 2 },
    { stage: 'schedule', reason: 'Unschedulable', pods: 1 },
  ],
} as const

const NAMESPACE = 'shop'
const WIDE = 100e6
const MEGABYTES = 150
export const WELL = ['checkout', 'cart', 'search', 'web', 'catalog', 'ads'] as const
const VERSIONS = ['1', '2'] as const

const workload = (name: string, more: Partial<Workload> = {}): Workload => ({
  name,
  language: 'go',
  megabytes: MEGABYTES,
  program: {},
  hasReadiness: true,
  ...more,
})

const pod = (one: Workload, tag: string) =>
  podOf(one, NAMESPACE, referenceOf(one.name, tag), hashOf(`${one.name}:${tag}`))

const start = (after: Nanos, one: Workload, tag: string, count: number): readonly Happening[] =>
  Array.from({ length: count }, (_, i) => {
    const { metadata, ...rest } = pod(one, tag) as { metadata: object }
    const named = { ...rest, metadata: { ...metadata, generateName: undefined, name: `${one.name}-${tag}-${i}` } }
    return { after, change: { do: 'create pod', pod: named } }
  })

export const LENGTH = seconds(30 * 60)

export const HAPPENINGS: readonly Happening[] = [
  ...WELL.flatMap((name, i) => start(seconds(60 + 40 * i), workload(name), '1', 4)),
  ...WELL.flatMap((name, i) => start(seconds(600 + 40 * i), workload(name), '2', 4)),
  ...start(seconds(12 * 60), workload('payments'), '1', 2),
  ...start(seconds(12 * 60), workload('orders', { secret: 'orders-db' }), '1', 1),
  ...start(seconds(12 * 60), workload('recommender', { milliCpu: 64_000 }), '1', 1),
]

const READY_AFTER: ReadonlyMap<string | undefined, Nanos> = new Map([
  [referenceOf(TRUTH.slowed, '1'), seconds(1)],
  [referenceOf(TRUTH.slowed, '2'), seconds(1 + TRUTH.slowedBy)],
])

export const SHOP: World = {
  profile: '1.36',
  nodes: ['node-1', 'node-2', 'node-3', 'node-4'].map((name) => ({
    name,
    milliCpu: 16_000,
    ...(name === TRUTH.slowNode && { bandwidth: WIDE / TRUTH.slowness }),
  })),
  images: [
    ...[...WELL, 'orders', 'recommender'].flatMap((name) => VERSIONS.map((tag) => imageOf(name, tag, 'go', MEGABYTES))),
    { ...imageOf('payments', '1', 'go', MEGABYTES), missing: true },
  ],
  bandwidth: WIDE,
  programOf: (one) => {
    const [container] = (one as { spec: { containers: readonly { image: string }[] } }).spec.containers
    return { passesAfter: READY_AFTER.get(container?.image) ?? seconds(1) }
  },
}

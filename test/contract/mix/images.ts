import type { ImageSpec } from '../../../src/simcluster/world.ts'

const MB = 1_000_000
const BASES = [
  { name: 'alpine', bytes: 3 * MB },
  { name: 'debian', bytes: 30 * MB },
] as const
const RUNTIMES = [
  { name: 'node', bytes: 45 * MB },
  { name: 'java', bytes: 120 * MB },
  { name: 'none', bytes: 1 * MB },
] as const

const reference = (name: string): string => `registry.local/shop/${name}`

/** Images that share layers: of each base with each runtime, two applications. */
export const SHARED: readonly ImageSpec[] = BASES.flatMap((base) =>
  RUNTIMES.flatMap((runtime) =>
    ['cart', 'search'].map((application) => ({
      reference: reference(`${application}-${base.name}-${runtime.name}:1`),
      layers: [
        base,
        { name: `${base.name}-${runtime.name}`, bytes: runtime.bytes },
        { name: `${application}-${base.name}-${runtime.name}`, bytes: 5 * MB },
      ],
    })),
  ),
)

/** An image that no other pod has, so that its pull takes its time: some seconds. */
export const ownImage = (pod: string): ImageSpec => ({
  reference: reference(`own-${pod}:1`),
  layers: [BASES[0], { name: `own-${pod}`, bytes: 400 * MB }],
})

/** An image that is published later. */
export const lateImage = (pod: string): ImageSpec => ({
  reference: reference(`late-${pod}:1`),
  layers: [BASES[0]],
  missing: true,
})

export const nowhere = (pod: string): string => reference(`nowhere-${pod}:1`)

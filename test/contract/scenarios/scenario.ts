import { seconds, type Nanos } from '../../../src/observe/nanos.ts'
import type { Change, Happening, NodeSpec, Profile, Program, World } from '../../../src/simcluster/world.ts'
import { recordedPods } from './recorded-pods.ts'
import { BUSYBOX_IMAGE, IMAGES } from './images.ts'

/** What was recorded, played again. */
export interface Scenario {
  readonly recording: string
  readonly world: World
  readonly happenings: readonly Happening[]
  readonly length: Nanos
}

/** What differs from one scenario to the next. */
export interface Played {
  readonly recording: string
  readonly profile?: Profile
  /** By the container's name; what is not said runs for ever. */
  readonly programs?: Readonly<Record<string, Partial<Program>>>
  /** Whether node-1 has busybox from the beginning; it has, in most. */
  readonly busybox?: boolean
  readonly bandwidth?: number
  /** Seconds after the first pod was created. */
  readonly changes?: readonly (readonly [after: number, change: Change])[]
  /** Seconds that are watched after the first pod was created: to a quiet time after the recording's end. */
  readonly watched: number
}

/** When the first pod is created: the watches have begun. */
const FIRST = 1

/** The images' programs sleep as the first process of their container, which no signal ends but the last. */
const SLEEPS: Partial<Program> = { stopsAfter: seconds(3_600) }

export function scenario(played: Played): Scenario {
  const { recording, programs = {}, changes = [] } = played
  const pods = recordedPods(recording).map(({ after, pod }): Happening => ({
    after: seconds(FIRST + after),
    change: { do: 'create pod', pod },
  }))
  return {
    recording,
    world: {
      profile: played.profile ?? '1.36',
      nodes: nodes(played.busybox ?? true),
      images: IMAGES,
      bandwidth: played.bandwidth ?? 200e6,
      programOf: (_pod, container) => ({ ...SLEEPS, ...programs[container] }),
    },
    happenings: [...pods, ...changes.map(([after, change]) => ({ after: seconds(FIRST + after), change }))],
    length: seconds(FIRST + played.watched),
  }
}

const nodes = (busybox: boolean): readonly NodeSpec[] => [
  { name: 'node-1', images: busybox ? [BUSYBOX_IMAGE] : [], labels: { 'kubernetes.io/hostname': 'node-1' } },
  { name: 'node-2', labels: { 'kubernetes.io/hostname': 'node-2' } },
]

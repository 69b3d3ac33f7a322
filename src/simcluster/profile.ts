import type { Profile } from './world.ts'

/** What differs between minor versions. */
export interface Behaviour {
  readonly version: string
  readonly created: (container: string) => string
  readonly started: (container: string) => string
  readonly cached: (image: string) => string
  /** The condition is written as soon as the sandbox is there; before, with the next sync. */
  readonly tellsSandboxAtOnce: boolean
  /** The kubelet looks at a pod's containers as soon as it has started some; before, once a second. */
  readonly relistsOnDemand: boolean
  /** A pod in crash loop is looked at again when its back-off is over; before, after 10 s to 15 s. */
  readonly waitsForBackOff: boolean
  /** `status.resources` of the whole pod is there. */
  readonly tellsPodResources: boolean
  readonly untoleratedTaint: (key: string, value: string) => string
}

/** Source: the recordings, and where they are silent Kubernetes' own code. */
export const BEHAVIOURS: Readonly<Record<Profile, Behaviour>> = {
  '1.34': {
    version: 'v1.34.4',
    created: (container) => `Created container: ${container}`,
    started: (container) => `Started container ${container}`,
    cached: (image) => `Container image "${image}" already present on machine`,
    tellsSandboxAtOnce: false,
    relistsOnDemand: false,
    waitsForBackOff: false,
    tellsPodResources: false,
    untoleratedTaint: (key, value) => `node(s) had untolerated taint {${key}: ${value}}`,
  },
  '1.36': {
    version: 'v1.36.3',
    created: () => 'Container created',
    started: () => 'Container started',
    cached: (image) => `Container image "${image}" already present on machine and can be accessed by the pod`,
    tellsSandboxAtOnce: true,
    relistsOnDemand: true,
    waitsForBackOff: true,
    tellsPodResources: true,
    untoleratedTaint: () => 'node(s) had untolerated taint(s)',
  },
}

import { homedir } from 'node:os'
import { join } from 'node:path'

/** The releases the cluster is made of, as their builds name them. */
export interface Versions {
  readonly kubernetes: string
  readonly containerd: string
  readonly jaeger: string
  readonly helm: string
}

/** Where everything of the cluster is. All of it lies below one folder, which may be deleted when the cluster is down. */
export interface Places {
  readonly root: string
  readonly versions: Versions
  /** All of Kubernetes and etcd in one binary; its first argument says which one it is to be. */
  readonly hyperkube: string
  readonly kubectl: string
  /** The folder with containerd, ctr and the shim. */
  readonly containerd: string
  readonly jaeger: string
  readonly helm: string
  /** The registry's storage, filled once. */
  readonly images: string
  /** podstart's own image, by what it was built of. */
  readonly podstart: string
  /** The first process of every pod, and of the cluster. */
  readonly pause: string
  /** What the running cluster writes; gone when it is down. */
  readonly state: string
  /** The components' logs of the last run. */
  readonly logs: string
}

const DEFAULTS: Versions = { kubernetes: '1.36.3', containerd: 'v2.2.1', jaeger: 'v1.76.0', helm: 'v3.22.0' }

/** A new number for every change of what `images.ts` makes. */
const IMAGES = 'images-v2'

/** The environment has its say here and nowhere else: TEST_CLUSTER_DIR, KUBERNETES. */
export function placesFor(env: NodeJS.ProcessEnv = process.env, kubernetes = env['KUBERNETES']): Places {
  const root = env['TEST_CLUSTER_DIR'] ?? join(homedir(), '.cache/podstart-cluster')
  const versions = { ...DEFAULTS, kubernetes: (kubernetes ?? DEFAULTS.kubernetes).replace(/^v/, '') }
  const inRoot = (...names: readonly string[]): string => join(root, ...names)
  const release = `kubernetes-${versions.kubernetes}`
  return {
    root,
    versions,
    hyperkube: inRoot(release, 'hyperkube'),
    kubectl: inRoot(release, 'kubectl'),
    containerd: inRoot(`containerd-${versions.containerd}`),
    jaeger: inRoot(`jaeger-${versions.jaeger}`, 'jaeger'),
    helm: inRoot(`helm-${versions.helm}`, 'helm'),
    images: inRoot(IMAGES),
    podstart: inRoot('podstart-image'),
    pause: inRoot(IMAGES, 'pause'),
    state: inRoot('state'),
    logs: inRoot('logs'),
  }
}

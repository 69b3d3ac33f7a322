import type { Cluster } from '../kit/cluster.ts'
import { CHART } from '../../manifests/chart.ts'
import type { Overlay } from '../../manifests/places.ts'
import { ownOverlay, type Changes } from './overlay.ts'

const NAMESPACE = ['--namespace', 'podstart']

/** One version of podstart, as somebody installs it. */
export interface Installation {
  /** Installs it, or what is there becomes it. */
  apply(): Promise<unknown>
  /** What `apply` would change. */
  changes(): Promise<string>
  remove(): Promise<unknown>
  /** Removes what is left after a test that failed, and files of its own. */
  cleanUp(): Promise<unknown>
}

/**
 * @param podstart image
 * @param operator what an operator does about objects of its kinds
 */
export function byKustomize(
  cluster: Cluster,
  overlay: Overlay,
  podstart: string,
  { images, patches = [] }: Changes,
  operator: (cluster: Cluster) => Promise<void> = () => Promise.resolve(),
): Installation {
  const { kubectl } = cluster
  const own = ownOverlay(overlay, { images: { ...images, podstart }, patches })
  return {
    apply: async () => {
      await kubectl(['apply', '-k', own.folder])
      await operator(cluster)
    },
    changes: () => kubectl(['diff', '-k', own.folder]),
    remove: () => kubectl(['delete', '-k', own.folder]),
    cleanUp: () => kubectl(['delete', '-k', own.folder, '--ignore-not-found']).finally(own.remove),
  }
}

/**
 * As manifests/chart/README.md has it.
 * @param podstart image
 * @param more values
 */
export function byHelm({ apply, helm, kubectl }: Cluster, podstart: string, more: object): Installation {
  const [, repository, tag] = /^(.*):([^:]+)$/.exec(podstart) ?? []
  const values = JSON.stringify({ image: { repository, tag }, ...more })
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
  const chart = ['podstart', CHART, ...NAMESPACE, '--values', '-']
  return {
    apply: async () => {
      await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'podstart', labels } })
      await helm(['upgrade', '--install', ...chart], values)
    },
    changes: async () =>
      kubectl(['diff', '--filename', '-'], await helm(['template', '--is-upgrade', ...chart], values)),
    remove: async () => {
      await helm(['uninstall', 'podstart', ...NAMESPACE, '--wait'])
      await kubectl(['delete', 'namespace', 'podstart'])
    },
    cleanUp: async () => {
      await helm(['uninstall', 'podstart', ...NAMESPACE, '--wait', '--ignore-not-found'])
      await kubectl(['delete', 'namespace', 'podstart', '--ignore-not-found'])
    },
  }
}

/** What pod security `restricted` asks for, and more: nothing of the container's files can be written. */
export const RESTRICTED = {
  pod: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  container: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
} as const

/** A namespace in which nothing else is let in. */
export const RESTRICTED_NAMESPACE = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
})

export interface RestrictedPod {
  readonly metadata: object
  readonly spec: object
  readonly container: object
}

/** A pod with one container that runs once; the image says as whom. */
export const restrictedPod = ({ metadata, spec, container }: RestrictedPod): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata,
  spec: {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    securityContext: RESTRICTED.pod,
    ...spec,
    containers: [{ name: 'podstart', ...container, securityContext: RESTRICTED.container }],
  },
})

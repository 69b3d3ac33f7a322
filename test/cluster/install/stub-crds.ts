import type { Cluster } from '../kit/cluster.ts'

/** Kinds of operators that are not installed here: any object of them is taken, whatever it says. */
const KINDS: readonly (readonly [group: string, version: string, kind: string, plural: string])[] = [
  ['cert-manager.io', 'v1', 'Issuer', 'issuers'],
  ['cert-manager.io', 'v1', 'Certificate', 'certificates'],
  ['monitoring.coreos.com', 'v1', 'ServiceMonitor', 'servicemonitors'],
  ['monitoring.coreos.com', 'v1', 'PrometheusRule', 'prometheusrules'],
]

const STUBS = KINDS.map(([group, version, kind, plural]) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    names: { kind, plural, singular: kind.toLowerCase() },
    scope: 'Namespaced',
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
}))

/** @returns how to take them away again, and all objects of them */
export async function installStubs({ apply, kubectl, waitFor }: Cluster): Promise<() => Promise<unknown>> {
  await apply(...STUBS)
  for (const { metadata } of STUBS) await waitFor(`crd/${metadata.name}`, 'condition=Established')
  return () => kubectl(['delete', 'crd', ...STUBS.map(({ metadata }) => metadata.name)])
}

import type { Cluster } from '../kit/cluster.ts'
import { queriesOf, type JaegerQueries } from '../kit/jaeger-queries.ts'
import { issueAsCertManager } from './cert-manager.ts'
import { publishJaeger } from './images.ts'
import { byHelm, byKustomize, type Installation } from './methods.ts'
import { at, sendsTo, type Changes } from './overlay.ts'

const JAEGER_IP = '10.96.0.77'

/** A way to install podstart, and where its traces are. */
export interface Case {
  readonly title: string
  /** Where pods are stamped and watched. */
  readonly namespace: string
  /** @param podstart image */
  readonly version: (cluster: Cluster, podstart: string) => Installation
  /** It has objects of kinds that only an operator brings. */
  readonly hasOperator?: true
  readonly jaeger: (cluster: Cluster) => Promise<JaegerQueries>
}

const clusters = ({ jaeger }: Cluster): Promise<JaegerQueries> => Promise.resolve(jaeger)
const toTheClusters = ({ addresses }: Cluster): Changes => ({ images: {}, patches: [sendsTo(addresses.otlp)] })

export const CASES: readonly Case[] = [
  {
    title: 'kubectl apply -k, self-managed-certs',
    namespace: 'w-install',
    version: (cluster, image) => byKustomize(cluster, 'self-managed-certs', image, toTheClusters(cluster)),
    jaeger: clusters,
  },
  {
    title: 'kubectl apply -k, namespaced',
    namespace: 'default',
    version: (cluster, image) => byKustomize(cluster, 'namespaced', image, toTheClusters(cluster)),
    jaeger: clusters,
  },
  {
    title: 'kubectl apply -k, jaeger',
    namespace: 'w-install-jaeger',
    version: (cluster, image) =>
      byKustomize(cluster, 'jaeger', image, {
        images: { 'jaegertracing/jaeger': publishJaeger() },
        patches: [at('podstart-jaeger', JAEGER_IP), sendsTo(`http://${JAEGER_IP}:4318`)],
      }),
    jaeger: installedJaeger,
  },
  {
    title: 'kubectl apply -k, cert-manager',
    namespace: 'w-install-cert-manager',
    version: (cluster, image) =>
      byKustomize(cluster, 'cert-manager', image, toTheClusters(cluster), issueAsCertManager),
    hasOperator: true,
    jaeger: clusters,
  },
  {
    title: 'kubectl apply -k, prometheus-operator',
    namespace: 'w-install-prometheus',
    version: (cluster, image) => byKustomize(cluster, 'prometheus-operator', image, toTheClusters(cluster)),
    hasOperator: true,
    jaeger: clusters,
  },
  {
    title: 'helm upgrade --install',
    namespace: 'w-install-helm',
    version: (cluster, image) => byHelm(cluster, image, { otlp: { endpoint: cluster.addresses.otlp } }),
    jaeger: clusters,
  },
]

/** By its pod: Services have addresses inside the cluster only. */
async function installedJaeger({ kubectl }: Cluster): Promise<JaegerQueries> {
  const own = ['get', 'pods', '--namespace', 'podstart', '--selector', 'app.kubernetes.io/component=jaeger']
  return queriesOf(`http://${await kubectl([...own, '--output', 'jsonpath={.items[0].status.podIP}'])}:16686`)
}

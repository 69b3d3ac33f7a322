import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Access } from './access.ts'
import type { Component } from './components.ts'
import { CLUSTER_IP, POD_RANGE } from './network.ts'
import type { Places } from './places.ts'
import { answers } from './probes.ts'

const HEALTH = `${CLUSTER_IP}:10256`

/** One for all nodes: they share a network namespace, and with it the iptables rules. */
export function proxy({ hyperkube, state }: Places, { admin }: Access): Component {
  const config = join(state, 'kube-proxy.json')
  writeFileSync(
    config,
    JSON.stringify({
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      mode: 'iptables',
      bindAddress: CLUSTER_IP,
      healthzBindAddress: HEALTH,
      metricsBindAddress: '127.0.0.1:10249',
      clientConnection: { kubeconfig: admin },
      clusterCIDR: POD_RANGE,
      hostnameOverride: 'node-1',
      // The machine's limit, which only the machine may change.
      conntrack: { maxPerCore: 0 },
    }),
  )
  return {
    name: 'kube-proxy',
    command: [hyperkube, 'kube-proxy', '--config', config],
    ready: answers(`http://${HEALTH}/healthz`),
  }
}

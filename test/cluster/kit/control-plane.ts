import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { API_SERVER, type Access } from './access.ts'
import type { Certificates } from './certificates.ts'
import { GOES_FIRST, type Component } from './components.ts'
import { OTLP_GRPC } from './jaeger.ts'
import { CLUSTER_IP, POD_RANGE, SERVICE_RANGE } from './network.ts'
import type { Places } from './places.ts'
import { answers } from './probes.ts'

const ETCD = 'http://127.0.0.1:2379'
const ETCD_HEALTH = `http://${CLUSTER_IP}:2381`
const ETCD_PEER = 'http://127.0.0.1:2380'

/** All spans: the truth that podstart's are compared with. */
export const ALL_SPANS = 1_000_000

export const etcd = ({ hyperkube, state }: Places): Component => ({
  name: 'etcd',
  command: [
    ...[hyperkube, 'etcd', '--data-dir', join(state, 'etcd'), '--log-level', 'warn'],
    ...['--listen-client-urls', ETCD, '--advertise-client-urls', ETCD],
    ...['--listen-peer-urls', ETCD_PEER, '--initial-advertise-peer-urls', ETCD_PEER],
    ...['--initial-cluster', `default=${ETCD_PEER}`],
    // The state does not outlive the cluster, so it need not survive the machine's crash.
    '--unsafe-no-fsync',
    // Its clients' port is for those inside; this one is to see whether it is ready.
    ...['--listen-metrics-urls', ETCD_HEALTH],
  ],
  ready: answers(`${ETCD_HEALTH}/health`),
})

const tracingIn = ({ state }: Places): string => join(state, 'api-server-tracing.json')

/** How many of a million requests the API server traces, from its next start on. */
export function sampleRequests(places: Places, perMillion: number): void {
  writeFileSync(
    tracingIn(places),
    JSON.stringify({
      apiVersion: 'apiserver.config.k8s.io/v1',
      kind: 'TracingConfiguration',
      endpoint: OTLP_GRPC,
      samplingRatePerMillion: perMillion,
    }),
  )
}

export function apiServer(places: Places, { tokens }: Access, certificates: Certificates): Component {
  const { hyperkube } = places
  sampleRequests(places, ALL_SPANS)
  return {
    name: 'kube-apiserver',
    command: [
      ...[hyperkube, 'kube-apiserver', '--etcd-servers', ETCD, '--service-cluster-ip-range', SERVICE_RANGE],
      ...['--bind-address', CLUSTER_IP, '--advertise-address', CLUSTER_IP, '--secure-port', new URL(API_SERVER).port],
      ...['--tls-cert-file', certificates.apiServer.public, '--tls-private-key-file', certificates.apiServer.key],
      ...['--client-ca-file', certificates.authority, '--token-auth-file', tokens, '--authorization-mode', 'Node,RBAC'],
      ...['--service-account-issuer', 'https://kubernetes.default.svc'],
      ...['--service-account-key-file', certificates.tokens.public],
      ...['--service-account-signing-key-file', certificates.tokens.key],
      ...['--kubelet-preferred-address-types', 'InternalIP'],
      ...['--kubelet-client-certificate', certificates.kubeletClient.public],
      ...['--kubelet-client-key', certificates.kubeletClient.key],
      ...['--tracing-config-file', tracingIn(places), '--allow-privileged', '--profiling=false'],
    ],
    ready: answers(`${API_SERVER}/readyz`),
    niceness: GOES_FIRST,
  }
}

export const scheduler = ({ hyperkube }: Places, { admin }: Access): Component =>
  controller([hyperkube, 'kube-scheduler'], admin, 10259)

export const controllerManager = ({ hyperkube }: Places, { admin }: Access, certificates: Certificates): Component => {
  const signing = [
    '--service-account-private-key-file',
    certificates.tokens.key,
    '--root-ca-file',
    certificates.authority,
  ]
  // Busy machines keep kubelets from reporting in time; no test wants its pods evicted for that.
  const patience = ['--node-monitor-grace-period=300s']
  const command = [hyperkube, 'kube-controller-manager', ...signing, ...patience, '--cluster-cidr', POD_RANGE]
  return controller(command, admin, 10257)
}

const controller = (command: readonly string[], kubeconfig: string, port: number): Component => ({
  name: command[1] ?? '',
  command: [
    ...[...command, '--kubeconfig', kubeconfig, '--leader-elect=false', '--authentication-skip-lookup'],
    ...['--bind-address', CLUSTER_IP, '--secure-port', String(port)],
  ],
  ready: answers(`https://${CLUSTER_IP}:${String(port)}/healthz`),
})

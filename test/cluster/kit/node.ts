import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Access } from './access.ts'
import { CGROUP } from './capsule.ts'
import { createCgroup } from './cgroups.ts'
import type { Component } from './components.ts'
import { ALL_SPANS } from './control-plane.ts'
import { OTLP_GRPC, OTLP_HTTP } from './jaeger.ts'
import { CLUSTER_IP, podRangeOf } from './network.ts'
import type { Places } from './places.ts'
import { accepts, answers } from './probes.ts'
import { REGISTRY } from './registry.ts'
import { CLEAN_ENV } from './run.ts'

export interface NodeOptions {
  /** Where pulls go instead of the registry, as http://host:port. */
  readonly mirror?: string
  /** `none`: pods get no network, the node is not Ready. */
  readonly cni?: Cni
  /** Fields of the KubeletConfiguration, before the kit's own. */
  readonly kubeletConfig?: Readonly<Record<string, unknown>>
}

export type Cni = 'ptp' | 'none'

/** A kubelet and its containerd, and the files that both read while they run. */
export interface KubeNode {
  readonly name: string
  readonly containerd: Component
  readonly kubelet: Component
  /** containerd's socket. */
  readonly socket: string
  useMirror(mirror: string | undefined): void
  useCni(cni: Cni): void
  /** A static pod; answers how to remove it. */
  staticPod(name: string, manifest: object): () => void
}

export function createNode(
  places: Places,
  access: Access,
  authority: string,
  n: number,
  options: NodeOptions,
): KubeNode {
  const name = `node-${String(n)}`
  const folder = join(places.state, name)
  const inNode = (...names: readonly string[]): string => join(folder, ...names)
  const [certs, cni, manifests] = [inNode('certs.d', REGISTRY), inNode('cni'), inNode('manifests')]
  for (const path of [certs, cni, manifests, inNode('kubelet')]) mkdirSync(path, { recursive: true })

  // Renamed into place: read the moment they are there.
  const put = (path: string, content: string): void => {
    writeFileSync(inNode('partial'), content)
    renameSync(inNode('partial'), path)
  }
  createCgroup(`${CGROUP}/${name}`)
  const network = join(cni, '10-ptp.conflist')
  const node: KubeNode = {
    name,
    socket: inNode('containerd.sock'),
    containerd: containerdOf(places, name, folder),
    kubelet: kubeletOf(places, access, { n, name, folder, authority, config: options.kubeletConfig ?? {} }),
    useMirror: (mirror = `http://${REGISTRY}`) => {
      put(
        join(certs, 'hosts.toml'),
        `server = "http://${REGISTRY}"\n[host."${mirror}"]\n  capabilities = ["pull", "resolve"]\n`,
      )
    },
    useCni: (which) => {
      if (which === 'none') rmSync(network, { force: true })
      // Written in place: containerd looks at what was written, not at what was renamed.
      else writeFileSync(network, JSON.stringify(ptp(n, inNode('addresses'))))
    },
    staticPod: (pod, manifest) => {
      const path = join(manifests, `${pod}.json`)
      put(path, JSON.stringify(manifest))
      return () => rmSync(path)
    },
  }
  node.useMirror(options.mirror)
  node.useCni(options.cni ?? 'ptp')
  return node
}

/**
 * A cable for each pod, not a bridge: all that pods of one node send each other is routed, so kube-proxy's rules see the
 * answers too. On a bridge they do only where the kernel has br_netfilter.
 */
const ptp = (n: number, addresses: string): object => ({
  cniVersion: '1.0.0',
  name: `node-${String(n)}`,
  plugins: [
    {
      type: 'ptp',
      ipam: {
        type: 'host-local',
        dataDir: addresses,
        ranges: [[{ subnet: podRangeOf(n) }]],
        routes: [{ dst: '0.0.0.0/0' }],
      },
    },
  ],
})

function containerdOf({ containerd }: Places, name: string, folder: string): Component {
  const config = join(folder, 'containerd.toml')
  writeFileSync(config, containerdConfig(folder))
  return {
    name: `containerd-${name}`,
    command: [join(containerd, 'containerd'), '--config', config],
    env: {
      // Where it finds its shim.
      PATH: `${containerd}:${CLEAN_ENV.PATH}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${OTLP_HTTP}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_SERVICE_NAME: 'containerd',
      OTEL_RESOURCE_ATTRIBUTES: `host.name=${name}`,
    },
    ready: accepts(join(folder, 'containerd.sock')),
  }
}

const containerdConfig = (folder: string): string => `
version = 3
root = "${folder}/containerd"
state = "${folder}/run"
disabled_plugins = ["io.containerd.nri.v1.nri"]
[grpc]
  address = "${folder}/containerd.sock"
[ttrpc]
  address = "${folder}/containerd.sock.ttrpc"
[plugins."io.containerd.cri.v1.images"]
  [plugins."io.containerd.cri.v1.images".pinned_images]
    sandbox = "${REGISTRY}/pause:1"
  [plugins."io.containerd.cri.v1.images".registry]
    config_path = "${folder}/certs.d"
[plugins."io.containerd.cri.v1.runtime"]
  disable_apparmor = true
  # Machines without CAP_SYS_RESOURCE let nobody lower an oom_score_adj.
  restrict_oom_score_adj = true
  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
      SystemdCgroup = false
  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ["/usr/lib/cni"]
    conf_dir = "${folder}/cni"
`

interface KubeletSettings {
  readonly n: number
  readonly name: string
  readonly folder: string
  readonly authority: string
  readonly config: Readonly<Record<string, unknown>>
}

function kubeletOf(
  { hyperkube }: Places,
  access: Access,
  { n, name, folder, authority, config }: KubeletSettings,
): Component {
  const path = join(folder, 'kubelet.json')
  const healthPort = 10248 + n * 10
  writeFileSync(
    path,
    JSON.stringify({
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      address: CLUSTER_IP,
      port: 10250 + n * 10,
      healthzBindAddress: CLUSTER_IP,
      healthzPort: healthPort,
      readOnlyPort: 0,
      authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: authority } },
      authorization: { mode: 'AlwaysAllow' },
      containerRuntimeEndpoint: `unix://${folder}/containerd.sock`,
      cgroupDriver: 'cgroupfs',
      // A cgroup of the node's own, so that all cgroups of the cluster are found at its end.
      cgroupRoot: `${CGROUP}/${name}`,
      enforceNodeAllocatable: [],
      failCgroupV1: false,
      failSwapOn: false,
      podLogsDir: `${folder}/logs`,
      volumePluginDir: `${folder}/volume-plugins`,
      staticPodPath: `${folder}/manifests`,
      // Images stay until a test removes them, and a full disk is not the tests' matter.
      evictionHard: { 'nodefs.available': '1%', 'imagefs.available': '1%', 'memory.available': '50Mi' },
      imageGCHighThresholdPercent: 100,
      imageGCLowThresholdPercent: 99,
      clusterDomain: 'cluster.local',
      clusterDNS: ['10.96.0.10'],
      resolvConf: '',
      tracing: { endpoint: OTLP_GRPC, samplingRatePerMillion: ALL_SPANS },
      ...config,
    }),
  )
  return {
    name: `kubelet-${name}`,
    command: [
      ...[hyperkube, 'kubelet', '--config', path, '--kubeconfig', access.kubeconfigOf(n), '--hostname-override', name],
      ...['--root-dir', join(folder, 'kubelet'), '--cert-dir', join(folder, 'certificates'), '--node-ip', CLUSTER_IP],
    ],
    ready: answers(`http://${CLUSTER_IP}:${String(healthPort)}/healthz`),
  }
}

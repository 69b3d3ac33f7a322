import { join } from 'node:path'
import { API_SERVER, MOST_NODES } from './access.ts'
import { bringUp, type BringUpOptions, type Running } from './bring-up.ts'
import { runInside } from './capsule.ts'
import type { Component } from './components.ts'
import { sampleRequests } from './control-plane.ts'
import { evictImages } from './images-on-node.ts'
import { JAEGER_QUERY, OTLP_HTTP } from './jaeger.ts'
import { queriesOf, type JaegerQueries } from './jaeger-queries.ts'
import { createHelm, createKubectl, waitFor, type Kubectl, type WaitOptions } from './kubectl.ts'
import { mirror, type Mirror } from './mirror.ts'
import { MACHINE_IP } from './network.ts'
import type { Cni, KubeNode, NodeOptions } from './node.ts'
import type { Places } from './places.ts'
import { publishPodstart } from './podstart-image.ts'
import { publishAs, REGISTRY, REGISTRY_FROM_OUTSIDE } from './registry.ts'

/** Where things are, from the machine's side of the link. */
export const ADDRESSES = {
  apiServer: API_SERVER,
  jaeger: `http://${JAEGER_QUERY}`,
  otlp: `http://${OTLP_HTTP}`,
  registry: REGISTRY_FROM_OUTSIDE,
  /** The machine's own address, for servers that the cluster is to reach. */
  machine: MACHINE_IP,
} as const

/** Node n of the cluster, by its number: the first is 1, and its name node-1. */
export type NodeNumber = number

/** A running cluster, for tests. */
export interface Cluster {
  readonly version: string
  readonly kubeconfig: string
  /** The file with the certificate of the authority that signed the API server's. */
  readonly authority: string
  readonly addresses: typeof ADDRESSES
  readonly jaeger: JaegerQueries
  readonly kubectl: Kubectl
  /** Built by `ensureBuilt(['helm'])`. */
  readonly helm: Kubectl
  /** The name of one of the images in image-table.ts as pods have it. */
  image(name: string): string
  apply(...objects: readonly object[]): Promise<void>
  /** See kubectl.ts: resolves when `kubectl wait` does. */
  waitFor(what: string, condition: string, options?: WaitOptions): Promise<void>
  /** A node more, Ready unless it is to have no network. */
  addNode(n: NodeNumber, options?: NodeOptions): Promise<void>
  /** Sends the node's pulls another way from now on; without a mirror straight to the registry. */
  useMirror(n: NodeNumber, mirror?: string): void
  /** Gives a node a network, or takes it from pods to come. */
  useCni(n: NodeNumber, cni: Cni): void
  stopComponent(name: string): Promise<void>
  /** @param flags more than it has otherwise */
  startComponent(name: string, flags?: readonly string[]): Promise<void>
  /**
   * Starts the API server anew; it then traces so many of a million requests (otherwise all).
   *
   * @param flags more than it has otherwise
   */
  sampleRequests(perMillion: number, flags?: readonly string[]): Promise<void>
  /** Puts a static pod's manifest on a node; answers how to remove it. */
  staticPod(n: NodeNumber, name: string, manifest: object): () => void
  /** A throttled way to the registry, for `addNode` and `useMirror`. Ends with stopComponent(its name). */
  slowMirror(options: { readonly bytesPerSecond: number }): Promise<Mirror>
  /** Puts a repository's images into the registry by another name. */
  publishAs(repository: string, name: string): void
  /** Puts podstart's own image into the registry: see podstart-image.ts. Answers with its name as pods have it. */
  publishPodstart(tag: string): Promise<string>
  evictImages(n: NodeNumber, refs: readonly string[]): Promise<void>
  /** Runs a command in the cluster's namespaces. */
  exec(command: readonly string[], stdin?: string): Promise<string>
}

export async function createCluster(
  places: Places,
  nodeCount: number,
  { step, signal }: BringUpOptions,
): Promise<Cluster> {
  const running = await bringUp(places, nodeCount, { step, signal })
  const kubectl = createKubectl(places, running.kubeconfig, signal)
  const nodes = new Map<NodeNumber, KubeNode>(running.nodes.map((node, i) => [i + 1, node]))
  const ready = ({ name }: KubeNode): Promise<void> =>
    step(`${name} Ready`, () => waitFor(kubectl, `node/${name}`, 'condition=Ready', {}))
  await Promise.all([
    ...running.nodes.map(ready),
    // Without it no pod can be created.
    step('default service account', () => waitFor(kubectl, 'serviceaccount/default', 'create', {})),
  ])
  const components = componentsOf(running)
  return {
    version: places.versions.kubernetes,
    kubeconfig: running.kubeconfig,
    authority: running.authority,
    addresses: ADDRESSES,
    jaeger: queriesOf(ADDRESSES.jaeger),
    kubectl,
    helm: createHelm(places, running.kubeconfig, signal),
    image: (name) => `${REGISTRY}/${name}`,
    apply: async (...items) => {
      await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
    },
    waitFor: (what, condition, options = {}) => waitFor(kubectl, what, condition, options),
    exec: (command, stdin = '') => runInside(running.capsule, command, { input: stdin, signal }),
    ...components,
    sampleRequests: async (perMillion, flags) => {
      sampleRequests(places, perMillion)
      await components.stopComponent('kube-apiserver')
      await components.startComponent('kube-apiserver', flags)
    },
    ...nodesOf(running, nodes, ready),
    publishAs: (repository, name) => publishAs(places, repository, name),
    publishPodstart: (tag) => publishPodstart(places, tag),
    evictImages: (n, refs) =>
      evictImages(running.capsule, join(places.containerd, 'ctr'), nodeOf(nodes, n).socket, refs),
  }
}

function componentsOf({
  components,
  parts,
}: Running): Pick<Cluster, 'stopComponent' | 'startComponent' | 'slowMirror'> {
  const known = new Map<string, Component>(parts.map((part) => [part.name, part]))
  let port = 5001
  return {
    stopComponent: (name) => components.stop(name),
    startComponent: async (name, flags = []) => {
      const component = known.get(name)
      if (!component) throw new Error(`no component ${name}; there are ${[...known.keys()].join(', ')}`)
      await components.start({ ...component, command: [...component.command, ...flags] })
    },
    slowMirror: async ({ bytesPerSecond }) => {
      const slow = mirror(port++, bytesPerSecond)
      known.set(slow.name, slow)
      await components.start(slow)
      return slow
    },
  }
}

function nodesOf(
  { createNode, components }: Running,
  nodes: Map<NodeNumber, KubeNode>,
  ready: (node: KubeNode) => Promise<void>,
): Pick<Cluster, 'addNode' | 'useMirror' | 'useCni' | 'staticPod'> {
  return {
    addNode: async (n, options = {}) => {
      if (nodes.has(n) || !(n >= 1 && n <= MOST_NODES)) throw new Error(`no room for a node ${String(n)}`)
      const node = createNode(n, options)
      nodes.set(n, node)
      await components.start(node.containerd)
      await components.start(node.kubelet)
      if (options.cni !== 'none') await ready(node)
    },
    useMirror: (n, address) => nodeOf(nodes, n).useMirror(address),
    useCni: (n, cni) => nodeOf(nodes, n).useCni(cni),
    staticPod: (n, name, manifest) => nodeOf(nodes, n).staticPod(name, manifest),
  }
}

function nodeOf(nodes: ReadonlyMap<NodeNumber, KubeNode>, n: NodeNumber): KubeNode {
  const node = nodes.get(n)
  if (!node) throw new Error(`no node ${String(n)}; there are ${[...nodes.keys()].join(', ')}`)
  return node
}

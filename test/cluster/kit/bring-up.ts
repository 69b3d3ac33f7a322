import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createAccess } from './access.ts'
import { createCapsule, type Capsule } from './capsule.ts'
import { createCertificates } from './certificates.ts'
import { createComponents, type Component, type Components } from './components.ts'
import { apiServer, controllerManager, etcd, scheduler } from './control-plane.ts'
import { jaeger } from './jaeger.ts'
import { connect } from './network.ts'
import { createNode, type KubeNode, type NodeOptions } from './node.ts'
import type { Places } from './places.ts'
import { proxy } from './proxy.ts'
import { registry } from './registry.ts'
import type { Step } from './steps.ts'

/** What was started, and what it takes to start more. */
export interface Running {
  readonly capsule: Capsule
  readonly kubeconfig: string
  readonly authority: string
  readonly components: Components
  readonly parts: readonly Component[]
  readonly nodes: readonly KubeNode[]
  /** Writes a node's files; its two components are still to be started. */
  createNode(n: number, options: NodeOptions): KubeNode
}

export interface BringUpOptions {
  readonly step: Step
  /** Aborted when all is to end. */
  readonly signal: AbortSignal
}

/** Starts the namespaces and all components. Nodes may not be Ready yet. */
export async function bringUp(places: Places, nodeCount: number, { step, signal }: BringUpOptions): Promise<Running> {
  for (const folder of [places.state, places.logs]) rmSync(folder, { recursive: true, force: true })
  mkdirSync(places.state, { recursive: true, mode: 0o700 })
  const capsule = await step('namespaces and network', async () => {
    const made = await createCapsule(places, signal)
    await connect(made.init.pid)
    return made
  })
  const certificates = await createCertificates(join(places.state, 'pki'))
  const access = createAccess(places.state, certificates.authority)
  const newNode = (n: number, options: NodeOptions): KubeNode =>
    createNode(places, access, certificates.authority, n, options)

  const nodes = Array.from({ length: nodeCount }, (_, i) => newNode(i + 1, {}))
  const [store, server] = [etcd(places), apiServer(places, access, certificates)]
  const apart = [jaeger(places), registry(places), ...nodes.map(({ containerd }) => containerd)]
  const clients = [scheduler(places, access), controllerManager(places, access, certificates), proxy(places, access)]

  const components = createComponents(capsule, places)
  const start = (part: Component): Promise<void> => step(part.name, () => components.start(part))
  await Promise.all([start(store).then(() => start(server)), ...apart.map(start)])
  await Promise.all([...clients, ...nodes.map(({ kubelet }) => kubelet)].map(start))
  return {
    capsule,
    kubeconfig: access.admin,
    authority: certificates.authority,
    components,
    parts: [store, server, ...apart, ...clients, ...nodes.map(({ kubelet }) => kubelet)],
    nodes,
    createNode: newNode,
  }
}

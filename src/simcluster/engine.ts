import type { Nanos } from '../observe/nanos.ts'
import type { Json } from './api/resources.ts'
import type { Store } from './api/store.ts'
import { createChanges } from './changes.ts'
import type { Chance } from './chance.ts'
import type { Clock } from './clock.ts'
import { startNodeLifecycle } from './control/node-lifecycle.ts'
import { nodeObject } from './control/node-object.ts'
import { startScheduler } from './control/scheduler.ts'
import { createRecorder } from './events/recorder.ts'
import { createImageStore } from './node/image-store.ts'
import { startKubelet } from './node/kubelet.ts'
import type { NodeParts } from './node/node-parts.ts'
import { createRuntime } from './node/runtime.ts'
import { BEHAVIOURS } from './profile.ts'
import { createRegistry } from './registry.ts'
import { toSecond } from './times.ts'
import type { Truth } from './truth.ts'
import type { Change, NodeSpec, World } from './world.ts'

export interface EngineParts {
  readonly world: World
  readonly store: Store
  readonly clock: Clock
  readonly chance: Chance
  readonly truth: Truth
  /** What admission makes of a pod that {@link Engine.apply} creates. */
  readonly admit?: (pod: Json, now: Nanos) => Json
}

/** Everything of a cluster but its API server: what is written to the store, by whomever, it acts on. */
export interface Engine {
  /** What somebody does to the cluster. */
  apply(change: Change): void
  /** Nothing happens any more. */
  stop(): void
}

export function startEngine(parts: EngineParts): Engine {
  const { world, store, clock, chance, truth } = parts
  const behaviour = BEHAVIOURS[world.profile]
  const registry = createRegistry(world.images)
  fillStore(parts)
  const nodes = new Map(
    world.nodes.map((node, i) => [node.name, createNode({ ...parts, behaviour, registry }, node, i)]),
  )
  const kubelets = new Map([...nodes].map(([name, node]) => [name, startKubelet(node)]))
  const scheduler = startScheduler({ store, clock, chance, truth, behaviour })
  const lifecycle = startNodeLifecycle({ store, clock, chance })

  const stopNode = (name: string): void => {
    kubelets.get(name)?.stop()
    nodes.get(name)?.recorder.stop()
    kubelets.delete(name)
    lifecycle.silent(name)
  }
  const startNode = (name: string): void => {
    const node = nodes.get(name)
    if (node === undefined || kubelets.has(name)) return
    kubelets.set(name, startKubelet(node))
    lifecycle.back(name)
  }
  const changes = createChanges({ ...parts, registry, nodes, stopNode, startNode })
  return {
    apply: changes.apply,
    stop() {
      changes.stop()
      scheduler.stop()
      lifecycle.stop()
      for (const kubelet of kubelets.values()) kubelet.stop()
      for (const { recorder } of nodes.values()) recorder.stop()
      for (const { runtime } of nodes.values()) runtime.stopAll()
    },
  }
}

function createNode(parts: Omit<NodeParts, OfOneNode>, node: NodeSpec, i: number): NodeParts {
  const { world, clock, truth, registry } = parts
  return {
    ...parts,
    node,
    hostIP: hostIP(i),
    recorder: createRecorder(parts, { component: 'kubelet', host: node.name }),
    runtime: createRuntime({ node, clock, truth, world, subnet: `10.${88 + i}` }),
    images: createImageStore({ node, world, clock, registry }),
  }
}

type OfOneNode = 'node' | 'hostIP' | 'recorder' | 'runtime' | 'images'

const hostIP = (i: number): string => `10.0.0.${i + 1}`

function fillStore({ world, store, clock }: EngineParts): void {
  const now = clock.now()
  world.nodes.forEach((node, i) => {
    if (store.get('nodes', '', node.name) !== undefined) return
    store.put('nodes', nodeObject(node, hostIP(i), BEHAVIOURS[world.profile], now))
  })
  for (const [resource, all] of [
    ['secrets', world.secrets],
    ['configmaps', world.configMaps],
  ] as const) {
    for (const one of all ?? []) {
      const [namespace = '', name = ''] = one.split('/')
      store.put(resource, { metadata: { name, namespace, creationTimestamp: toSecond(now) } })
    }
  }
}

import { creationFor } from './creation.ts'
import type { EngineParts } from './engine.ts'
import { textAt, type Json } from './api/resources.ts'
import type { NodeParts } from './node/node-parts.ts'
import { createPod, deletePod, patchPod } from './pod-changes.ts'
import type { Registry } from './registry.ts'
import { createTasks } from './steps.ts'
import { toSecond } from './times.ts'
import type { Change } from './world.ts'

export interface ChangeParts extends EngineParts {
  readonly registry: Registry
  readonly nodes: ReadonlyMap<string, NodeParts>
  readonly stopNode: (name: string) => void
  readonly startNode: (name: string) => void
}

type Doers = { readonly [D in Change['do']]: (change: Extract<Change, { readonly do: D }>) => void }

export interface Changes {
  apply(change: Change): void
  stop(): void
}

/** Carries out what somebody does to the cluster. */
export function createChanges(parts: ChangeParts): Changes {
  const { registry, nodes } = parts
  const tasks = createTasks()
  const doers: Doers = {
    ...podChanges(parts, tasks),
    ...objectChanges(parts),
    'publish image': ({ reference }) => registry.publish(reference),
    'withdraw image': ({ reference }) => registry.withdraw(reference),
    'break sandboxes': ({ node, message }) => nodes.get(node)?.runtime.breakSandboxes(message),
    'stop node': ({ node }) => parts.stopNode(node),
    'start node': ({ node }) => parts.startNode(node),
  }
  return {
    apply: (change) => (doers[change.do] as (change: Change) => void)(change),
    stop: () => tasks.stop(),
  }
}

type PodChange = 'create pod' | 'delete pod' | 'patch pod'

function podChanges(parts: ChangeParts, tasks: ReturnType<typeof createTasks>): Pick<Doers, PodChange> {
  const { store, clock, chance } = parts
  const creation = creationFor(clock, chance)
  let count = 0
  return {
    'create pod': ({ pod }) => {
      count += 1
      const name = textAt(pod, 'metadata', 'name') || `${count} of ${textAt(pod, 'metadata', 'generateName')}`
      const luck = chance.of(`create ${textAt(pod, 'metadata', 'namespace')}/${name}`)
      tasks.begin(createPod({ ...parts, creation }, pod, luck))
    },
    'delete pod': ({ namespace, name, graceSeconds }) => {
      const stored = store.get('pods', namespace, name)
      if (stored !== undefined) deletePod(store, stored, clock.now(), graceSeconds)
    },
    'patch pod': ({ namespace, name, pod: to }) => {
      const stored = store.get('pods', namespace, name)
      if (stored !== undefined) patchPod(store, stored, to)
    },
  }
}

type ObjectChange = 'create secret' | 'create configmap' | 'cordon node' | 'uncordon node' | 'label node'

function objectChanges({ store, clock }: ChangeParts): Pick<Doers, ObjectChange> {
  const putEmpty = (resource: 'secrets' | 'configmaps', namespace: string, name: string): void => {
    if (store.get(resource, namespace, name) !== undefined) return
    store.put(resource, { metadata: { name, namespace, creationTimestamp: toSecond(clock.now()) } })
  }
  const changeNode = (name: string, to: (node: Json) => Json): void => {
    const node = store.get('nodes', '', name)
    if (node !== undefined) store.put('nodes', { ...node, ...to(node) })
  }
  return {
    'create secret': ({ namespace, name }) => putEmpty('secrets', namespace, name),
    'create configmap': ({ namespace, name }) => putEmpty('configmaps', namespace, name),
    'cordon node': ({ node }) => changeNode(node, ({ spec }) => ({ spec: { ...(spec as Json), unschedulable: true } })),
    'uncordon node': ({ node }) =>
      changeNode(node, ({ spec }) => ({
        spec: Object.fromEntries(Object.entries(spec as Json).filter(([field]) => field !== 'unschedulable')),
      })),
    'label node': ({ node, labels }) =>
      changeNode(node, ({ metadata }) => {
        const { labels: old, ...rest } = metadata as Json
        return { metadata: { ...rest, labels: { ...(old as Json), ...labels } } }
      }),
  }
}

import { nanos, SECOND, type Nanos } from '../../observe/nanos.ts'
import type { Change } from '../api/store.ts'
import { textAt } from '../api/resources.ts'
import type { Cancel } from '../clock.ts'
import { asPod, isTerminal, type Pod } from '../pod.ts'
import { follow } from '../watcher.ts'
import { createBackOff } from './back-off.ts'
import { createImagePuller } from './image-puller.ts'
import type { NodeParts } from './node-parts.ts'
import { createPleg } from './pleg.ts'
import { createPodWorker, type KubeletParts, type PodWorker } from './pod-worker.ts'
import { createStatusWriter } from './status-writer.ts'

export interface Kubelet {
  stop: Cancel
}

/** A node's kubelet, from now on. What runs already in the node's runtime, it takes over. */
export function startKubelet(node: NodeParts): Kubelet {
  const { store, chance } = node
  const workers = new Map<string, PodWorker>()
  const phase = nanos(BigInt(Math.floor(chance.of(`ticks of ${node.node.name}`).share() * 1e9)))
  const pleg = createPleg(node, (uid) => workers.get(uid)?.poke())
  const parts: KubeletParts = {
    ...node,
    pleg,
    writer: createStatusWriter(node),
    puller: createImagePuller(node),
    crashes: createBackOff(),
    nextTick: (due: Nanos) => nanos(due + ((SECOND - ((due - phase) % SECOND)) % SECOND)),
  }

  function see(pod: Pod): void {
    const { uid } = pod.metadata
    const known = workers.get(uid)
    if (known !== undefined) return known.update(pod)
    if (isTerminal(pod)) return
    const worker = createPodWorker(parts, pod)
    workers.set(uid, worker)
    worker.poke()
  }
  function lose(uid: string): void {
    workers.get(uid)?.stop()
    workers.delete(uid)
    parts.writer.forget(uid)
    parts.puller.forget(uid)
    parts.crashes.forget(uid)
    node.runtime.remove(uid)
  }
  function isMine({ resource, object, previous }: Change): boolean {
    return resource === 'pods' && textAt(object ?? previous, 'spec', 'nodeName') === node.node.name
  }
  for (const [, stored] of store.list('pods'))
    if (textAt(stored, 'spec', 'nodeName') === node.node.name) see(asPod(stored))
  const stopFollowing = follow(node, `kubelet ${node.node.name}`, isMine, ({ object, previous }) => {
    if (object !== undefined) see(asPod(object))
    else if (previous !== undefined) lose(previous.metadata.uid)
  })
  return {
    stop() {
      stopFollowing()
      for (const worker of workers.values()) worker.stop()
      pleg.stop()
      parts.writer.stop()
    },
  }
}

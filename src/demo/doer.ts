import { CoreV1Api, KubeConfig, type V1Pod } from '@kubernetes/client-node'
import type { Change } from '../simcluster/world.ts'
import { imageRef, NAMESPACE, type Deed } from './story.ts'
import { hashOf, podOf, WORKLOADS } from './workloads.ts'

/** Does what the story says: through the API server as everybody else, and to the registry. */
export type Doer = (deed: Deed) => Promise<void>

/** @param change for what no API server is asked */
export function createDoer(kubeconfig: string, change: (change: Change) => void): Doer {
  const config = new KubeConfig()
  config.loadFromString(kubeconfig)
  const core = config.makeApiClient(CoreV1Api)
  const namespace = NAMESPACE
  const deeds: { readonly [K in Deed['do']]: (deed: Extract<Deed, { readonly do: K }>) => Promise<unknown> } = {
    start({ workload: name, tag, pods }) {
      const workload = WORKLOADS.get(name)
      if (workload === undefined) throw new Error(`${name} is no workload`)
      const body = podOf(workload, namespace, imageRef(name, tag), hashOf(`${name}:${tag}`)) as V1Pod
      return Promise.all(Array.from({ length: pods }, () => core.createNamespacedPod({ namespace, body })))
    },
    async end({ workload, except }) {
      const { items } = await core.listNamespacedPod({ namespace, labelSelector: `app=${workload}` })
      const spared = except === undefined ? undefined : imageRef(workload, except)
      const ended = items.filter(({ spec }) => spec?.containers[0]?.image !== spared)
      return Promise.all(
        ended.map(({ metadata }) => core.deleteNamespacedPod({ namespace, name: metadata?.name ?? '' })),
      )
    },
    push({ workload, tag }) {
      change({ do: 'publish image', reference: imageRef(workload, tag) })
      return Promise.resolve()
    },
    'create secret': ({ name }) => core.createNamespacedSecret({ namespace, body: { metadata: { name } } }),
    'delete secret': ({ name }) => core.deleteNamespacedSecret({ namespace, name }),
  }
  return async (deed) => {
    const act = deeds[deed.do] as (deed: Deed) => Promise<unknown>
    await act(deed)
  }
}

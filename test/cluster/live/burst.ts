import type { Scenario } from './scenario.ts'
import { container, deployment, IMAGE, pod, podSpec } from './pods.ts'

const POD_COUNT = 40

/** More at once than the nodes can do: queues everywhere, Events late or lost. */
export const BURST: Scenario = {
  name: 'burst',
  told: [{ pod: 'many', outcome: 'ready', service: 'pods/many', count: POD_COUNT }],
  async play({ apply, until }) {
    await apply(deployment('many', POD_COUNT, podSpec([container('app', IMAGE.app5)])))
    await until('deployment/many', `jsonpath={.status.readyReplicas}=${POD_COUNT}`)
  },
}

/** Two nodes, one behind a slow way to the registry; both begin without the image. */
export const SLOW_NODE: Scenario = {
  name: 'slow-registry-path',
  told: ['near', 'far'].map((name) => ({ pod: name, outcome: 'ready', service: 'pods/(bare)' })),
  async play({ cluster, apply, until }) {
    const { address } = await cluster.slowMirror({ bytesPerSecond: 10_000_000 })
    cluster.useMirror(2, address)
    await Promise.all([1, 2].map((n) => cluster.evictImages(n, [IMAGE.web20])))
    await apply(
      pod('near', [container('app', IMAGE.web20)], { node: 'node-1' }),
      pod('far', [container('app', IMAGE.web20)], { node: 'node-2' }),
    )
    await Promise.all(['near', 'far'].map((name) => until(`pod/${name}`, 'condition=Ready')))
    cluster.useMirror(2)
  },
}

import type { Scenario } from './scenario.ts'
import { container, IMAGE, pod } from './pods.ts'

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

/** Slow, so that the pull is still under way when its pod goes. */
const DELETED_MID_PULL: Scenario = {
  name: 'deleted-mid-pull',
  told: [{ pod: 'impatient', outcome: 'deleted', stage: 'pull', reason: 'ContainerCreating', service: 'pods/(bare)' }],
  async play({ cluster, apply, untilEvent, remove }) {
    const { address } = await cluster.slowMirror({ bytesPerSecond: 10_000_000 })
    cluster.useMirror(2, address)
    await apply(pod('impatient', [container('app', IMAGE.big300)], { node: 'node-2' }))
    await untilEvent('Pulling')
    await remove('pod/impatient')
    cluster.useMirror(2)
  },
}

/** One after the other: a node has one way at a time. */
export const SLOW_WAY: readonly Scenario[] = [SLOW_NODE, DELETED_MID_PULL]

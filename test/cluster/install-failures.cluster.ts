import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Cluster } from './kit/cluster.ts'
import { until } from './kit/probes.ts'
import { cluster as sharedCluster } from './kit/shared.ts'
import { openScene } from './live/scenario.ts'
import { untilAvailable, untilStamped } from './install/installed.ts'
import { ownOverlay, sendsTo, type OwnOverlay } from './install/overlay.ts'
import { createApi, createdPod, type Api } from './webhook/api.ts'
import { running } from './webhook/pods.ts'
import { isStamped } from './webhook/stored-trace.ts'

const NAMESPACE = 'w-failures'
const NODE_2 = ['kubelet-node-2', 'containerd-node-2']

/** In the order in which they start. */
const CONTROL_PLANE = ['etcd', 'kube-apiserver', 'kube-scheduler', 'kube-controller-manager', 'kube-proxy']
const NODES = ['containerd-node-1', 'kubelet-node-1', ...NODE_2.toReversed()]

describe('with podstart installed, pods start', () => {
  let cluster: Cluster
  let api: Api
  let overlay: OwnOverlay

  /** On node 1, since the other may be away. */
  async function starts(name: string): Promise<void> {
    const spec = { nodeSelector: { 'kubernetes.io/hostname': 'node-1' }, tolerations: [{ operator: 'Exists' }] }
    createdPod(await api.createPod(running(name, NAMESPACE, { spec })))
    await cluster.waitFor(`pod/${name}`, 'condition=Ready', { namespace: NAMESPACE, seconds: 120 })
  }
  const isReady = async (node: string): Promise<boolean> => {
    const path = 'jsonpath={.status.conditions[?(@.type=="Ready")].status}'
    return (await cluster.kubectl(['get', 'node', node, '--output', path])) === 'True'
  }

  before(async () => {
    cluster = await sharedCluster()
    api = createApi(cluster)
    await openScene(cluster, NAMESPACE)
    const podstart = await cluster.publishPodstart('failures')
    overlay = ownOverlay('self-managed-certs', { images: { podstart }, patches: [sendsTo(cluster.addresses.otlp)] })
    await cluster.kubectl(['apply', '-k', overlay.folder])
    await untilAvailable(cluster)
    await untilStamped(api, NAMESPACE)
  })
  after(async () => {
    await cluster.kubectl(['delete', '-k', overlay.folder])
    overlay.remove()
    await api.deletePods(NAMESPACE)
    api.close()
  })

  // Half of the calls then end at their timeout; later, when Kubernetes knows, there are none to that node.
  it('while a node with a webhook pod is gone and the cluster does not know yet', async () => {
    const nodes = await cluster.kubectl([
      ...['get', 'pods', '--namespace', 'podstart', '--selector', 'app.kubernetes.io/component=webhook'],
      ...['--output', 'jsonpath={.items[*].spec.nodeName}'],
    ])
    expect(nodes.split(' ').toSorted()).to.deep.equal(['node-1', 'node-2'])
    const toNode2 = (what: string) => ['iptables', what, 'OUTPUT', '-d', '10.88.2.0/24', '-j', 'DROP']
    for (const name of NODE_2) await cluster.stopComponent(name)
    await cluster.exec(toNode2('-I'))
    try {
      for (let i = 0; i < 10; i++) await starts(`node-gone-${String(i)}`)
    } finally {
      await cluster.exec(toNode2('-D'))
      for (const name of NODE_2.toReversed()) await cluster.startComponent(name)
    }
    expect(await until(() => isReady('node-2'), { seconds: 60 })).to.equal(true)
    await untilStamped(api, NAMESPACE)
  })

  it('while calls to the webhook are swallowed: they wait for its timeout, and no longer', async () => {
    const calls = (what: string) => ['iptables', what, 'OUTPUT', '-p', 'tcp', '--dport', '8443', '-j', 'DROP']
    await cluster.exec(calls('-I'))
    try {
      const answers = await Promise.all(
        Array.from({ length: 5 }, (_, i) => api.createPod(running(`swallowed-${String(i)}`, NAMESPACE))),
      )
      expect(answers.map(({ status }) => status)).to.deep.equal(Array(5).fill(201))
      expect(answers.map((one) => isStamped(createdPod(one)))).to.deep.equal(Array(5).fill(false))
      // 2 s of the webhook's, and what the API server takes itself; without a timeout of ours it would be 10.
      for (const { millis } of answers) expect(millis).to.be.within(1_900, 8_000)
    } finally {
      await cluster.exec(calls('-D'))
    }
    await untilStamped(api, NAMESPACE)
  })

  it('after the whole cluster was restarted, and podstart comes back by itself', async () => {
    for (const name of [...NODES.toReversed(), ...CONTROL_PLANE.toReversed()]) await cluster.stopComponent(name)
    await cluster.exec(['pkill', '-KILL', '-f', '/app/dist/cli/main.js'])
    for (const name of [...CONTROL_PLANE, ...NODES]) await cluster.startComponent(name)
    expect(await until(() => isReady('node-1'), { seconds: 120 })).to.equal(true)
    await starts('restarted')
    await untilStamped(api, NAMESPACE)
    await untilAvailable(cluster)
  })
})

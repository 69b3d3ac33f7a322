import { expect } from 'chai'
import { describe, it } from 'mocha'
import { milliCpuOf, misfit, unschedulableMessage, type NodeView } from '../../../../src/simcluster/control/fit.ts'
import type { Pod, PodSpec } from '../../../../src/simcluster/pod.ts'
import { BEHAVIOURS } from '../../../../src/simcluster/profile.ts'

const NODE: NodeView = {
  name: 'node-1',
  labels: { disk: 'slow' },
  taints: [],
  isCordoned: false,
  milliCpu: 1_000,
  usedMilliCpu: 800,
  pods: 1,
}
const TAINT = { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' }
const pod = (spec: Partial<PodSpec> = {}, cpu?: string): Pod => ({
  metadata: { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: '1' },
  spec: {
    containers: [{ name: 'app', image: 'app', ...(cpu !== undefined && { resources: { requests: { cpu } } }) }],
    ...spec,
  },
  status: {},
})
const tolerating = pod({ tolerations: [{ operator: 'Exists' }] })

const FITS: readonly (readonly [title: string, pod: Pod, node: Partial<NodeView>, reason: string | undefined])[] = [
  ['asks for nothing', pod(), {}, undefined],
  ['asks for what is left', pod({}, '200m'), {}, undefined],
  ['asks for more', pod({}, '0.3'), {}, 'Insufficient cpu'],
  [
    'another node’s label',
    pod({ nodeSelector: { disk: 'fast' } }),
    {},
    "node(s) didn't match Pod's node affinity/selector",
  ],
  ['a cordoned node', pod(), { isCordoned: true }, 'node(s) were unschedulable'],
  ['a cordoned node, tolerated', tolerating, { isCordoned: true }, undefined],
  ['a tainted node', pod(), { taints: [TAINT] }, 'node(s) had untolerated taint(s)'],
  ['a tainted node, tolerated', tolerating, { taints: [TAINT] }, undefined],
]

describe('whether a pod fits a node', () => {
  for (const [title, one, node, reason] of FITS) {
    it(title, () => expect(misfit(one, { ...NODE, ...node }, BEHAVIOURS['1.36'])?.reason).to.equal(reason))
  }
  it('names the taint up to 1.34', () => {
    const found = misfit(pod(), { ...NODE, taints: [TAINT] }, BEHAVIOURS['1.34'])
    expect(found?.reason).to.equal('node(s) had untolerated taint {node.kubernetes.io/unreachable: }')
  })
  it('is told as the scheduler tells it', () => {
    const selector = { reason: "node(s) didn't match Pod's node affinity/selector", isHealable: false }
    const cpu = { reason: 'Insufficient cpu', isHealable: true }
    expect(unschedulableMessage([selector, cpu, selector])).to.equal(
      "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match Pod's node affinity/selector. " +
        'no new claims to deallocate, preemption: 0/3 nodes are available: ' +
        '1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.',
    )
  })
  it('reads quantities of CPU', () => {
    expect(['250m', '2', '0.5', undefined].map(milliCpuOf)).to.deep.equal([250, 2_000, 500, 0])
  })
})

import type { Json } from '../api/resources.ts'
import type { Store, Stored } from '../api/store.ts'
import { labelsOf, milliCpuOf, requestedMilliCpu, weighedMilliCpu, type NodeView, type Taint } from './fit.ts'
import { isTerminal, type Pod } from '../pod.ts'

/** What pods take of the nodes, counted as they come and go. */
export interface NodeViews {
  all(): readonly (NodeView & { readonly weighed: number })[]
  /** The scheduler decided it, though nobody has written it yet. */
  assume(pod: Pod, node: string): void
  see(pod: Pod): void
  lose(uid: string): void
  has(uid: string): boolean
}

interface Taken {
  readonly node: string
  readonly milliCpu: number
  readonly weighed: number
}

interface Sum {
  milliCpu: number
  weighed: number
  pods: number
}

export function createNodeViews(store: Store): NodeViews {
  const taken = new Map<string, Taken>()
  const sums = new Map<string, Sum>()
  const sumOf = (node: string) => {
    const sum = sums.get(node) ?? { milliCpu: 0, weighed: 0, pods: 0 }
    sums.set(node, sum)
    return sum
  }
  function count(one: Taken, sign: 1 | -1): void {
    const sum = sumOf(one.node)
    sum.milliCpu += sign * one.milliCpu
    sum.weighed += sign * one.weighed
    sum.pods += sign
  }
  function lose(uid: string): void {
    const was = taken.get(uid)
    if (was === undefined) return
    count(was, -1)
    taken.delete(uid)
  }
  function assume(pod: Pod, node: string): void {
    if (taken.has(pod.metadata.uid)) return
    const one = { node, milliCpu: requestedMilliCpu(pod), weighed: weighedMilliCpu(pod) }
    taken.set(pod.metadata.uid, one)
    count(one, 1)
  }
  return {
    assume,
    lose,
    has: (uid) => taken.has(uid),
    see(pod) {
      if (pod.spec.nodeName === undefined) return
      if (isTerminal(pod)) lose(pod.metadata.uid)
      else assume(pod, pod.spec.nodeName)
    },
    all: () => store.list('nodes').map(([, node]) => viewOf(node, sumOf(node.metadata.name))),
  }
}

function viewOf(node: Stored, sum: Sum): ReturnType<NodeViews['all']>[number] {
  const spec = (node['spec'] ?? {}) as Json
  const { cpu } = ((node['status'] ?? {}) as { allocatable?: { cpu?: string } }).allocatable ?? {}
  return {
    name: node.metadata.name,
    labels: labelsOf(node),
    taints: (spec['taints'] ?? []) as readonly Taint[],
    isCordoned: spec['unschedulable'] === true,
    milliCpu: milliCpuOf(cpu),
    usedMilliCpu: sum.milliCpu,
    weighed: sum.weighed,
    pods: sum.pods,
  }
}

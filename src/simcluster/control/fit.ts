import type { Json } from '../api/resources.ts'
import type { Container, Pod, Toleration } from '../pod.ts'
import type { Behaviour } from '../profile.ts'

/** What the scheduler knows of a node. */
export interface NodeView {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly Taint[]
  readonly isCordoned: boolean
  readonly milliCpu: number
  readonly usedMilliCpu: number
  readonly pods: number
}

export interface Taint {
  readonly key: string
  readonly value?: string
  readonly effect: string
}

/** Why a pod does not fit, and whether it would if others made room. */
export interface Misfit {
  readonly reason: string
  readonly isHealable: boolean
}

/** `250m`, `2`, `0.5` in thousandths. */
export function milliCpuOf(quantity: string | number | undefined): number {
  if (quantity === undefined) return 0
  const text = String(quantity)
  return text.endsWith('m') ? Number(text.slice(0, -1)) : Number(text) * 1_000
}

/** What a pod asks for: all its containers, or its greediest init container. */
export function requestedMilliCpu({ spec }: Pod): number {
  const asked = ({ resources }: Container): number => milliCpuOf(resources?.requests?.['cpu'])
  const mains = spec.containers.reduce((sum, one) => sum + asked(one), 0)
  return (spec.initContainers ?? []).reduce((most, one) => Math.max(most, asked(one)), mains)
}

/** The scheduler counts this for a container that asks for nothing, when it compares nodes. */
const SOMETHING = 100
export const weighedMilliCpu = (pod: Pod): number => requestedMilliCpu(pod) || SOMETHING * pod.spec.containers.length

/** The filters in the scheduler's order; the first that refuses is told. Source: kube-scheduler framework/plugins. */
export function misfit(pod: Pod, node: NodeView, behaviour: Behaviour): Misfit | undefined {
  if (node.isCordoned && !tolerates(pod, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }))
    return { reason: 'node(s) were unschedulable', isHealable: false }
  const taint = node.taints.find((one) => one.effect !== 'PreferNoSchedule' && !tolerates(pod, one))
  if (taint !== undefined)
    return { reason: behaviour.untoleratedTaint(taint.key, taint.value ?? ''), isHealable: false }
  const selector = Object.entries(pod.spec.nodeSelector ?? {})
  if (!selector.every(([key, value]) => node.labels[key] === value))
    return { reason: "node(s) didn't match Pod's node affinity/selector", isHealable: false }
  if (node.usedMilliCpu + requestedMilliCpu(pod) > node.milliCpu)
    return { reason: 'Insufficient cpu', isHealable: true }
  return undefined
}

function tolerates({ spec }: Pod, taint: Taint): boolean {
  return (spec.tolerations ?? []).some(
    (one: Toleration) =>
      (one.effect === undefined || one.effect === taint.effect) &&
      (one.key === undefined || one.key === taint.key) &&
      (one.operator === 'Exists' || (one.value ?? '') === (taint.value ?? '')),
  )
}

/** Source: kube-scheduler, `FitError`, with the answers of dynamic resources and preemption; the recordings. */
export function unschedulableMessage(misfits: readonly Misfit[]): string {
  const nodes = misfits.length
  if (nodes === 0) return 'no nodes available to schedule pods'
  const head = `0/${nodes} nodes are available`
  const preemption = counted(
    misfits.map(({ isHealable }) =>
      isHealable ? 'No preemption victims found for incoming pod' : 'Preemption is not helpful for scheduling',
    ),
  )
  const reasons = counted(misfits.map(({ reason }) => reason))
  return `${head}: ${reasons}. no new claims to deallocate, preemption: ${head}: ${preemption}.`
}

function counted(texts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts]
    .map(([text, count]) => `${count} ${text}`)
    .sort()
    .join(', ')
}

export const labelsOf = (node: Json): Readonly<Record<string, string>> =>
  ((node['metadata'] as Json)['labels'] ?? {}) as Readonly<Record<string, string>>

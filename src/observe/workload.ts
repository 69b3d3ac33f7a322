import { flag, list, shortText, text, texts } from './json.ts'
import type { Workload } from './observation.ts'

const BARE: Workload = { name: '(bare)' }

/** Kinds whose pods are named by the owner itself, as the semantic conventions spell them. */
const PLAIN_KINDS = new Set(['StatefulSet', 'DaemonSet', 'ReplicationController'])

// A CronJob names its Jobs <cronjob>-<minutes since 1970>: 8 digits since 1989 (CronJob controller, getJobName).
const CRON_SUFFIX = /^(.+)-\d{8,10}$/

/**
 * The workload that a pod belongs to, from the pod alone: no other object is read.
 */
export function workloadOf(pod: unknown): Workload {
  const owners = list(pod, 'metadata', 'ownerReferences')
  const owner = owners.find((one) => flag(one, 'controller') === true) ?? owners[0]
  const kind = shortText(owner, 'kind')
  const name = shortText(owner, 'name')
  if (kind === undefined || name === undefined) return BARE
  if (kind === 'ReplicaSet') return ofReplicaSet(name, texts(pod, 'metadata', 'labels')['pod-template-hash'])
  if (kind === 'Job') return ofJob(name)
  if (kind === 'Node') return ofStaticPod(text(pod, 'metadata', 'name') ?? name, name)
  return { kind: PLAIN_KINDS.has(kind) ? kind.toLowerCase() : kind, name }
}

function ofReplicaSet(name: string, hash: string | undefined): Workload {
  if (hash !== undefined && name.endsWith(`-${hash}`)) {
    return { kind: 'deployment', name: name.slice(0, -hash.length - 1) }
  }
  return { kind: 'replicaset', name }
}

function ofJob(name: string): Workload {
  const cron = CRON_SUFFIX.exec(name)?.[1]
  return cron === undefined ? { kind: 'job', name } : { kind: 'cronjob', name: cron }
}

// The mirror of a static pod is named <pod>-<node>.
function ofStaticPod(pod: string, node: string): Workload {
  return { kind: 'node', name: pod.endsWith(`-${node}`) ? pod.slice(0, -node.length - 1) : pod }
}

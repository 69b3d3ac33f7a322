import { text } from './json.ts'
import type { Nanos } from './nanos.ts'
import { parseTimestamp } from './timestamp.ts'
import { workloadOf } from './workload.ts'

/** Which revision of its workload a pod is of. */
export interface Revision {
  readonly namespace: string
  readonly workload: string
  readonly revision: string
  /** When the pod was created, cut to whole seconds. */
  readonly createdAt: Nanos
}

/** Labels that controllers put on the pods of a revision, by the kind of the workload. */
const LABELS: Readonly<Record<string, string>> = {
  deployment: 'pod-template-hash',
  statefulset: 'controller-revision-hash',
  daemonset: 'controller-revision-hash',
}

/** @returns none of a pod whose workload has no revisions */
export function revisionOf(pod: unknown): Revision | undefined {
  const { kind, name } = workloadOf(pod)
  const namespace = text(pod, 'metadata', 'namespace')
  const createdAt = parseTimestamp(text(pod, 'metadata', 'creationTimestamp'))
  const label = kind !== undefined && Object.hasOwn(LABELS, kind) ? LABELS[kind] : undefined
  const revision = label === undefined ? undefined : text(pod, 'metadata', 'labels', label)
  if (namespace === undefined || createdAt === undefined || revision === undefined) return undefined
  return { namespace, workload: name, revision, createdAt }
}

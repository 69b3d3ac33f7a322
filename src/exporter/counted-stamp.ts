import type { Startup } from '../timeline/startup.ts'
import { STAMPS } from '../timeline/stamp.ts'

/** What becomes of a stamp, as it is counted: `exempt` has none, and was not to have one. */
export const COUNTED_STAMPS = [...STAMPS, 'exempt'] as const

/**
 * A pod that the webhook leaves alone by its rules is no sign of trouble. What a namespace's label says is not seen here.
 *
 * @param excluded namespaces whose pods are not stamped
 */
export function countedStamp(
  { stamp, view: { pod } }: Pick<Startup, 'stamp' | 'view'>,
  excluded: readonly string[],
): (typeof COUNTED_STAMPS)[number] {
  if (stamp.trusted) return 'trusted'
  const isExempt = pod.mirrorOf !== undefined || pod.optedOut === true || excluded.includes(pod.namespace)
  return stamp.why === 'none' && isExempt ? 'exempt' : stamp.why
}

import type { Startup } from '../timeline/startup.ts'

/** A pod that is stuck: where, and why, as far as that is told. */
export interface StuckPod {
  readonly stage: string
  readonly reason: string
  readonly namespace: string
}

const UNTOLD = 'unknown'

export const stuckPodOf = ({ view, blame }: Startup): StuckPod => ({
  stage: blame?.stage ?? UNTOLD,
  reason: blame?.reason ?? UNTOLD,
  namespace: view.pod.namespace,
})

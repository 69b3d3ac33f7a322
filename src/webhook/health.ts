import type { Identity, Unusable } from './identity.ts'

/** One line of a probe. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

export interface Standing {
  readonly identity: Identity | Unusable
  readonly isDraining: boolean
}

/** Whether calls can be answered: then it may be among the endpoints of its Service. */
export const readiness = ({ identity, isDraining }: Standing, now: Date): readonly Check[] => [
  certificateCheck(identity, now),
  { name: 'serving', ok: !isDraining, detail: isDraining ? 'stopping; calls are still answered' : 'answers calls' },
]

/** That it is asked at all is what there is to know: what it answers from is in the call. */
export const LIVE: readonly Check[] = [{ name: 'process', ok: true, detail: 'answers' }]

function certificateCheck(identity: Identity | Unusable, now: Date): Check {
  const name = 'certificate'
  if (identity.is === 'unusable') return { name, ok: false, detail: identity.why }
  const ok = identity.notAfter > now
  return { name, ok, detail: `${ok ? 'ends' : 'ended'} ${identity.notAfter.toISOString()}` }
}

import { durationText } from '../insight/duration-text.ts'
import type { Ahead } from '../kube/server-clock.ts'
import { distance, minus, nanos, plus, seconds } from '../observe/nanos.ts'

/** What nobody minds: times of a status are cut to their second. */
const MINDED = seconds(2)
const SAME = nanos(0n)

/** A sentence where this machine's clock and the cluster's disagree for certain, and by more than a reader would mind. */
export function clockDoubt(ahead: Ahead | undefined): string | undefined {
  if (ahead === undefined) return undefined
  const { least, most } = ahead
  const isBehind = least > MINDED
  if (!isBehind && minus(SAME, most) <= MINDED) return undefined
  const by = durationText(distance(nanos(plus(least, most) / 2n), SAME))
  return `this machine’s clock is about ${by} ${isBehind ? 'behind' : 'ahead of'} the cluster’s, by the Date of its answers: times are the cluster’s`
}

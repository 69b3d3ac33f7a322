import { later, plus, type Nanos } from '../observe/nanos.ts'
import type { Chance } from './chance.ts'
import type { Cancel, Clock } from './clock.ts'
import { latency } from './latencies.ts'
import type { Change, Store } from './api/store.ts'

/**
 * A component's watch: what is written reaches it a little later, in order.
 *
 * @param who has a stream of chance of its own
 */
export function follow(
  { store, clock, chance }: { readonly store: Store; readonly clock: Clock; readonly chance: Chance },
  who: string,
  accepts: (change: Change) => boolean,
  tell: (change: Change) => void,
): Cancel {
  const luck = chance.of(`watch of ${who}`)
  const under = new Set<Cancel>()
  let last = 0n as Nanos
  const stop = store.onChange((change) => {
    if (!accepts(change)) return
    const now = clock.now()
    last = later(plus(now, latency(luck, 'watch')), last)
    const cancel = clock.after((last - now) as Nanos, () => {
      under.delete(cancel)
      tell(change)
    })
    under.add(cancel)
  })
  return () => {
    stop()
    for (const cancel of under) cancel()
  }
}

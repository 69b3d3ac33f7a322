import { minus, seconds, type Nanos } from '../observe/nanos.ts'
import type { Brought } from './set-aside.ts'

/** Pulls of a node with no longer a pause between them are of one burst. */
export const PAUSE = seconds(30)

/** Which pulls of each node came together: the moment at which their burst began. */
export function burstsOf(pulls: readonly Brought[]): ReadonlyMap<Brought, Nanos> {
  const bursts = new Map<Brought, Nanos>()
  for (const all of Map.groupBy(pulls, ({ node }) => node).values()) {
    let [began, last] = [undefined as Nanos | undefined, undefined as Nanos | undefined]
    for (const pull of all.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
      const from = minus(pull.at, pull.transfer)
      if (began === undefined || last === undefined || minus(from, last) > PAUSE) began = from
      bursts.set(pull, began)
      last = pull.at
    }
  }
  return bursts
}

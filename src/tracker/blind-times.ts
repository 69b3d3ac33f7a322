import { earlier, plus, seconds, type Nanos } from '../observe/nanos.ts'
import type { WatchItem } from '../observe/observe.ts'
import type { Blind } from '../timeline/settle.ts'

export const NEVER = (1n << 62n) as Nanos

/** The times in which watches saw nothing, as they are known so far. */
export interface BlindTimes {
  /**
   * @param until when what was missed has come; undefined while it goes on
   * @returns up to when verdicts wait
   */
  set(watch: WatchItem['watch'], from: Nanos, until: Nanos | undefined): Nanos
  /** In order of their beginnings. */
  all(): readonly Blind[]
}

/** A verdict needs no Events, but is better explained with them; where they are forbidden it comes without. */
const EVENTS_PATIENCE = seconds(60)
/** More than can lie within a startup's deadline. */
const MOST = 64

export function createBlindTimes(): BlindTimes {
  const times = new Map<string, Blind>()
  let sorted: readonly Blind[] = []
  return {
    set(watch, from, until = NEVER) {
      const to = watch === 'events' ? earlier(until, plus(from, EVENTS_PATIENCE)) : until
      times.set(`${watch} ${from}`, { from, to })
      const [oldest] = times.keys()
      if (times.size > MOST && oldest !== undefined) times.delete(oldest)
      sorted = [...times.values()].sort((a, b) => (a.from < b.from ? -1 : 1))
      return to
    },
    all: () => sorted,
  }
}

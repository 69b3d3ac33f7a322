/** Who comes first: what takes long by itself, then what waits for verdicts, then what ends at once. */
const RANKS = ['long', 'plain', 'short'] as const
export type Rank = (typeof RANKS)[number]

/** Processes that start are at work, those that run wait: as many start at once as there are cores. */
const CORES = 2
let free = CORES
const waiting: { readonly rank: Rank; readonly go: () => void }[] = []

/** Runs `start` when it is its turn; the next one's comes with its end. */
export async function takingTurns<T>(rank: Rank, start: () => Promise<T>): Promise<T> {
  if (free > 0) free -= 1
  else await new Promise<void>((go) => waiting.push({ rank, go }))
  try {
    return await start()
  } finally {
    waiting.sort((a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank))
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next.go()
  }
}

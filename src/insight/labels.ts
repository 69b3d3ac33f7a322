/** What a row of a table is of. */
export interface Named {
  /** As people write it. */
  readonly short: string
  /** Of no other. */
  readonly canonical: string
}

/** What a table calls its rows: as people write them, and whole where two would have one name. */
export function labelsOf(all: Iterable<Named>): (one: Named) => string {
  const shorts = new Map([...all].map(({ canonical, short }) => [canonical, short]))
  const named = Map.groupBy(shorts.values(), (short) => short)
  return ({ canonical, short }) => (named.get(short)?.length === 1 ? short : canonical)
}

import { orderOf } from './orders.ts'

export interface Times {
  readonly rounds: number
  /** In each round. */
  readonly turns: number
}

/** What a name's turns brought, round by round. */
export type Rounds<T> = readonly (readonly T[])[]

/** Lets all take short turns, so that what else the machine does falls on all of them alike. */
export async function takeTurns<I extends { readonly name: string }, T>(
  items: readonly I[],
  { rounds, turns }: Times,
  work: (item: I) => Promise<T>,
  around: { before(round: number): void; after?(): Promise<void> },
): Promise<(name: string) => Rounds<T>> {
  const all = new Map<string, T[][]>(items.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    around.before(round)
    for (const { name } of items) all.get(name)?.push([])
    for (let turn = 0; turn < turns; turn++) {
      for (const item of orderOf(items, turn)) {
        const result = await work(item)
        all.get(item.name)?.at(-1)?.push(result)
      }
    }
    await around.after?.()
  }
  return (name) => all.get(name) ?? []
}

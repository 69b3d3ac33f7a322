/**
 * Orders in which each comes first as often as any other, and right after each of the others as often: what one leaves
 * behind for the next evens out. Source: E. J. Williams, Australian Journal of Scientific Research A 2 (1949).
 */
export function balancedOrders<T>(items: readonly T[]): readonly (readonly T[])[] {
  const { length } = items
  const first = items.map((_, i) => (i % 2 === 1 ? (i + 1) / 2 : (length - i / 2) % length))
  const rows = items.map((_, shift) => first.flatMap((at) => items.slice((at + shift) % length).slice(0, 1)))
  return length % 2 === 0 ? rows : [...rows, ...rows.map((row) => row.toReversed())]
}

/** One of the orders, in turn. */
export const orderOf = <T>(items: readonly T[], turn: number): readonly T[] => {
  const orders = balancedOrders(items)
  return orders[turn % orders.length] ?? items
}

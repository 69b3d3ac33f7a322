/** Something for each key, but for those where `make` has nothing. */
export const byKey = <K extends string, T>(
  keys: readonly K[],
  make: (key: K) => T | undefined,
): Readonly<Partial<Record<K, T>>> =>
  // TypeScript does not know the keys any more.
  Object.fromEntries(keys.map((key) => [key, make(key)]).filter(([, made]) => made !== undefined)) as Partial<
    Record<K, T>
  >

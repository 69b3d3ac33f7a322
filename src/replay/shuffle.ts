/** The same items in another order, the same for the same seed. Fisher-Yates, with numbers of mulberry32. */
export function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const result = [...items]
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  for (let i = result.length - 1; i > 0; i -= 1) {
    const k = Math.floor(next() * (i + 1))
    const [a, b] = [result[i], result[k]]
    if (a !== undefined && b !== undefined) [result[i], result[k]] = [b, a]
  }
  return result
}

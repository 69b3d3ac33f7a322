/** A count of nanoseconds; as an instant, since 1970-01-01T00:00:00Z. A bare number never stands for time. */
export type Nanos = bigint & { readonly unit: 'ns' }

export const nanos = (value: bigint): Nanos => value as Nanos

export const MICROSECOND = nanos(1_000n)
export const MILLISECOND = nanos(1_000_000n)
export const SECOND = nanos(1_000_000_000n)

export const plus = (a: Nanos, b: Nanos): Nanos => nanos(a + b)
export const minus = (a: Nanos, b: Nanos): Nanos => nanos(a - b)
export const earlier = (a: Nanos, b: Nanos): Nanos => (a < b ? a : b)
export const later = (a: Nanos, b: Nanos): Nanos => (a > b ? a : b)

/** How far apart two instants are, whichever came first. */
export const distance = (a: Nanos, b: Nanos): Nanos => nanos(a > b ? a - b : b - a)

/** Milliseconds, with the precision a reader wants: microseconds. */
export const toMillis = (value: Nanos): number => Number(value / 1_000n) / 1_000

export const seconds = (count: number): Nanos => nanos(BigInt(Math.round(count * 1e9)))
export const millis = (count: number): Nanos => nanos(BigInt(Math.round(count * 1e6)))

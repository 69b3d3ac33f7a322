import type { TraceId } from './traceparent.ts'

/** So many random bits of a trace id count. */
const BITS = 56n
const ALL = 1n << BITS
const DIGITS = Number(BITS) / 4

/** How many of the 2^56 values that a trace id's random bits can have are left out: those from 0 on. */
export type Threshold = bigint & { readonly is: 'threshold' }

/** Leaves nothing out. */
export const EVERY = 0n as Threshold

/** Which share of the traces is sampled, from 0 to 1. */
export interface Ratios {
  readonly ratio: number
  /** Where another ratio holds. */
  readonly ratioByNamespace: ReadonlyMap<string, number>
}

export const ratioIn = ({ ratio, ratioByNamespace }: Ratios, namespace: string): number =>
  ratioByNamespace.get(namespace) ?? ratio

/** @param ratio from 0 to 1 */
export const thresholdOf = (ratio: number): Threshold => (ALL - BigInt(Math.round(ratio * Number(ALL)))) as Threshold

/** To ten digits, as somebody may have set it: a threshold of 1 % is not quite 1 %. */
export const ratioOf = (threshold: Threshold): number => Number((Number(ALL - threshold) / Number(ALL)).toPrecision(10))

/**
 * Whether the trace is among those that are left: the same id gives the same answer everywhere, and what is left at a low
 * ratio is left at each higher one too.
 *
 * Source: OpenTelemetry specification, TraceState: probability sampling (the threshold on the last 56 bits of the id).
 */
export const isKept = (traceId: TraceId, threshold: Threshold): boolean =>
  BigInt(`0x${traceId.slice(-DIGITS)}`) >= threshold

/** @param ratio from 0 to 1 */
export const isSampledAt = (traceId: TraceId, ratio: number): boolean => isKept(traceId, thresholdOf(ratio))

/**
 * The `tracestate` that tells at which ratio a trace was sampled. Nothing can be said of a ratio of 0.
 *
 * Source: OpenTelemetry specification, TraceState handling: `th` has 1 to 14 hex digits, without the zeros at its end.
 */
export const formatThreshold = (threshold: Threshold): string =>
  `ot=th:${threshold.toString(16).padStart(DIGITS, '0').replace(/0+$/, '') || '0'}`

/** The member `ot` of a `tracestate`. */
const MEMBER = /(?:^|,)ot=([^,]*)/
const THRESHOLD = /(?:^|;)th:([0-9a-f]{1,14})(?:;|$)/
/** The trace has random bits of its own, and the threshold is not for those of its id. */
const OTHER_BITS = /(?:^|;)rv:/

/** Reads what {@link formatThreshold} wrote, and what others have put beside it. */
export function parseThreshold(state: string | undefined): Threshold | undefined {
  const [, member = ''] = MEMBER.exec(state ?? '') ?? []
  const [, digits] = OTHER_BITS.test(member) ? [] : (THRESHOLD.exec(member) ?? [])
  return digits === undefined ? undefined : (BigInt(`0x${digits.padEnd(DIGITS, '0')}`) as Threshold)
}

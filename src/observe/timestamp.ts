import { nanos, type Nanos } from './nanos.ts'

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/

/**
 * Reads an RFC 3339 time to the nanosecond (`Date` alone keeps milliseconds).
 *
 * @returns undefined when the text is no such time, or lies before 1970
 */
export function parseTimestamp(text: string | undefined): Nanos | undefined {
  const match = text === undefined ? null : RFC3339.exec(text)
  if (match === null) return undefined
  const [, seconds = '', fraction = '', zone = 'Z'] = match
  const millis = Date.parse(seconds + zone)
  if (Number.isNaN(millis) || millis < 0) return undefined
  return nanos(BigInt(millis) * 1_000_000n + BigInt(fraction.padEnd(9, '0')))
}

/** Writes an instant as RFC 3339 in UTC, with as many decimals as it has. */
export function formatTimestamp(instant: Nanos): string {
  const fraction = (instant % 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '')
  const whole = new Date(Number(instant / 1_000_000n)).toISOString().slice(0, 19)
  return `${whole}${fraction === '' ? '' : `.${fraction}`}Z`
}

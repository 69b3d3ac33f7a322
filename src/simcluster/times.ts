import { nanos, SECOND, type Nanos } from '../observe/nanos.ts'
import { formatTimestamp } from '../observe/timestamp.ts'

/** As most of the API's times: cut to the second. */
export const toSecond = (instant: Nanos): string => formatTimestamp(nanos(instant - (instant % SECOND)))

/** As `eventTime`: six decimals, the rest cut off. */
export function toMicros(instant: Nanos): string {
  const fraction = ((instant % SECOND) / 1_000n).toString().padStart(6, '0')
  return toSecond(instant).replace('Z', `.${fraction}Z`)
}

const UNITS = [
  { below: 1_000n, unit: 'ns', size: 1 },
  { below: 1_000_000n, unit: 'µs', size: 1e3 },
  { below: SECOND, unit: 'ms', size: 1e6 },
] as const

/** As Go writes durations: `274ms`, `4.327s`, `1m20s`, `5m0s`. Source: Go, `time.Duration.String`. */
export function goDuration(duration: Nanos): string {
  if (duration === 0n) return '0s'
  const small = UNITS.find(({ below }) => duration < below)
  if (small !== undefined) return `${Number(duration) / small.size}${small.unit}`
  const whole = duration / SECOND
  const [hours, minutes] = [whole / 3_600n, (whole / 60n) % 60n]
  const seconds = Number(duration - (whole / 60n) * 60n * SECOND) / 1e9
  return `${hours > 0n ? `${hours}h` : ''}${whole >= 60n ? `${minutes}m` : ''}${seconds}s`
}

/** Cut to whole milliseconds, as in the kubelet's message on a pull. */
export const cutToMillis = (duration: Nanos): Nanos => nanos(duration - (duration % 1_000_000n))

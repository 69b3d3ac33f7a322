import type { Nanos } from '../observe/nanos.ts'

/** A duration as people say it: three digits at most, the unit that fits. */
export function durationText(duration: Nanos): string {
  const ms = Number(duration) / 1e6
  if (ms < 0.9995) return `${Math.round(ms * 1_000)} µs`
  if (ms < 999.5) return `${round(ms)} ms`
  if (ms < 99_950) return `${round(ms / 1_000)} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`
}

const round = (value: number): string =>
  value < 10
    ? String(Math.round(value * 100) / 100)
    : value < 100
      ? String(Math.round(value * 10) / 10)
      : String(Math.round(value))

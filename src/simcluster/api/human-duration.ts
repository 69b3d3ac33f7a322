import type { Nanos } from '../../observe/nanos.ts'
import { SECOND } from '../../observe/nanos.ts'

/** From so many seconds on, in which unit, and the unit of what is left over. */
const STEPS: readonly (readonly [
  below: number,
  unit: number,
  name: string,
  rest?: readonly [unit: number, name: string],
])[] = [
  [2 * 60, 1, 's'],
  [10 * 60, 60, 'm', [1, 's']],
  [3 * 3_600, 60, 'm'],
  [8 * 3_600, 3_600, 'h', [60, 'm']],
  [48 * 3_600, 3_600, 'h'],
  [8 * 86_400, 86_400, 'd', [3_600, 'h']],
  [2 * 365 * 86_400, 86_400, 'd'],
  [8 * 365 * 86_400, 365 * 86_400, 'y', [86_400, 'd']],
  [Infinity, 365 * 86_400, 'y'],
]

/** How old something is, as kubectl shows it: `42s`, `3m7s`, `5h`. Source: `apimachinery/pkg/util/duration`. */
export function humanDuration(length: Nanos): string {
  const seconds = Number(length / SECOND)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  const [, unit, name, rest] = STEPS.find(([below]) => seconds < below) ?? [0, 1, 's']
  const left = rest === undefined ? 0 : Math.floor((seconds % unit) / rest[0])
  return `${Math.floor(seconds / unit)}${name}${left > 0 && rest !== undefined ? `${left}${rest[1]}` : ''}`
}

import { closestMatch } from 'leven'

/** `crash-window` and `CRASH_WINDOW` are near to `crashWindow`. */
const plain = (name: string): string => name.replaceAll(/[-_]/g, '').toLowerCase()

/** The name that was probably meant; more than a third of its letters cannot be wrong. */
export function nearest<T extends string>(name: string, known: readonly T[]): T | undefined {
  const wanted = plain(name)
  const found = closestMatch(wanted, known.map(plain), { maxDistance: Math.max(1, Math.floor(wanted.length / 3)) })
  return known.find((one) => plain(one) === found)
}

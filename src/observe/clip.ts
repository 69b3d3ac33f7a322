import { printable } from './printable.ts'

/** A text cut to so many characters, with a mark where it was cut; never through a surrogate pair. */
export const clip = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '')}…`

/** {@link printable}, with one space for many: messages may have line breaks and indents. */
export const oneLine = (text: string): string => printable(text).replaceAll(/\s+/g, ' ').trim()

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

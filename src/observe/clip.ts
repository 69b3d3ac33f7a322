/** A text cut to so many characters, with a mark where it was cut; never through a surrogate pair. */
export const clip = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '')}…`

/** A text that others wrote, fit for one line of a terminal: no line breaks, no escape codes. */
export const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

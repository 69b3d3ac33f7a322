/**
 * What a terminal obeys or hides instead of showing it: control characters (C0 with ESC, DEL, C1), characters that turn
 * the direction of text or have no width, and line separators.
 */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

const LEFT_BY_JSON = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu

/** A text that others wrote, fit for a line of a terminal: a space for each character that it would not show. */
export const printable = (text: string): string => text.replaceAll(UNPRINTABLE, ' ')

/** JSON of the same value that shows what it says on a terminal: JSON itself escapes only what is below a space. */
export const printableJson = (json: string): string =>
  json.replaceAll(LEFT_BY_JSON, (found) => found.split('').map(escape).join(''))

/** Of one UTF-16 unit. */
const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

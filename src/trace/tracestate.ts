/** Vendors should pass on so much, blanks included; longer ones are left out. Source: W3C Trace Context, section 3.3.1.5. */
const LONGEST = 512
const MOST_MEMBERS = 32

const KEY = /^(?:[a-z][-a-z0-9_*/]{0,255}|[a-z0-9][-a-z0-9_*/]{0,240}@[a-z][-a-z0-9_*/]{0,13})$/
/** Printable ASCII without comma and equals sign, and no space at the end. */
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/

/**
 * Reads a `tracestate`, with one comma and no space between its members.
 *
 * Source: W3C Trace Context, section 3.3. One bad member spoils it all, as the specification has it.
 * @returns undefined when there is none, or when it is not one
 */
export function parseTracestate(header: string | undefined): string | undefined {
  // Before all else: an annotation may have 256 KiB, and to look for blanks at an end takes the square of their number.
  if (header === undefined || header.length > LONGEST) return undefined
  const members = header
    .split(',')
    .map((member) => member.replaceAll(/^[ \t]+|[ \t]+$/g, ''))
    .filter((member) => member !== '')
  const isGood =
    members.length > 0 &&
    members.length <= MOST_MEMBERS &&
    new Set(members.map(keyOf)).size === members.length &&
    members.every((member) => KEY.test(keyOf(member)) && VALUE.test(member.slice(keyOf(member).length + 1)))
  return isGood ? members.join(',') : undefined
}

const keyOf = (member: string): string => member.slice(0, Math.max(0, member.indexOf('=')))

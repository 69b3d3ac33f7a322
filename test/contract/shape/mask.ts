/** What differs from run to run in a text, and what stands for it; in this order. */
const MASKS: readonly (readonly [what: RegExp, mask: string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID'],
  [/\bsha256:[0-9a-f]{64}\b/g, 'DIGEST'],
  [/\b[0-9a-f]{64}\b/g, 'ID'],
  [/\b\d{1,3}(\.\d{1,3}){3}\b/g, 'IP'],
  [/\bin \S+ \(\S+ including waiting\)/g, 'in TIME (TIME including waiting)'],
  [/\bImage size: \d+ bytes/g, 'Image size: N bytes'],
  [/\b\d{5,}\b/g, 'N'],
]

/**
 * A text without what differs from run to run. Other numbers stay: exit codes, node counts and back-offs (`back-off 10s`)
 * are the same each time.
 *
 * @param names of objects whose end the API made up, with what stands for them
 */
export function masked(text: string, names: ReadonlyMap<string, string> = new Map()): string {
  const named = [...names].reduce((left, [name, mask]) => left.replaceAll(name, mask), text)
  return MASKS.reduce((left, [what, mask]) => left.replace(what, mask), named)
}

const PRECISIONS: readonly (readonly [RegExp, string])[] = [
  [/^1970-01-01T00:00:00Z$/, '1970'],
  [/T\d\d:\d\d:\d\dZ$/, 's'],
  [/T\d\d:\d\d:\d\d\.\d{3}Z$/, 'ms'],
  [/T\d\d:\d\d:\d\d\.\d{6}Z$/, 'µs'],
  [/T\d\d:\d\d:\d\d\.\d{9}Z$/, 'ns'],
]

/** How coarse a time is, and whether it is there at all. */
export function precision(time: unknown): string {
  if (typeof time !== 'string') return time === null ? 'null' : time === undefined ? 'absent' : 'no time'
  return PRECISIONS.find(([form]) => form.test(time))?.[1] ?? `no time: ${time}`
}

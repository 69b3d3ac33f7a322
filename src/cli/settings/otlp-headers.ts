/** What the exporter makes of one entry of a list of headers; it drops without a word what does not fit. */
interface Check {
  readonly fails: (entry: string) => boolean
  readonly expected: string
}

const nameOf = (entry: string): string => entry.slice(0, Math.max(0, entry.indexOf('='))).trim()
const valueOf = (entry: string): string => entry.slice(entry.indexOf('=') + 1).trim()

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

// Source: RFC 9110, token and field-value, as Node checks them.
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** Source: @opentelemetry/core 3.1, baggage/utils.ts, which reads the headers too. */
const CHECKS: readonly Check[] = [
  { fails: (entry) => nameOf(entry) === '' || valueOf(entry) === '', expected: 'NAME=VALUE' },
  { fails: (entry) => entry.includes(';'), expected: 'a semicolon to be written %3B: what follows one is dropped' },
  { fails: (entry) => decoded(entry) === undefined, expected: 'a percent sign to be written %25' },
  { fails: (entry) => !TOKEN.test(decoded(nameOf(entry)) ?? ''), expected: 'a name that HTTP allows' },
  { fails: (entry) => !FIELD_VALUE.test(decoded(valueOf(entry)) ?? ''), expected: 'a value that HTTP allows' },
]

export interface Headers {
  readonly names: readonly string[]
  /** They name entries by their number: values are secret, and so may be what looks like a name. */
  readonly problems: readonly string[]
}

/** Reads `name=value,…`, values percent-encoded; values are never kept. */
export function readHeaders(variable: string, text: string): Headers {
  const entries = text.split(',').map((entry, i) => ({ entry: entry.trim(), number: i + 1 }))
  const checked = entries
    .filter(({ entry }) => entry !== '')
    .map(({ entry, number }) => ({ entry, number, failed: CHECKS.find(({ fails }) => fails(entry)) }))
  return {
    names: checked.flatMap(({ entry, failed }) =>
      failed === undefined ? [(decoded(nameOf(entry)) ?? '').toLowerCase()] : [],
    ),
    problems: checked.flatMap(({ number, failed }) =>
      failed === undefined ? [] : [`${variable}: header ${number}: expected ${failed.expected}`],
    ),
  }
}

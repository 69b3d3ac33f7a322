import { otlpVariables } from '../config.ts'
import { misfit } from './problems.ts'

export type Endpoint =
  { readonly url: string; readonly source: string; readonly doubts: readonly string[] } | { readonly problem: string }

const DEFAULT_URL = 'http://localhost:4318/v1/traces'
const EXAMPLE = 'http://collector:4318'
const [TRACES, ALL] = otlpVariables('ENDPOINT')

/** Source: OTLP exporter 1.5x: traces' own endpoint is taken as it is, the one for all signals gets the path. */
export function endpointOf(variables: Readonly<Record<string, string>>): Endpoint {
  const [traces, all] = [variables[TRACES], variables[ALL]]
  if (traces !== undefined) return checked(TRACES, traces, traces, `an address like ${EXAMPLE}/v1/traces`)
  if (all === undefined) return { url: DEFAULT_URL, source: 'default', doubts: [] }
  if (/[?#]/.test(all)) return { problem: misfit(ALL, hidden(all), 'no ? and #: the path v1/traces is put behind it') }
  return checked(ALL, all, `${all.replace(/\/$/, '')}/v1/traces`, `an address like ${EXAMPLE}`)
}

function checked(variable: string, given: string, whole: string, expected: string): Endpoint {
  // `http:` alone is no address, but with the path behind it, it is.
  const url = URL.canParse(given) && URL.canParse(whole) ? new URL(whole) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    return { problem: misfit(variable, hidden(given), expected) }
  return {
    url: url.href,
    source: variable,
    doubts: DOUBTS.filter(({ applies }) => applies(url)).map(({ told }) => `${variable} ${told}`),
  }
}

/** What can be meant so, but seldom is. */
const DOUBTS: readonly { applies: (url: URL) => boolean; told: string }[] = [
  {
    applies: ({ port }) => port === '4317',
    told: 'names port 4317, where collectors mostly take OTLP/gRPC; podstart sends OTLP/HTTP, mostly port 4318',
  },
  {
    // Only traces' own endpoint can be so.
    applies: ({ pathname }) => pathname === '/',
    told: 'has no path, and is taken as it is; collectors mostly take traces at /v1/traces',
  },
]

/** An address that cannot be read may have a password anywhere before its last @. */
const hidden = (address: string): string => withoutQuery(address.replace(/^.*@/s, '***@'))

/** Some collectors take a key in the query. */
const withoutQuery = (address: string): string => address.replace(/\?.*$/s, '?***')

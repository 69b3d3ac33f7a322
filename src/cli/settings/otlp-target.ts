import { otlpVariables } from '../config.ts'
import { byKey } from './by-key.ts'
import { endpointOf } from './otlp-endpoint.ts'
import { readHeaders } from './otlp-headers.ts'
import { OTLP_DEFAULTS, OTLP_KEYS, OTLP_VARIABLES, otlpSchema, type OtlpKey } from './otlp-schema.ts'
import { misfit } from './problems.ts'

/** Where and how traces are sent. The OpenTelemetry exporter reads the same variables by itself. */
export interface OtlpTarget {
  /** With a user's password, if it has one: see `shownUrl`. */
  readonly url: string
  readonly protocol: 'http/protobuf' | 'http/json'
  /** The headers' names in lower case; their values are not for showing. */
  readonly headers: readonly string[]
  /** Milliseconds. */
  readonly timeout: number
  readonly compression: 'none' | 'gzip'
  /** Files in PEM. */
  readonly certificate?: string
  readonly clientCertificate?: string
  readonly clientKey?: string
  /** `OTEL_SDK_DISABLED`: nothing is to be sent. */
  readonly disabled: boolean
}

/** A variable, two with a comma, or `default`. */
export type OtlpSources = Readonly<Record<keyof OtlpTarget, string>>

export type ResolvedTarget =
  | {
      readonly ok: true
      readonly target: OtlpTarget
      readonly sources: OtlpSources
      /** What is allowed, but seldom meant. */
      readonly doubts: readonly string[]
    }
  | { readonly ok: false; readonly problems: readonly string[] }

type Variables = Readonly<Record<string, string>>

/**
 * What is in force. The exporter takes defaults for what it cannot read, with a warning at most; here these are
 * problems. A variable for all signals that one for traces overrides may be meant for others, and is not looked at.
 *
 * Source: OpenTelemetry specification 1.5x, OTLP exporter; @opentelemetry/otlp-exporter-base 0.301.
 * @param variables without blank ones
 * @param canRead whether there is such a file
 */
export function otlpTarget(variables: Variables, canRead: (path: string) => boolean): ResolvedTarget {
  const endpoint = endpointOf(variables)
  const headers = headersOf(variables)
  const sources = byKey(OTLP_KEYS, (key) => OTLP_VARIABLES[key].find((name) => variables[name] !== undefined))
  const texts = byKey(OTLP_KEYS, (key) => variables[sources[key] ?? ''] ?? OTLP_DEFAULTS[key])
  const parsed = otlpSchema(canRead).safeParse(texts)
  const problems = [
    ...('problem' in endpoint ? [endpoint.problem] : []),
    ...headers.problems,
    ...(parsed.error?.issues ?? []).map(({ path, message }) => {
      const key = path[0] as OtlpKey
      return misfit(sources[key] ?? key, texts[key] ?? '', message)
    }),
    ...halfPairs(sources),
  ]
  if ('problem' in endpoint || !parsed.success || problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    target: { url: endpoint.url, headers: headers.names, ...parsed.data },
    // Every key has a source.
    sources: {
      url: endpoint.source,
      headers: headers.source,
      ...byKey(OTLP_KEYS, (key) => sources[key] ?? 'default'),
    } as OtlpSources,
    doubts: endpoint.doubts,
  }
}

/** Unlike all else, headers for all signals and those for traces are put together. */
function headersOf(variables: Variables) {
  const found = otlpVariables('HEADERS')
    .toReversed()
    .filter((name) => variables[name] !== undefined)
  const read = found.map((name) => readHeaders(name, variables[name] ?? ''))
  return {
    names: [...new Set(read.flatMap(({ names }) => names))],
    source: found.length === 0 ? 'default' : found.join(', '),
    problems: read.flatMap(({ problems }) => problems),
  }
}

/** TLS takes a client's certificate only together with its key. */
function halfPairs({ clientCertificate, clientKey }: Readonly<Partial<Record<OtlpKey, string>>>): readonly string[] {
  if ((clientCertificate === undefined) === (clientKey === undefined)) return []
  const missing = otlpVariables(clientKey === undefined ? 'CLIENT_KEY' : 'CLIENT_CERTIFICATE')[1]
  return [`${clientCertificate ?? clientKey} is set without ${missing}; expected both or neither`]
}

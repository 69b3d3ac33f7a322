/** What the environment says; the only place that reads it, but for KUBECONFIG, which client-node reads by itself. */
export interface Environment {
  /** `OTEL_RESOURCE_ATTRIBUTES`, read; undefined values of a broken one are named in `broken`. */
  readonly resourceAttributes: Readonly<Record<string, string>>
  readonly broken: readonly string[]
  /** https://no-color.org */
  readonly noColor: boolean
  /** https://force-color.org */
  readonly forceColor: boolean
  /** The variables that begin with `PODSTART_`, as they are: our settings, and what Kubernetes puts there. */
  readonly podstart: Readonly<Record<string, string>>
  /**
   * The variables that say where and how traces are sent, and whether and how podstart's own are made; as they are,
   * without the blank ones.
   */
  readonly otel: Readonly<Record<string, string>>
}

/** Source: OpenTelemetry specification 1.5x, OTLP exporter: each with and without `TRACES_`. */
const OTLP = [
  'ENDPOINT',
  'PROTOCOL',
  'HEADERS',
  'TIMEOUT',
  'COMPRESSION',
  'CERTIFICATE',
  'CLIENT_CERTIFICATE',
  'CLIENT_KEY',
] as const

export type OtlpPart = (typeof OTLP)[number]

/** Of a variable of OTLP: the one for traces goes before the one for all signals. */
export const otlpVariables = (part: OtlpPart): readonly [traces: string, all: string] => [
  `OTEL_EXPORTER_OTLP_TRACES_${part}`,
  `OTEL_EXPORTER_OTLP_${part}`,
]

export const SDK_DISABLED = 'OTEL_SDK_DISABLED'

/** Says that podstart's own traces are wanted; the others say how they are made. */
export const TRACES_EXPORTER = 'OTEL_TRACES_EXPORTER'

/** Source: OpenTelemetry specification 1.5x, SDK configuration; @opentelemetry/sdk-node 0.301. */
const OWN_TRACES = [
  TRACES_EXPORTER,
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_PROPAGATORS',
  'OTEL_NODE_RESOURCE_DETECTORS',
  'OTEL_BSP_SCHEDULE_DELAY',
  'OTEL_BSP_EXPORT_TIMEOUT',
  'OTEL_BSP_MAX_QUEUE_SIZE',
  'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
] as const

export type OwnTracesVariable = (typeof OWN_TRACES)[number]

const OTEL: readonly string[] = [...OTLP.flatMap(otlpVariables), SDK_DISABLED, ...OWN_TRACES]

type Variables = Readonly<Record<string, string | undefined>>

export function readEnvironment(env: Variables): Environment {
  return {
    ...readResourceAttributes(env['OTEL_RESOURCE_ATTRIBUTES'] ?? ''),
    noColor: (env['NO_COLOR'] ?? '') !== '',
    forceColor: !['', '0', 'false'].includes(env['FORCE_COLOR'] ?? ''),
    podstart: pick(env, (name) => name.startsWith('PODSTART_')),
    otel: pick(env, (name) => OTEL.includes(name)),
  }
}

/** Blank ones are as good as none. */
const pick = (env: Variables, isWanted: (name: string) => boolean): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, text = '']) => (isWanted(name) && text.trim() !== '' ? [[name, text]] : [])),
  )

/** Source: OpenTelemetry specification 1.5x, Resource SDK: `key=value,…`, values percent-encoded. */
function readResourceAttributes(text: string): Pick<Environment, 'resourceAttributes' | 'broken'> {
  const attributes: Record<string, string> = {}
  const broken: string[] = []
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [key, value, ...more] = part.split('=')
    const decoded = decode(value)
    if (key === undefined || decoded === undefined || more.length > 0 || key.trim() === '') broken.push(part)
    else attributes[key.trim()] = decoded
  }
  return { resourceAttributes: attributes, broken }
}

function decode(value: string | undefined): string | undefined {
  try {
    return value === undefined ? undefined : decodeURIComponent(value.trim())
  } catch {
    return undefined
  }
}

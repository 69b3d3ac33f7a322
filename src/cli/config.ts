/** What the environment says; the only place that reads it. */
export interface Environment {
  /** `OTEL_RESOURCE_ATTRIBUTES`, read; undefined values of a broken one are named in `broken`. */
  readonly resourceAttributes: Readonly<Record<string, string>>
  readonly broken: readonly string[]
  /** https://no-color.org */
  readonly noColor: boolean
}

/** Source: OpenTelemetry specification 1.5x, Resource SDK: `key=value,…`, values percent-encoded. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const attributes: Record<string, string> = {}
  const broken: string[] = []
  for (const part of (env['OTEL_RESOURCE_ATTRIBUTES'] ?? '').split(',').filter((one) => one.trim() !== '')) {
    const [key, value, ...more] = part.split('=')
    const decoded = decode(value)
    if (key === undefined || decoded === undefined || more.length > 0 || key.trim() === '') broken.push(part)
    else attributes[key.trim()] = decoded
  }
  return { resourceAttributes: attributes, broken, noColor: (env['NO_COLOR'] ?? '') !== '' }
}

function decode(value: string | undefined): string | undefined {
  try {
    return value === undefined ? undefined : decodeURIComponent(value.trim())
  } catch {
    return undefined
  }
}

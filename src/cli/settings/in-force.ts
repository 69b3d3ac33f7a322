import { shownUrl } from '../../deliver/sender.ts'
import { splitExtra } from '../../telemetry/resource.ts'
import type { Environment } from '../config.ts'
import type { Loaded } from './load-settings.ts'
import type { ResolvedTarget } from './otlp-target.ts'
import { KEYS, type Key, type Settings } from './settings.ts'

/** One setting, with where it is from. */
export interface Row<K extends string = string> {
  readonly name: K
  /** Missing where nothing is set, and there is no default. */
  readonly value?: string | number | boolean | readonly string[]
  readonly from: string
}

/** What is in force, fit for showing. */
export interface InForce {
  readonly settings: readonly Row<Key>[]
  readonly otlp: readonly Row[]
}

type Good<T> = Extract<T, { readonly ok: true }>

export const inForce = (
  loaded: Good<Loaded>,
  resolved: Good<ResolvedTarget>,
  environment: Pick<Environment, 'resourceAttributes'>,
): InForce => ({
  settings: KEYS.map((name) => row(name, shown(loaded, name), loaded.sources[name])),
  otlp: [...targetRows(resolved), attributesRow(environment)],
})

const row = <K extends string>(name: K, value: Row['value'], from: string): Row<K> => ({
  name,
  ...(value !== undefined && { value }),
  from,
})

/** Numbers and lists as such; what is more than that as it was written. */
function shown({ settings, texts }: Good<Loaded>, key: Key): Row['value'] {
  const value: Settings[Key] = settings[key]
  return typeof value === 'number' || Array.isArray(value) ? value : texts[key]
}

/** A header's value may be a password. */
const targetRows = ({ target, sources }: Good<ResolvedTarget>): readonly Row[] => [
  row('url', shownUrl(target.url), sources.url),
  row('protocol', target.protocol, sources.protocol),
  row('headers', target.headers, sources.headers),
  row('timeout', `${target.timeout}ms`, sources.timeout),
  row('compression', target.compression, sources.compression),
  row('certificate', target.certificate, sources.certificate),
  row('clientCertificate', target.clientCertificate, sources.clientCertificate),
  row('clientKey', target.clientKey, sources.clientKey),
  row('disabled', target.disabled, sources.disabled),
]

function attributesRow({ resourceAttributes }: Pick<Environment, 'resourceAttributes'>): Row {
  const pairs = Object.entries(splitExtra(resourceAttributes).kept).map(([key, value]) => `${key}=${value}`)
  return row('resourceAttributes', pairs, pairs.length === 0 ? 'default' : 'OTEL_RESOURCE_ATTRIBUTES')
}

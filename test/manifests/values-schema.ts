import { KEYS, settingOf, type Key } from '../../src/cli/settings/settings.ts'

/** Settings that the manifests make themselves: with others the pods would not fit their Services, probes and volumes. */
export const TAKEN: readonly Key[] = [
  'kubeconfig',
  'kubeContext',
  'namespace',
  'listen',
  'record',
  'webhookListen',
  'webhookHealth',
  'tlsCert',
  'tlsKey',
  'clientCa',
  'clientNames',
  'drain',
]

type Schema = Readonly<Record<string, unknown>>

const text: Schema = { type: 'string' }
const flag: Schema = { type: 'boolean' }
const free: Schema = { type: 'object' }
const name: Schema = { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', maxLength: 63 }
const port: Schema = { type: 'integer', minimum: 1, maximum: 65_535 }
const duration: Schema = { type: 'string', pattern: '^([0-9]+(h|m|s))+$' }
const labels: Schema = { type: 'object', additionalProperties: text }
const listOf = (items: Schema): Schema => ({ type: 'array', items })
const whole = (minimum: number, maximum: number): Schema => ({ type: 'integer', minimum, maximum })
/** Nothing but these. */
const only = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
})

/** As `--set` gives it: Helm reads no decimals there. */
const RATIO: Schema = { type: 'string', pattern: '^(0|1|[01]\\.0*|0?\\.[0-9]+)$' }

/** What a setting may be in a file. A word like `on` has to be quoted: YAML 1.1, which Helm reads, takes it for true. */
function settingSchema(key: Key): Schema {
  const { isList, isMap, value, help, type } = settingOf(key)
  const description = help
  const choices = type.meta()?.['enum']
  if (choices !== undefined) return { enum: choices, description }
  if (value === 'ratio') return { description, anyOf: [{ type: 'number', minimum: 0, maximum: 1 }, RATIO] }
  const one = value === 'number' ? ['integer', 'string'] : ['string']
  return { description, type: isMap ? ['object', 'array', 'string'] : isList ? ['array', 'string'] : one }
}

const settings = only(
  Object.fromEntries(KEYS.filter((key) => !TAKEN.includes(key)).map((key) => [key, settingSchema(key)])),
)

const quantities = only({ cpu: { type: ['string', 'number'] }, memory: text, 'ephemeral-storage': text })
const resources = only({ requests: quantities, limits: quantities, claims: listOf(free) })

const pod: Readonly<Record<string, Schema>> = {
  resources,
  heap: whole(32, 65_536),
  env: listOf({ type: 'object', required: ['name'], properties: { name: text } }),
  priorityClassName: text,
  nodeSelector: labels,
  tolerations: listOf(free),
  affinity: free,
  podLabels: labels,
  podAnnotations: labels,
}

const certificates: Schema = {
  ...only({
    mode: { enum: ['selfManaged', 'certManager', 'existing'] },
    certManager: only({
      issuerRef: only({ name: text, kind: text, group: text }),
      duration,
      renewBefore: duration,
    }),
    existing: only({ secretName: text, caBundle: { type: 'string', pattern: '^[A-Za-z0-9+/=]*$' } }),
  }),
  if: { properties: { mode: { const: 'existing' } } },
  then: { properties: { existing: { properties: { secretName: { minLength: 1 } }, required: ['secretName'] } } },
}

/** Of the chart's values. What is not in it is a mistake. */
export const valuesSchema = (): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Values of the podstart chart; made by npm run manifests:write',
  ...only({
    global: free,
    image: only({
      repository: { type: 'string', minLength: 1 },
      tag: text,
      digest: { type: 'string', pattern: '^(sha256:[0-9a-f]{64})?$' },
      pullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] },
    }),
    imagePullSecrets: listOf(only({ name: text })),
    otlp: only({ endpoint: { type: 'string', pattern: '^https?://[^/]' } }),
    config: settings,
    namespaces: { ...listOf(name), uniqueItems: true },
    certificates,
    webhook: only({ replicas: whole(1, 100), drainSeconds: whole(0, 600), ...pod }),
    exporter: only(pod),
    certs: only(pod),
    networkPolicy: only({ enabled: flag, apiServerPorts: listOf(port), otlpPorts: listOf(port) }),
    jaeger: only({
      enabled: flag,
      image: { type: 'string', minLength: 1 },
      maxTraces: whole(1, 1_000_000),
      resources,
    }),
    prometheusOperator: only({ enabled: flag, labels }),
  }),
})

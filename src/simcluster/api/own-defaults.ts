import { has, isFields, list, texts } from '../../observe/json.ts'
import { labelsOf, nameOf, withMetadata } from './metadata.ts'
import type { Json, ResourceName } from './resources.ts'

/** What the API fills in, where that is not the cluster's to say. Source: Kubernetes 1.36, `pkg/apis/.../defaults.go`. */
export function ownDefaults(resource: ResourceName, object: Json): Json {
  return OF[resource]?.(object) ?? object
}

const OF: Readonly<Partial<Record<ResourceName, (object: Json) => Json>>> = {
  namespaces: (object) => {
    const labels = { 'kubernetes.io/metadata.name': nameOf(object), ...labelsOf(object) }
    const named = nameOf(object) === '' ? object : withMetadata(object, { labels })
    return { ...named, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }
  },
  secrets: ({ stringData, ...object }) => ({
    type: 'Opaque',
    ...object,
    ...(isFields(stringData) ? { data: { ...texts(object, 'data'), ...encoded(texts(stringData)) } } : {}),
  }),
  mutatingwebhookconfigurations: (object) =>
    has(object, 'webhooks') ? { ...object, webhooks: list(object, 'webhooks').map(webhook) } : object,
}

const encoded = (data: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]))

const WEBHOOK = {
  failurePolicy: 'Fail',
  matchPolicy: 'Equivalent',
  namespaceSelector: {},
  objectSelector: {},
  reinvocationPolicy: 'Never',
  timeoutSeconds: 10,
}

function webhook(given: unknown): unknown {
  if (!isFields(given)) return given
  const { clientConfig, rules } = given
  const service = isFields(clientConfig) ? clientConfig['service'] : undefined
  return {
    ...WEBHOOK,
    ...given,
    ...(isFields(clientConfig) &&
      isFields(service) && { clientConfig: { ...clientConfig, service: { port: 443, ...service } } }),
    ...(Array.isArray(rules) && { rules: rules.map((rule) => (isFields(rule) ? { scope: '*', ...rule } : rule)) }),
  }
}

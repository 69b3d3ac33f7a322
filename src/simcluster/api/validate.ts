import { at, isFields, list, text } from '../../observe/json.ts'
import { nameOf } from './metadata.ts'
import type { Json, ResourceName } from './resources.ts'
import type { Cause } from './status.ts'

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/

const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
  "end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with " +
  "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

const NAMES = {
  subdomain: { form: SUBDOMAIN, rule: SUBDOMAIN_RULE, longest: 253 },
  label: { form: LABEL, rule: LABEL_RULE, longest: 63 },
} as const

const required = (field: string, why = ''): Cause => ({
  reason: 'FieldValueRequired',
  message: why === '' ? 'Required value' : `Required value: ${why}`,
  field,
})

const invalidValue = (field: string, value: string, why: string): Cause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
  field,
})

/** The least that an object must be, for others not to stumble over it. Source: Kubernetes 1.36, `pkg/apis`. */
export const validate = (resource: ResourceName, object: Json): readonly Cause[] => [
  ...nameCauses(resource, object),
  ...(OF[resource]?.(object) ?? []),
]

function nameCauses(resource: ResourceName, object: Json): readonly Cause[] {
  const name = nameOf(object)
  if (name === '') return [required('metadata.name', 'name or generateName is required')]
  const { form, rule, longest } = resource === 'namespaces' ? NAMES.label : NAMES.subdomain
  return [
    ...(name.length > longest ? [invalidValue('metadata.name', name, `must be no more than ${longest} bytes`)] : []),
    ...(form.test(name) ? [] : [invalidValue('metadata.name', name, rule)]),
  ]
}

const OF: Readonly<Partial<Record<ResourceName, (object: Json) => readonly Cause[]>>> = {
  pods: (pod) => [
    ...(list(pod, 'spec', 'containers').length === 0 ? [required('spec.containers')] : []),
    ...['initContainers', 'containers'].flatMap((key) =>
      list(pod, 'spec', key).flatMap((container, i) => containerCauses(container, `spec.${key}[${i}]`)),
    ),
    ...twiceNamed(pod),
  ],
  mutatingwebhookconfigurations: (object) =>
    list(object, 'webhooks').flatMap((webhook, i) => webhookCauses(webhook, `webhooks[${i}]`)),
}

function containerCauses(container: unknown, path: string): readonly Cause[] {
  const name = text(container, 'name')
  return [
    ...(name === undefined ? [required(`${path}.name`)] : []),
    ...(name === undefined || LABEL.test(name) ? [] : [invalidValue(`${path}.name`, name, LABEL_RULE)]),
    ...(text(container, 'image') === undefined ? [required(`${path}.image`)] : []),
  ]
}

function twiceNamed(pod: Json): readonly Cause[] {
  const names = list(pod, 'spec', 'containers').map((container) => text(container, 'name'))
  return names.flatMap((name, i) =>
    name !== undefined && names.indexOf(name) < i
      ? [
          {
            reason: 'FieldValueDuplicate',
            message: `Duplicate value: ${JSON.stringify(name)}`,
            field: `spec.containers[${i}].name`,
          },
        ]
      : [],
  )
}

const MOST_SECONDS = 30

function webhookCauses(webhook: unknown, path: string): readonly Cause[] {
  const effects = text(webhook, 'sideEffects')
  const seconds = at(webhook, 'timeoutSeconds')
  const client = at(webhook, 'clientConfig')
  const ways = ['url', 'service'].filter((way) => isFields(client) && client[way] !== undefined)
  return [
    ...(text(webhook, 'name') === undefined ? [required(`${path}.name`)] : []),
    ...(effects === undefined ? [required(`${path}.sideEffects`, 'must specify one of None, NoneOnDryRun')] : []),
    ...(list(webhook, 'admissionReviewVersions').length === 0
      ? [required(`${path}.admissionReviewVersions`, 'must specify one of v1, v1beta1')]
      : []),
    ...(ways.length === 1 ? [] : [required(`${path}.clientConfig`, 'exactly one of url or service is required')]),
    ...(typeof seconds === 'number' && (seconds < 1 || seconds > MOST_SECONDS)
      ? [invalidValue(`${path}.timeoutSeconds`, String(seconds), 'the timeout value must be between 1 and 30 seconds')]
      : []),
  ]
}

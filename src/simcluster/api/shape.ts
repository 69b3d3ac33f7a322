import { at, isFields } from '../../observe/json.ts'
import { apiVersionOf, RESOURCES, type Json, type ResourceName } from './resources.ts'
import { badRequest, type Status } from './status.ts'

type Form = 'string' | 'object' | 'array' | 'texts'

/** Fields that others rely on; the real API knows the type of each. */
const FORMS: readonly (readonly [path: readonly string[], form: Form, go: string])[] = [
  [['metadata'], 'object', 'metadata of type v1.ObjectMeta'],
  [['metadata', 'name'], 'string', 'ObjectMeta.metadata.name of type string'],
  [['metadata', 'generateName'], 'string', 'ObjectMeta.metadata.generateName of type string'],
  [['metadata', 'namespace'], 'string', 'ObjectMeta.metadata.namespace of type string'],
  [['metadata', 'uid'], 'string', 'ObjectMeta.metadata.uid of type types.UID'],
  [['metadata', 'resourceVersion'], 'string', 'ObjectMeta.metadata.resourceVersion of type string'],
  [['metadata', 'labels'], 'texts', 'ObjectMeta.metadata.labels of type string'],
  [['metadata', 'annotations'], 'texts', 'ObjectMeta.metadata.annotations of type string'],
  [['metadata', 'finalizers'], 'array', 'ObjectMeta.metadata.finalizers of type []string'],
  [['spec'], 'object', 'spec'],
  [['status'], 'object', 'status'],
  [['spec', 'containers'], 'array', 'spec.containers of type []v1.Container'],
  [['spec', 'initContainers'], 'array', 'spec.initContainers of type []v1.Container'],
  [['webhooks'], 'array', 'webhooks'],
]

const FITS: Readonly<Record<Form, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  object: isFields,
  array: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string' || isFields(one)),
  texts: (value) => isFields(value) && Object.values(value).every((one) => typeof one === 'string'),
}

/** Whether a body can be an object of a resource at all. */
export function misshapen(resource: ResourceName, body: unknown): Status | undefined {
  const { kind } = RESOURCES[resource]
  if (!isFields(body)) {
    const what = `json: cannot unmarshal ${jsonName(body)} into Go value of type v1.${kind}`
    return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${what}`)
  }
  return foreign(resource, body) ?? misfit(resource, body)
}

function foreign(resource: ResourceName, { kind: given, apiVersion }: Json): Status | undefined {
  const { kind } = RESOURCES[resource]
  if (apiVersion !== undefined && apiVersion !== apiVersionOf(resource)) {
    const [told, expected] = [String(apiVersion), apiVersionOf(resource)]
    return badRequest(`the API version in the data (${told}) does not match the expected API version (${expected})`)
  }
  if (given === undefined || given === kind) return undefined
  const why = `converting (v1.${String(given)}) to (core.${kind}): unknown conversion`
  return badRequest(`${String(given)} in version "v1" cannot be handled as a ${kind}: ${why}`)
}

function misfit(resource: ResourceName, body: Json): Status | undefined {
  const { kind } = RESOURCES[resource]
  for (const [path, form, go] of FORMS) {
    const value = at(body, ...path) ?? undefined
    if (value === undefined || FITS[form](value)) continue
    const why = `json: cannot unmarshal ${jsonName(value)} into Go struct field ${go.startsWith('ObjectMeta') ? '' : `${kind}.`}${go}`
    return badRequest(`${kind} in version "v1" cannot be handled as a ${kind}: ${why}`)
  }
  return undefined
}

function jsonName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

import { qualified, qualifiedKind, RESOURCES, type Json, type ResourceName } from './resources.ts'

export const ANONYMOUS = 'system:anonymous'

export interface Cause {
  readonly reason?: string
  readonly message: string
  readonly field?: string
}

/** What the API says instead of an answer. */
export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: { readonly continue?: string }
  readonly status: 'Failure'
  readonly message: string
  readonly reason?: string
  readonly details?: Json & { readonly retryAfterSeconds?: number; readonly causes?: readonly Cause[] }
  readonly code: number
}

interface More {
  readonly details?: NonNullable<Status['details']>
  readonly metadata?: Status['metadata']
}

export const failure = (code: number, reason: string | undefined, message: string, more: More = {}): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: more.metadata ?? {},
  status: 'Failure',
  message,
  ...(reason === undefined ? {} : { reason }),
  ...(more.details === undefined ? {} : { details: more.details }),
  code,
})

const retry = (seconds: number): More => ({ details: seconds > 0 ? { retryAfterSeconds: seconds } : {} })

export const unauthorized = (): Status => failure(401, 'Unauthorized', 'Unauthorized')

/** What somebody wants to do, in the words of a Role. */
export interface Attempt {
  readonly verb: string
  readonly resource: ResourceName
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  readonly subresource?: string | undefined
}

export function forbidden(attempt: Attempt, user = ANONYMOUS): Status {
  const { verb, resource, namespace, name, subresource } = attempt
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`
  const what = subresource === undefined ? resource : `${resource}/${subresource}`
  const why = `User "${user}" cannot ${verb} resource "${what}" in API group "${RESOURCES[resource].group}" ${where}`
  return forbiddenFor(resource, name, why)
}

export const forbiddenFor = (resource: ResourceName, name: string | undefined, why: string, more: Json = {}): Status =>
  failure(403, 'Forbidden', `${named(resource, name)} is forbidden: ${why}`, {
    details: { ...detailsOf(resource, name), ...more },
  })

/** `pods "web"`; without a name `pods`. */
const named = (resource: ResourceName, name: string | undefined): string =>
  name === undefined ? qualified(resource) : `${qualified(resource)} "${name}"`

const detailsOf = (resource: ResourceName, name: string | undefined, kind: string = resource): Json => ({
  ...(name === undefined ? {} : { name }),
  ...(RESOURCES[resource].group === '' ? {} : { group: RESOURCES[resource].group }),
  kind,
})

export const forbiddenPath = (verb: string, path: string, user = ANONYMOUS): Status =>
  failure(403, 'Forbidden', `forbidden: User "${user}" cannot ${verb} path "${path}"`, { details: {} })

/** No such object. */
export const missing = (resource: ResourceName, name: string): Status =>
  failure(404, 'NotFound', `${named(resource, name)} not found`, { details: detailsOf(resource, name) })

export const alreadyExists = (resource: ResourceName, name: string): Status =>
  failure(409, 'AlreadyExists', `${named(resource, name)} already exists`, { details: detailsOf(resource, name) })

/** @param kind as what the object is named, where that is not its resource */
export function conflict(resource: ResourceName, name: string, why: string, kind?: string): Status {
  const what = kind === undefined ? named(resource, name) : `${kind} "${name}"`
  const details = detailsOf(resource, name, kind)
  return failure(409, 'Conflict', `Operation cannot be fulfilled on ${what}: ${why}`, { details })
}

/** What is wrong with an object's fields. */
export function invalid(resource: ResourceName, name: string, causes: readonly Cause[]): Status {
  const details = { ...detailsOf(resource, name === '' ? undefined : name, RESOURCES[resource].kind), causes }
  return failure(422, 'Invalid', `${qualifiedKind(resource)} "${name}" is invalid: ${toldOf(causes)}`, { details })
}

/** A patch that does not fit. */
export function unprocessable(why: string): Status {
  const message = 'the server rejected our request due to an error in our request'
  const details = why === '' ? {} : { causes: [{ reason: 'UnexpectedServerResponse', message: why }] }
  return failure(422, 'Invalid', message, { details })
}

export const tooLargeBody = (limit: number): Status =>
  failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limit}`)

export const unsupportedMediaType = (accepted: readonly string[]): Status =>
  failure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  )

export const notFound = (): Status =>
  failure(404, 'NotFound', 'the server could not find the requested resource', { details: {} })

export const methodNotAllowed = (): Status =>
  failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', { details: {} })

export const notAcceptable = (): Status =>
  failure(406, 'NotAcceptable', 'only the following media types are accepted: application/json')

export const badRequest = (message: string): Status => failure(400, 'BadRequest', message)

export function invalidOptions(causes: readonly Cause[]): Status {
  const details = { group: 'meta.k8s.io', kind: 'ListOptions', causes }
  return failure(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: ${toldOf(causes)}`, { details })
}

function toldOf(causes: readonly Cause[]): string {
  const told = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))]
  return told.length === 1 ? told.join() : `[${told.join(', ')}]`
}

/** @param onward a token that goes on with the list as it is now, where the list as it was is gone */
export const expired = (message: string, onward?: string): Status =>
  failure(410, 'Expired', message, onward === undefined ? {} : { metadata: { continue: onward } })

export function tooLarge(asked: number, current: number, retryAfterSeconds: number): Status {
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }]
  const details = { causes, ...retry(retryAfterSeconds).details }
  return failure(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, { details })
}

export const tooManyRequests = (message: string, retryAfterSeconds: number): Status =>
  failure(429, 'TooManyRequests', message, retry(retryAfterSeconds))

export const internalError = (message: string): Status =>
  failure(500, 'InternalError', `Internal error occurred: ${message}`, { details: { causes: [{ message }] } })

export const unavailable = (message: string): Status => failure(503, 'ServiceUnavailable', message)

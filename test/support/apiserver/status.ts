import type { Json, ResourceName } from './resources.ts'

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

export function forbidden(verb: string, resource: ResourceName, namespace?: string, user = 'system:anonymous'): Status {
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`
  const why = `User "${user}" cannot ${verb} resource "${resource}" in API group "" ${where}`
  return failure(403, 'Forbidden', `${resource} is forbidden: ${why}`, { details: { kind: resource } })
}

export const forbiddenPath = (verb: string, path: string): Status =>
  failure(403, 'Forbidden', `forbidden: User "system:anonymous" cannot ${verb} path "${path}"`, { details: {} })

export const notFound = (): Status =>
  failure(404, 'NotFound', 'the server could not find the requested resource', { details: {} })

export const methodNotAllowed = (): Status =>
  failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', { details: {} })

export const notAcceptable = (): Status =>
  failure(406, 'NotAcceptable', 'only the following media types are accepted: application/json')

export const badRequest = (message: string): Status => failure(400, 'BadRequest', message)

export function invalidOptions(causes: readonly Cause[]): Status {
  const told = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))]
  const all = told.length === 1 ? told.join() : `[${told.join(', ')}]`
  const details = { group: 'meta.k8s.io', kind: 'ListOptions', causes }
  return failure(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: ${all}`, { details })
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

import { at, flag, isFields, list, text, whole } from '../../../observe/json.ts'
import { messageOf } from '../../../observe/clip.ts'
import { RESOURCES, typed, type Json, type ResourceName } from '../resources.ts'
import type { User } from '../users.ts'

/** A creation that is to be admitted. */
export interface Admission {
  readonly resource: ResourceName
  /** `''` of what is in none. */
  readonly namespace: string
  /** `''` where a name is still to be made. */
  readonly name: string
  readonly user: User
  readonly dryRun: boolean
  /** What the request said beside the object, such as `fieldManager`. */
  readonly options: Json
}

/** What is asked of a webhook; also the variable `request` of its conditions. */
export function requestOf(admission: Admission, uid: string, object: Json): Json {
  const { resource, namespace, name, user, dryRun, options } = admission
  const { group, version, kind } = RESOURCES[resource]
  const [ofKind, ofResource] = [
    { group, version, kind },
    { group, version, resource },
  ]
  return {
    uid,
    kind: ofKind,
    resource: ofResource,
    requestKind: ofKind,
    requestResource: ofResource,
    ...(name === '' ? {} : { name }),
    ...(namespace === '' ? {} : { namespace }),
    operation: 'CREATE',
    userInfo: { username: user.name, groups: user.groups },
    object: typed(resource, object),
    oldObject: null,
    dryRun,
    options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', ...options },
  }
}

const VERSION = 'admission.k8s.io/v1'

export const reviewOf = (request: Json): Json => ({ kind: 'AdmissionReview', apiVersion: VERSION, request })

/** What a webhook answered. */
export type Review =
  | { readonly is: 'allowed'; readonly patch: readonly unknown[]; readonly warnings: readonly string[] }
  | { readonly is: 'denied'; readonly result: Json; readonly warnings: readonly string[] }
  /** It answered something else than it should. */
  | { readonly is: 'invalid'; readonly why: string }

const invalid = (why: string): Review => ({ is: 'invalid', why })
const misanswered = (why: string): Review => invalid(`received invalid webhook response: ${why}`)

/** Source: Kubernetes 1.36, `plugin/webhook/request/admissionreview.go`. */
export function readReview(uid: string, body: unknown): Review {
  const response = at(body, 'response')
  if (!isFields(response)) return misanswered('webhook response was absent')
  const answered = text(response, 'uid') ?? ''
  if (answered !== uid) return misanswered(`expected response.uid="${uid}", got "${answered}"`)
  const [kind, version] = [text(body, 'kind') ?? '', text(body, 'apiVersion') ?? '']
  if (kind !== 'AdmissionReview' || version !== VERSION) {
    const told = `expected webhook response of ${VERSION}, Kind=AdmissionReview, got ${version}, Kind=${kind}`
    return misanswered(told)
  }
  const warnings = list(response, 'warnings').filter((one) => typeof one === 'string')
  const [patch, type] = [text(response, 'patch'), text(response, 'patchType')]
  if (patch !== undefined && type === undefined) {
    return misanswered('webhook returned response.patch but not response.patchType')
  }
  if (patch === undefined && type !== undefined) {
    return misanswered('webhook returned response.patchType but not response.patch')
  }
  if (flag(response, 'allowed') !== true) {
    const result = response['status']
    return { is: 'denied', result: isFields(result) ? result : {}, warnings }
  }
  return patch === undefined ? { is: 'allowed', patch: [], warnings } : readPatch(patch, type ?? '', warnings)
}

function readPatch(base64: string, type: string, warnings: readonly string[]): Review {
  try {
    const patch = JSON.parse(Buffer.from(base64, 'base64').toString()) as unknown
    if (!Array.isArray(patch)) throw new Error('json: cannot unmarshal object into Go value of type jsonpatch.Patch')
    if (patch.length > 0 && type !== 'JSONPatch') return invalid(`unsupported patch type "${type}"`)
    return { is: 'allowed', patch, warnings }
  } catch (error) {
    return invalid(`received undecodable patch in webhook response: ${messageOf(error)}`)
  }
}

/** A refusal, in the words of the webhook. Source: Kubernetes 1.36, `plugin/webhook/errors/statuserror.go`. */
export function denial(
  webhook: string,
  result: Json,
): { readonly code: number; readonly message: string; readonly reason?: string } {
  const [message, reason] = [text(result, 'message'), text(result, 'reason')]
  const why = message ?? reason
  const denied = `admission webhook "${webhook}" denied the request`
  return {
    code: Math.max(400, whole(result, 'code') ?? 0),
    message: why === undefined ? `${denied} without explanation` : `${denied}: ${why}`,
    ...(reason === undefined ? {} : { reason }),
  }
}

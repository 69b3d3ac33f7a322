import { applyPatch, type Operation } from 'rfc6902'
import { isFields } from '../../observe/json.ts'
import { messageOf } from '../../observe/clip.ts'
import { apiVersionOf, RESOURCES, type Json, type ResourceName } from './resources.ts'
import { mergePatch } from './merge-patch.ts'
import { strategicPatch } from './strategic-patch.ts'
import { badRequest, tooLargeBody, unprocessable, unsupportedMediaType, type Status } from './status.ts'

export type Patched = { readonly ok: true; readonly object: Json } | { readonly ok: false; readonly status: Status }

const JSON_PATCH = 'application/json-patch+json'
const MERGE_PATCH = 'application/merge-patch+json'
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json'
const TYPES = [JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH]

/** Server-side apply needs the schema of each field. */
const APPLIES = ['application/apply-patch+yaml', 'application/apply-patch+cbor']

/**
 * An object after a patch.
 *
 * @param type the body's media type, without parameters
 */
export function patched(resource: ResourceName, object: Json, type: string, patch: unknown): Patched {
  if (APPLIES.includes(type)) {
    return refused(unsupportedMediaType([`${TYPES.join(', ')} (this simulated API server has no server-side apply)`]))
  }
  const whole = { kind: RESOURCES[resource].kind, apiVersion: apiVersionOf(resource), ...object }
  if (type === JSON_PATCH) return jsonPatched(whole, patch)
  if (!TYPES.includes(type)) return refused(unsupportedMediaType(TYPES))
  if (!isFields(patch)) return refused(badRequest('Invalid JSON Patch'))
  return { ok: true, object: type === MERGE_PATCH ? mergePatch(whole, patch) : strategicPatch(whole, patch) }
}

const MOST_OPERATIONS = 10_000

function jsonPatched(object: Json, patch: unknown): Patched {
  if (!Array.isArray(patch) || !patch.every(isFields)) {
    return refused(badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch'))
  }
  if (patch.length > MOST_OPERATIONS) return refused(tooLargeBody(MOST_OPERATIONS))
  const applied = applied6902(object, patch)
  if (!applied.ok) return refused(unprocessable(applied.why))
  return isFields(applied.value) ? { ok: true, object: applied.value } : refused(unprocessable('the root is no object'))
}

/** A copy after a JSON Patch: all of it, or why not. */
export function applied6902(
  object: Json,
  patch: readonly unknown[],
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string } {
  const copy = { root: structuredClone(object) as unknown }
  try {
    const operations = patch.map((one) => moved(one as Operation))
    const problem = applyPatch(copy, operations).find((error) => error !== null)
    return problem === undefined ? { ok: true, value: copy.root } : { ok: false, why: problem.message || problem.name }
  } catch (error) {
    return { ok: false, why: messageOf(error) }
  }
}

/** The library cannot replace the root itself: what is patched lies one level down. */
const moved = (operation: Operation): Operation => ({
  ...operation,
  path: `/root${operation.path}`,
  ...('from' in operation ? { from: `/root${operation.from}` } : {}),
})

const refused = (status: Status): Patched => ({ ok: false, status })

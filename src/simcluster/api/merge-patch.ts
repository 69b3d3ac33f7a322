import { isFields } from '../../observe/json.ts'
import type { Json } from './resources.ts'

/** `null` takes a field away. Source: RFC 7396. */
export function mergePatch(object: Json, patch: Json): Json {
  const merged: Record<string, unknown> = { ...object }
  for (const [name, value] of Object.entries(patch)) {
    const before = Object.hasOwn(merged, name) ? merged[name] : undefined
    if (value === null) delete merged[name]
    else merged[name] = isFields(value) ? mergePatch(isFields(before) ? before : {}, value) : value
  }
  return merged
}

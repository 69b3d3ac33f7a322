import { isFields, list } from '../../observe/json.ts'
import { without } from './metadata.ts'
import type { Json } from './resources.ts'

/** By which field the elements of a list are told apart; all other lists are replaced. Source: `k8s.io/api`. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  imagePullSecrets: 'name',
  schedulingGates: 'name',
  webhooks: 'name',
  matchConditions: 'name',
  conditions: 'type',
  addresses: 'type',
  ownerReferences: 'uid',
  hostAliases: 'ip',
  podIPs: 'ip',
  taints: 'key',
}

/** Lists of texts that are put together and not replaced. */
const SETS = ['finalizers']

const DIRECTIVE = '$patch'
const DELETE_FROM = '$deleteFromPrimitiveList/'
const ORDER = '$setElementOrder/'
const RETAIN = '$retainKeys'

/** A strategic merge patch, as far as the lists above say how lists are merged. */
export function strategicPatch(object: Json, patch: Json): Json {
  if (patch[DIRECTIVE] === 'replace') return without(patch, DIRECTIVE)
  const merged: Record<string, unknown> = { ...retained(object, patch[RETAIN]) }
  for (const [name, value] of Object.entries(patch)) {
    if (name === DIRECTIVE || name === RETAIN || name.startsWith(ORDER)) continue
    const before = Object.hasOwn(merged, name) ? merged[name] : undefined
    if (name.startsWith(DELETE_FROM)) {
      const field = name.slice(DELETE_FROM.length)
      merged[field] = list(merged, field).filter((one) => !list(value).includes(one))
    } else if (value === null || isDeletion(value)) delete merged[name]
    else if (isFields(value)) merged[name] = strategicPatch(isFields(before) ? before : {}, value)
    else if (Array.isArray(value)) merged[name] = mergedList(name, list(before), value)
    else merged[name] = value
  }
  return merged
}

const isDeletion = (value: unknown): boolean => isFields(value) && value[DIRECTIVE] === 'delete'

const retained = (object: Json, keys: unknown): Json =>
  Array.isArray(keys) ? Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key))) : object

function mergedList(name: string, before: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
  if (SETS.includes(name)) return [...new Set([...before, ...patch])]
  const key = Object.hasOwn(MERGE_KEYS, name) ? MERGE_KEYS[name] : undefined
  const items = patch.filter(isFields)
  if (key === undefined || items.length < patch.length) return patch
  if (items.some((item) => item[DIRECTIVE] === 'replace')) return items.filter((item) => item[DIRECTIVE] !== 'replace')
  const isOf = (one: unknown) => (item: Json) => isFields(one) && item[key] === one[key]
  const kept = before.flatMap((one) => {
    const item = items.find(isOf(one))
    if (item === undefined || !isFields(one)) return [one]
    return isDeletion(item) ? [] : [strategicPatch(one, item)]
  })
  const added = items.filter((item) => !isDeletion(item) && !before.some((one) => isOf(one)(item)))
  return [...kept, ...added.map((item) => strategicPatch({}, item))]
}

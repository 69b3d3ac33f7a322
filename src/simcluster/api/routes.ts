import { RESOURCES, type ResourceName } from './resources.ts'

/** What a path is for: a resource's objects, all or those of a namespace, one of them, or a part of one. */
export interface Route {
  readonly resource: ResourceName
  readonly namespace: string | undefined
  readonly name: string | undefined
  readonly subresource: string | undefined
}

/** @returns undefined where the path is for no resource */
export function routeOf(path: string): Route | undefined {
  const parts = partsOf(path)
  if (parts === undefined) return undefined
  const [root, ...rest] = parts
  const [group, version, ...within] = root === 'api' ? ['', ...rest] : rest
  if ((root !== 'api' && root !== 'apis') || group === undefined || version !== 'v1') return undefined
  const [first, namespace, ...inside] = within
  const resource = inside[0] === undefined ? undefined : resourceOf(group, inside[0])
  if (first === 'namespaces' && resource !== undefined && RESOURCES[resource].namespaced) {
    return routeTo(resource, namespace, inside.slice(1))
  }
  const whole = first === undefined ? undefined : resourceOf(group, first)
  if (whole === undefined) return undefined
  const isSingle = within.length > 1
  return RESOURCES[whole].namespaced && isSingle ? undefined : routeTo(whole, undefined, within.slice(1))
}

const routeTo = (resource: ResourceName, namespace: string | undefined, rest: readonly string[]): Route | undefined => {
  const [name, subresource, ...more] = rest
  return more.length > 0 ? undefined : { resource, namespace, name, subresource }
}

const resourceOf = (group: string, resource: string): ResourceName | undefined =>
  Object.hasOwn(RESOURCES, resource) && RESOURCES[resource as ResourceName].group === group
    ? (resource as ResourceName)
    : undefined

/** An empty part, or one that is not encoded as it should be, leads nowhere. */
function partsOf(path: string): readonly string[] | undefined {
  try {
    const parts = path.slice(1).split('/').map(decodeURIComponent)
    return parts.includes('') ? undefined : parts
  } catch {
    return undefined
  }
}

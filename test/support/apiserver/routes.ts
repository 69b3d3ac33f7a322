import type { Target } from './list.ts'
import type { ResourceName } from './resources.ts'

const COLLECTION = /^\/api\/v1\/(?:namespaces\/([^/]+)\/)?(pods|events)$/

/** The objects a path is for, where it is for any. */
export function targetOf(path: string): Target | undefined {
  const [, namespace, resource] = COLLECTION.exec(path) ?? []
  return resource === undefined
    ? undefined
    : {
        resource: resource as ResourceName,
        namespace: namespace === undefined ? undefined : decodeURIComponent(namespace),
      }
}

import type { Target } from '../../../src/simcluster/api/list.ts'
import { routeOf } from '../../../src/simcluster/api/routes.ts'

/** The objects a path is for, where it is for any: this server has pods and Events, and no single ones. */
export function targetOf(path: string): Target | undefined {
  const route = routeOf(path)
  if (route === undefined || route.name !== undefined) return undefined
  const { resource, namespace } = route
  return resource === 'pods' || resource === 'events' ? { resource, namespace } : undefined
}

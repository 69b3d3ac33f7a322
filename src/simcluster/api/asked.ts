import type { IncomingMessage } from 'node:http'
import { isOn, type Query } from './list-options.ts'
import { routeOf, type Route } from './routes.ts'
import type { Attempt } from './status.ts'

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: Query
  /** Undefined where the path is for no resource. */
  readonly route: Route | undefined
  /** Undefined where the method is none of the API's. */
  readonly verb: Verb | undefined
}

/** What a request asks for. */
export function askedBy({ method = '', url = '' }: IncomingMessage): Asked {
  const at = URL.canParse(url, BASE) ? new URL(url, BASE) : new URL(BASE)
  const query = Object.fromEntries(at.searchParams)
  const route = routeOf(at.pathname)
  return { method, path: at.pathname, query, route, verb: verbOf(method, route, query) }
}

const BASE = 'https://apiserver/'

function verbOf(method: string, route: Route | undefined, query: Query): Verb | undefined {
  const isOne = route?.name !== undefined
  const reading = isOne ? 'get' : isOn(query['watch']) === true ? 'watch' : 'list'
  const verbs: Readonly<Record<string, Verb>> = {
    GET: reading,
    POST: 'create',
    PUT: 'update',
    PATCH: 'patch',
    DELETE: isOne ? 'delete' : 'deletecollection',
  }
  return Object.hasOwn(verbs, method) ? verbs[method] : undefined
}

/** What is tried, in the words of a Role. */
export const attemptOf = (verb: string, { resource, namespace, name, subresource }: Route): Attempt => ({
  verb,
  resource,
  // A namespace is in itself.
  namespace: resource === 'namespaces' ? name : namespace,
  name,
  subresource,
})

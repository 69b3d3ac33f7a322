import { isFields, text } from '../../observe/json.ts'
import { bound } from './binding.ts'
import { withDefaults } from './create.ts'
import { create, type Request } from './create-verb.ts'
import { deleted, type DeleteOptions } from './delete.ts'
import { list } from './list.ts'
import { parseListOptions, type Query } from './list-options.ts'
import { nameOf, namespaceOf } from './metadata.ts'
import { emptied, FIRST_NAMESPACES } from './namespaces.ts'
import { refused, type Outcome } from './outcome.ts'
import type { ApiParts } from './parts.ts'
import { patched } from './patch.ts'
import { RESOURCES, shown, type Json, type ResourceName } from './resources.ts'
import type { Route } from './routes.ts'
import { misshapen } from './shape.ts'
import { badRequest, forbiddenFor, methodNotAllowed, missing } from './status.ts'
import type { Stored } from './store.ts'
import { updated, type Part } from './update.ts'

/** One object, by its name. */
export interface Named extends Route {
  readonly name: string
}

const partOf = ({ subresource }: Route): Part => (subresource === 'status' ? 'status' : 'object')

export function current({ store }: ApiParts, { resource, namespace = '', name }: Named): Stored | undefined {
  return store.get(resource, namespace, name)
}

/** Resources of which a PUT makes what is not there. Source: Kubernetes 1.36, `AllowCreateOnUpdate`. */
const CREATED_BY_PUT: readonly ResourceName[] = ['events', 'leases']

export async function update(parts: ApiParts, route: Named, request: Request): Promise<Outcome> {
  const { resource, name, namespace } = route
  const problem = misshapen(resource, request.body)
  if (problem !== undefined) return refused(problem)
  const given = request.body as Json
  const told = nameOf(given)
  if (told !== name) {
    return refused(badRequest(`the name of the object (${told}) does not match the name on the URL (${name})`))
  }
  const own = text(given, 'metadata', 'namespace') ?? namespace
  if (namespace !== undefined && own !== namespace) {
    const why = `the namespace of the object (${own ?? ''}) does not match the namespace on the request (${namespace})`
    return refused(badRequest(why))
  }
  const there = current(parts, route)
  if (there !== undefined) return write(parts, route, there, given, request.dryRun)
  if (!CREATED_BY_PUT.includes(resource)) return refused(missing(resource, name))
  return create(parts, { ...request, route: { ...route, name: undefined } })
}

export function patch(parts: ApiParts, route: Named, type: string, body: unknown, isDry: boolean): Outcome {
  const { resource, name } = route
  const there = current(parts, route)
  if (there === undefined) return refused(missing(resource, name))
  const result = patched(resource, there, type, body)
  if (!result.ok) return refused(result.status)
  const problem = misshapen(resource, result.object)
  if (problem !== undefined) return refused(problem)
  if (nameOf(result.object) !== name) {
    const told = `the name of the object (${nameOf(result.object)}) does not match the name on the URL (${name})`
    return refused(badRequest(told))
  }
  return write(parts, route, there, result.object, isDry)
}

function write({ store, creation }: ApiParts, route: Named, there: Stored, given: Json, isDry: boolean): Outcome {
  const { resource } = route
  const part = partOf(route)
  const whole = part === 'status' ? given : withDefaults(resource, given, creation)
  const done = updated(store, resource, there, whole, part, isDry)
  return done.ok ? { is: 'object', code: 200, resource, object: done.object } : refused(done.status)
}

export function remove(parts: ApiParts, route: Named, options: DeleteOptions): Outcome {
  const { resource, name } = route
  const { store, creation } = parts
  const there = current(parts, route)
  if (there === undefined) return refused(missing(resource, name))
  if (resource === 'namespaces') return removeNamespace(parts, there, options)
  const done = deleted(store, resource, there, options, creation.now())
  if (done.is === 'refused') return refused(done.status)
  if (done.is === 'going' || resource === 'pods') return { is: 'object', code: 200, resource, object: done.object }
  const { group } = RESOURCES[resource]
  const details = { name, ...(group === '' ? {} : { group }), kind: resource, uid: there.metadata.uid }
  return { is: 'done', code: 200, details }
}

function removeNamespace({ store, creation }: ApiParts, there: Stored, options: DeleteOptions): Outcome {
  const { name } = there.metadata
  if (FIRST_NAMESPACES.includes(name)) {
    return refused(forbiddenFor('namespaces', name, 'this namespace may not be deleted'))
  }
  const probe = deleted(store, 'namespaces', there, { ...options, dryRun: true }, creation.now())
  if (probe.is === 'refused') return refused(probe.status)
  const object = options.dryRun ? there : emptied(store, there, creation.now())
  return { is: 'object', code: 200, resource: 'namespaces', object }
}

export function removeAll(parts: ApiParts, route: Route, query: Query, options: DeleteOptions): Outcome {
  const { resource, namespace } = route
  const { store, creation } = parts
  if (resource === 'namespaces') return refused(methodNotAllowed())
  const parsed = parseListOptions(resource, query)
  if (!parsed.ok) return refused(parsed.status)
  const found = list(store, { resource, namespace }, { ...parsed.options, watch: false })
  if (!found.ok) return refused(found.status)
  const targets = (found.list['items'] as readonly Json[]).flatMap(
    (item) => store.get(resource, namespaceOf(item), nameOf(item)) ?? [],
  )
  const items = targets.flatMap((object) => {
    const done = deleted(store, resource, object, options, creation.now())
    return done.is === 'refused' ? [] : [shown(resource, done.object)]
  })
  return { is: 'list', resource, list: { ...found.list, items } }
}

export function bind({ store, creation }: ApiParts, route: Named, body: unknown, isDry: boolean): Outcome {
  const pod = store.get('pods', route.namespace ?? '', route.name)
  if (!isFields(body)) return refused(badRequest('the object provided is unrecognized (must be of type Binding)'))
  if (pod === undefined) return refused(missing('pods', route.name))
  const status = bound(store, pod, body, creation.now(), isDry)
  return status === undefined ? { is: 'done', code: 201 } : refused(status)
}

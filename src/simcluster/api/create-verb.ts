import { randomBytes, randomUUID } from 'node:crypto'
import { text } from '../../observe/json.ts'
import { parseTraceparent } from '../../trace/traceparent.ts'
import { created, finished, prepared, withDefaults, type Finished } from './create.ts'
import { nameOf, withMetadata } from './metadata.ts'
import { refused, type Outcome } from './outcome.ts'
import type { ApiParts } from './parts.ts'
import { RESOURCES, type Json } from './resources.ts'
import type { Route } from './routes.ts'
import { misshapen } from './shape.ts'
import { badRequest, forbiddenFor, missing, type Status } from './status.ts'
import type { User } from './users.ts'
import { admit, type CallTrace } from './webhooks/admit.ts'
import type { Admission } from './webhooks/review.ts'

export interface Request {
  readonly route: Route
  readonly body: unknown
  readonly user: User
  readonly dryRun: boolean
  readonly options: Json
  readonly traceparent: string | undefined
}

/** Decodes, fills in, asks the webhooks, and stores. */
export async function create(parts: ApiParts, request: Request): Promise<Outcome> {
  const { store, creation } = parts
  const { resource, namespace = '' } = request.route
  const problem = misshapen(resource, request.body)
  if (problem !== undefined) return refused(problem)
  const given = request.body as Json
  const homeless = misplaced(parts, request.route, given)
  if (homeless !== undefined) return refused(homeless)

  const object = prepared(resource, namespace, given, creation)
  const admission: Admission = { resource, namespace, name: nameOf(object), ...request }
  const admitted = await admit(
    {
      ...parts.webhooks,
      store,
      now: () => creation.now(),
      defaults: (changed) => withDefaults(resource, changed, creation),
    },
    admission,
    object,
    traceOf(parts, request),
  )
  const { calls, warnings } = admitted
  const start = creation.now()
  const done: Finished = admitted.ok ? stored(parts, admission, admitted.object) : admitted
  const end = creation.now()
  const isStored = done.ok && !request.dryRun
  parts.onAdmission({
    resource,
    namespace,
    name: done.ok ? nameOf(done.object) : nameOf(object),
    uid: isStored ? text(done.object, 'metadata', 'uid') : undefined,
    calls,
    stored: isStored ? { start, end } : undefined,
  })
  return done.ok
    ? { is: 'object', code: 201, resource, object: done.object, warnings }
    : { is: 'refused', status: done.status, warnings }
}

function stored({ store, creation }: ApiParts, { resource, namespace, dryRun }: Admission, object: Json): Finished {
  // Whatever a webhook says, an object is made where it was asked for.
  const placed = RESOURCES[resource].namespaced ? withMetadata(object, { namespace }) : object
  if (!dryRun) return created(store, resource, placed, creation)
  const done = finished(store, resource, placed, creation)
  return done.ok ? { ok: true, object: withMetadata(done.object, { uid: randomUUID() }) } : done
}

/** A namespace that is another one, or none, or going. Source: Kubernetes 1.36, `plugin/namespace/lifecycle`. */
function misplaced({ store }: ApiParts, { resource, namespace }: Route, given: Json): Status | undefined {
  if (!RESOURCES[resource].namespaced) return undefined
  if (namespace === undefined) return badRequest('an empty namespace may not be set during creation')
  const own = text(given, 'metadata', 'namespace') ?? namespace
  if (own !== namespace) {
    return badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  const there = store.get('namespaces', '', namespace)
  if (there === undefined) return missing('namespaces', namespace)
  if (text(there, 'status', 'phase') !== 'Terminating') return undefined
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`
  const message = `namespace ${namespace} is being terminated`
  const causes = [{ reason: 'NamespaceTerminating', message, field: 'metadata.namespace' }]
  return forbiddenFor(resource, nameOf(given) || undefined, why, { causes })
}

/** The API server goes on with the trace of those it trusts, and begins one for all others. */
function traceOf({ sampled }: ApiParts, { user, traceparent }: Request): CallTrace {
  const found = user.groups.includes('system:masters') ? parseTraceparent(traceparent) : undefined
  return found ?? { traceId: randomBytes(16).toString('hex'), sampled: sampled() }
}

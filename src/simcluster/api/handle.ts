import type { IncomingMessage, ServerResponse } from 'node:http'
import { messageOf } from '../../observe/clip.ts'
import { accessOf } from './access.ts'
import { askedBy, type Asked } from './asked.ts'
import { onlyJson, readBody } from './body.ts'
import { create, type Request } from './create-verb.ts'
import { DISCOVERY, HEALTH_PATHS, OPENAPI_V2 } from './discovery.ts'
import { list } from './list.ts'
import { parseListOptions } from './list-options.ts'
import { refused, type Outcome } from './outcome.ts'
import type { ApiParts } from './parts.ts'
import { present } from './present.ts'
import { answerBytes, answerJson } from './respond.ts'
import { RESOURCES } from './resources.ts'
import type { Route } from './routes.ts'
import { internalError, methodNotAllowed, missing, notAcceptable, notFound } from './status.ts'
import type { Change } from './store.ts'
import { formatOf, type Format } from './table.ts'
import type { User } from './users.ts'
import { watch } from './watch-verb.ts'
import type { Seen } from './watch.ts'
import { deleteOptionsOf, queryDryRun } from './write-options.ts'
import { bind, current, patch, remove, removeAll, update, type Named } from './write-verbs.ts'

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Serves the API. No request can make it fail. */
export function createHandler(parts: ApiParts, lineOf: (change: Change, type: Seen) => Buffer): Handle {
  return async (request, response) => {
    // A client may break off at any moment; there is nobody left to tell.
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    try {
      await serve(parts, lineOf, request, response)
    } catch (error) {
      await present(request, response, refused(internalError(messageOf(error))), { as: 'json' }, parts.creation.now())
    } finally {
      // What was sent and not read would be taken for the next request of this connection.
      request.resume()
    }
  }
}

async function serve(
  parts: ApiParts,
  lineOf: (change: Change, type: Seen) => Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { creation, tokens } = parts
  const asked = askedBy(request)
  const tell = (outcome: Outcome, format: Format = { as: 'json' }): Promise<void> =>
    present(request, response, outcome, format, creation.now())
  const access = accessOf(asked, request.headers.authorization, tokens)
  if (!access.ok) return tell(refused(access.status))
  if (asked.route === undefined) return await servePath(asked, request, response, tell)
  if (asked.verb === undefined || access.user === undefined) return tell(refused(methodNotAllowed()))
  const format = formatOf(request.headers.accept, asked.query['includeObject'])
  if (format === undefined) return tell(refused(notAcceptable()))
  if (asked.verb !== 'watch') return tell(await outcomeOf(parts, asked, asked.route, access.user, request), format)
  const parsed = parseListOptions(asked.route.resource, asked.query)
  if (!parsed.ok) return tell(refused(parsed.status))
  const status = watch(parts, response, { target: asked.route, options: parsed.options, format }, lineOf)
  return status === undefined ? undefined : tell(refused(status))
}

async function servePath(
  { path, method }: Asked,
  request: IncomingMessage,
  response: ServerResponse,
  tell: (outcome: Outcome) => Promise<void>,
): Promise<void> {
  const known = path.replace(/(?<=.)\/$/, '')
  const found = Object.hasOwn(DISCOVERY, known) ? DISCOVERY[known] : undefined
  const plain = PLAIN.find((one) => one.path === known)
  if (found === undefined && plain === undefined) return tell(refused(notFound()))
  if (method !== 'GET' && method !== 'HEAD') return tell(refused(methodNotAllowed()))
  return plain === undefined
    ? answerJson(request, response, 200, found)
    : answerBytes(response, plain.type, plain.bytes)
}

/** Paths whose answers are no JSON. */
const PLAIN = [
  ...HEALTH_PATHS.map((path) => ({ path, type: 'text/plain; charset=utf-8', bytes: Buffer.from('ok') })),
  OPENAPI_V2,
]

async function outcomeOf(
  parts: ApiParts,
  asked: Asked,
  route: Route,
  user: User,
  incoming: IncomingMessage,
): Promise<Outcome> {
  const { verb, query } = asked
  if (!isPart(route)) return refused(notFound())
  if (verb === 'list') return listed(parts, route, asked)
  if (route.name !== undefined && verb === 'get') return got(parts, { ...route, name: route.name })
  const dry = queryDryRun(query, OPTIONS_KINDS[verb ?? ''] ?? 'DeleteOptions')
  if (!dry.ok) return refused(dry.status)
  const body = await readBody(incoming, verb === 'patch' ? () => undefined : onlyJson)
  if (!body.ok) return refused(body.status)
  const { name } = route
  const { traceparent } = incoming.headers
  const request: Request = {
    route,
    body: body.value,
    user,
    dryRun: dry.isDry,
    options: optionsOf(query),
    traceparent: typeof traceparent === 'string' ? traceparent : undefined,
  }
  if (verb === 'delete' || verb === 'deletecollection') {
    const read = deleteOptionsOf(body.value, query)
    if (!read.ok) return refused(read.status)
    return name === undefined
      ? removeAll(parts, route, query, read.options)
      : remove(parts, { ...route, name }, read.options)
  }
  if (verb === 'create' && route.subresource === 'binding' && name !== undefined)
    return bind(parts, { ...route, name }, body.value, dry.isDry)
  if (verb === 'create' && name === undefined) return create(parts, request)
  if (verb === 'update' && name !== undefined) return update(parts, { ...route, name }, request)
  if (verb === 'patch' && name !== undefined) return patch(parts, { ...route, name }, body.type, body.value, dry.isDry)
  return refused(methodNotAllowed())
}

const OPTIONS_KINDS: Readonly<Record<string, string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
}

/** Whether there is such a part of an object. */
const isPart = ({ resource, subresource }: Route): boolean =>
  subresource === undefined ||
  (subresource === 'status' && RESOURCES[resource].statusApart) ||
  (subresource === 'binding' && resource === 'pods')

const optionsOf = ({ dryRun, fieldManager, fieldValidation }: Asked['query']) => ({
  ...(dryRun === undefined ? {} : { dryRun: [dryRun] }),
  ...(fieldManager === undefined ? {} : { fieldManager }),
  ...(fieldValidation === undefined ? {} : { fieldValidation }),
})

function listed({ store }: ApiParts, route: Route, { query }: Asked): Outcome {
  const parsed = parseListOptions(route.resource, query)
  if (!parsed.ok) return refused(parsed.status)
  const found = list(store, route, parsed.options)
  return found.ok ? { is: 'list', resource: route.resource, list: found.list } : refused(found.status)
}

function got(parts: ApiParts, route: Named): Outcome {
  const { resource, name } = route
  const object = route.subresource === 'binding' ? undefined : current(parts, route)
  return object === undefined ? refused(missing(resource, name)) : { is: 'object', code: 200, resource, object }
}

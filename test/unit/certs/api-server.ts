import { EventEmitter, once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { isFields } from '../../../src/observe/json.ts'
import { sharedAuthority } from '../../support/apiserver/certificates.ts'
import { kubeconfig } from '../../../src/simcluster/api/kubeconfig.ts'
import { failure, type Status } from '../../../src/simcluster/api/status.ts'
import { mergePatch } from '../../../src/simcluster/api/merge-patch.ts'
import { strategicPatch } from '../../../src/simcluster/api/strategic-patch.ts'

export type Fields = Readonly<Record<string, unknown>>

export interface Served {
  readonly verb: 'get' | 'create' | 'patch'
  readonly resource: string
  readonly path: string
  readonly type: string | undefined
  readonly agent: string | undefined
  readonly body: Fields | undefined
  readonly status: number
  /** Milliseconds, of a clock that only goes forward. */
  readonly at: number
}

/** Secrets and MutatingWebhookConfigurations over HTTPS, as far as `podstart certs` speaks to them. */
export interface CertsServer {
  readonly url: string
  kubeconfigText(token?: string): string
  /** By path. A version is given to it. */
  put(path: string, object: Fields): void
  object(path: string): Fields | undefined
  remove(path: string): void
  readonly served: readonly Served[]
  /** `patch secrets`: nobody may. */
  readonly forbidden: Set<string>
  readonly tokens: Set<string>
  /** Comes before a request is served; what it returns is the answer. */
  before: (verb: Served['verb'], path: string) => number | 'hang' | 'reset' | undefined
  until(is: () => boolean): Promise<void>
  close(): Promise<void>
}

export const secretPath = (namespace: string, name: string): string => `/api/v1/namespaces/${namespace}/secrets/${name}`
export const configurationPath = (name: string): string =>
  `/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/${name}`

const VERBS: Readonly<Record<string, Served['verb']>> = { GET: 'get', POST: 'create', PATCH: 'patch' }
const PATCHES: Readonly<Record<string, (object: Fields, patch: Fields) => Fields>> = {
  'application/merge-patch+json': mergePatch,
  'application/strategic-merge-patch+json': strategicPatch,
}
export const TOKEN = 'let-me-in'

export async function startCertsServer(): Promise<CertsServer> {
  const authority = await sharedAuthority()
  const objects = new Map<string, Fields>()
  const served: Served[] = []
  const news = new EventEmitter().setMaxListeners(0)
  let version = 100
  const https = createServer(authority, (request, response) => void handle(request, response))
  https.listen(0, '127.0.0.1')
  await once(https, 'listening')
  const url = `https://127.0.0.1:${(https.address() as AddressInfo).port}`

  const put = (path: string, object: Fields): Fields => {
    version += 1
    const metadata = isFields(object['metadata']) ? object['metadata'] : {}
    const kept = { ...object, metadata: { ...metadata, resourceVersion: String(version) } }
    objects.set(path, kept)
    return kept
  }
  const server: CertsServer = {
    url,
    kubeconfigText: (token = TOKEN) => kubeconfig(url, authority.ca, { token }),
    put: (path, object) => void put(path, object),
    object: (path) => objects.get(path),
    remove: (path) => void objects.delete(path),
    served,
    forbidden: new Set(),
    tokens: new Set([TOKEN]),
    before: () => undefined,
    async until(is) {
      while (!is()) await once(news, 'news')
    },
    async close() {
      https.close()
      https.closeAllConnections()
      await once(https, 'close')
    },
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const verb = VERBS[request.method ?? ''] ?? 'get'
    const path = request.url ?? ''
    const sent = await text(request)
    const body = sent === '' ? undefined : (JSON.parse(sent) as Fields)
    const type = request.headers['content-type']
    const fault = server.before(verb, path)
    if (fault === 'hang') return
    if (fault === 'reset') return void request.socket.destroy()
    const token = (request.headers.authorization ?? '').replace('Bearer ', '')
    const answer: Fields | Status = !server.tokens.has(token)
      ? failure(401, 'Unauthorized', 'Unauthorized')
      : fault !== undefined
        ? failure(fault, undefined, `it is ${fault}`)
        : perform(verb, path, body, type)
    const status = typeof answer['code'] === 'number' ? answer['code'] : verb === 'create' ? 201 : 200
    const [resource, agent, at] = [resourceOf(path), request.headers['user-agent'], performance.now()]
    served.push({ verb, resource, path, type, agent, body, status, at })
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
    news.emit('news')
  }

  function perform(verb: Served['verb'], path: string, body: Fields = {}, type: string | undefined): Fields | Status {
    const resource = resourceOf(path)
    if (server.forbidden.has(`${verb} ${resource}`)) {
      return failure(403, 'Forbidden', `${resource} is forbidden: User "certs" cannot ${verb} it`)
    }
    if (verb === 'create') {
      const name = isFields(body['metadata']) ? body['metadata']['name'] : undefined
      const whole = `${path}/${String(name)}`
      return objects.has(whole) ? failure(409, 'AlreadyExists', `${whole} is there`) : put(whole, body)
    }
    const found = objects.get(path)
    if (found === undefined) return failure(404, 'NotFound', `${path} not found`)
    if (verb === 'get') return found
    const patch = PATCHES[type ?? '']
    if (patch === undefined) return failure(415, 'UnsupportedMediaType', `${type} is no patch here`)
    return versionOf(body) === versionOf(found)
      ? put(path, patch(found, body))
      : failure(409, 'Conflict', 'the object has been modified')
  }
  return server
}

const resourceOf = (path: string): string => (path.includes('/secrets') ? 'secrets' : 'mutatingwebhookconfigurations')

const versionOf = ({ metadata }: Fields): unknown => (isFields(metadata) ? metadata['resourceVersion'] : undefined)

import { afterEach, beforeEach } from 'mocha'
import type { Issued } from '../../../src/certs/issue.ts'
import { nanos } from '../../../src/observe/nanos.ts'
import { localCertificate } from '../../../src/simcluster/api/certificates.ts'
import type { Creation } from '../../../src/simcluster/api/create.ts'
import type { AdmissionReport } from '../../../src/simcluster/api/parts.ts'
import { startSimApi, type SimApi, type SimApiOptions } from '../../../src/simcluster/api/server.ts'
import { createStore, type Store } from '../../../src/simcluster/api/store.ts'
import { ADMIN, VIEWER } from '../../../src/simcluster/api/users.ts'
import { get, stream, type Answer, type Received } from '../../unit/support/apiserver/client.ts'

export const NOW = '2026-11-22T15:34:56Z'
const MILLIS = BigInt(Date.parse('2026-11-22T15:34:56.789Z'))

/** Names by chance, which here is none: `xxxxx`, then `yyyyy`. */
export const creation = (): Creation & { seconds: number } => {
  let made = 0
  const world = {
    /** How long it has been. */
    seconds: 0,
    now: () => nanos((MILLIS + BigInt(world.seconds) * 1_000n) * 1_000_000n),
    newSuffix: () => 'xyz'.charAt(made++).repeat(5),
    defaults: (_resource: unknown, object: Readonly<Record<string, unknown>>) => object,
  }
  return world
}

export interface Api extends SimApi {
  readonly store: Store
  readonly world: ReturnType<typeof creation>
  readonly reports: readonly AdmissionReport[]
  ask(method: string, path: string, body?: object | string, headers?: Headers): Promise<Answer>
  stream(path: string, headers?: Headers): Promise<Received>
}

type Headers = Readonly<Record<string, string>>

let shared: Promise<Issued> | undefined

/** uids are `uid-1`, `uid-2`, …; the namespaces that each cluster has take the first four, and the versions to 1004. */
export async function startApi(options: Partial<SimApiOptions> = {}): Promise<Api> {
  let uids = 0
  const store = createStore(1_000, () => `uid-${(uids += 1)}`)
  const world = creation()
  const reports: AdmissionReport[] = []
  const api = await startSimApi({
    store,
    creation: world,
    tokens: new Map([
      ['token', ADMIN],
      ['viewer', VIEWER],
    ]),
    certificate: await (shared ??= localCertificate(Date.now())),
    onAdmission: (report) => void reports.push(report),
    ...options,
  })
  return {
    ...api,
    store,
    world,
    reports,
    ask: (method, path, body, headers = {}) =>
      get(api, path, { method, headers, ...(body === undefined ? {} : { body }) }),
    stream: (path, headers = {}) => stream(api, path, { headers }),
  }
}

export function apiForEach(options: Partial<SimApiOptions> = {}): { readonly now: Api } {
  const one = {} as { now: Api }
  beforeEach(async () => {
    one.now = await startApi(options)
  })
  afterEach(() => one.now.close())
  return one
}

export const PODS = '/api/v1/namespaces/default/pods'
export const EVENTS = '/api/v1/namespaces/default/events'

/** The least that is a pod. */
export const pod = (name: string, more: { readonly metadata?: object; readonly spec?: object } = {}) => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name, ...more.metadata },
  spec: { containers: [{ name: 'app', image: 'busybox' }], ...more.spec },
})

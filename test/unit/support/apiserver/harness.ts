import { afterEach, beforeEach } from 'mocha'
import { startApiServer, type ApiServer, type Options } from '../../../support/apiserver/apiserver.ts'

/** A server for each test. */
export function serverForEach(options: Options = {}): { readonly now: ApiServer } {
  const one = {} as { now: ApiServer }
  beforeEach(async () => {
    one.now = await startApiServer(options)
  })
  afterEach(() => one.now.close())
  return one
}

type Json = Readonly<Record<string, unknown>>

/** A pod of which one knows every byte. */
export const pod = (name: string, more: { namespace?: string; labels?: Json; spec?: Json } = {}) => ({
  metadata: {
    name,
    namespace: more.namespace ?? 'shop',
    uid: `uid-${name}`,
    ...(more.labels === undefined ? {} : { labels: more.labels }),
  },
  spec: more.spec ?? {},
})

export const event = (name: string, involvedObject: Json = { kind: 'Pod', name: 'web' }, more: Json = {}) => ({
  metadata: { name, namespace: 'shop', uid: `uid-${name}` },
  involvedObject,
  ...more,
})

/** Such an object at a version. */
export const at = <T extends { readonly metadata: object }>(resourceVersion: number, object: T) => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion: String(resourceVersion) },
})

/** Such an object in a watch. */
export const seen = <T extends { readonly metadata: object }>(
  type: string,
  resourceVersion: number,
  object: T,
  kind = 'Pod',
) => ({
  type,
  object: { kind, apiVersion: 'v1', ...at(resourceVersion, object) },
})

export const status = (code: number, reason: string, message: string, more: Json = {}) => {
  const { metadata = {}, ...details } = more
  return { kind: 'Status', apiVersion: 'v1', metadata, status: 'Failure', message, reason, ...details, code }
}

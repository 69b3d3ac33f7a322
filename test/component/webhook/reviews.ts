import { at, list, text } from '../../../src/observe/json.ts'

/** A pod as the API server sends it: without annotations, and without a name of its own. */
export const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { generateName: 'web-', labels: { app: 'web' } },
  spec: { containers: [{ name: 'app', image: 'web:1' }] },
}

export const REQUEST = {
  uid: '0b4f5ac2-5d8e-4a4e-9b43-0a2f6a7c1111',
  kind: { group: '', version: 'v1', kind: 'Pod' },
  resource: { group: '', version: 'v1', resource: 'pods' },
  namespace: 'shop',
  operation: 'CREATE',
  userInfo: { username: 'system:serviceaccount:kube-system:replicaset-controller' },
  object: POD,
  oldObject: null,
  dryRun: false,
  options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
}

/** A whole AdmissionReview, as JSON. */
export const review = (request: object = {}, more: object = {}): string =>
  JSON.stringify({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: { ...REQUEST, ...request },
    ...more,
  })

/** One that takes exactly so many bytes. */
export function reviewOf(bytes: number): string {
  const annotated = (padding: string): string =>
    review({ object: { ...POD, spec: { ...POD.spec, containers: [{ name: 'app', args: [padding] }] } } })
  return annotated('x'.repeat(bytes - Buffer.byteLength(annotated(''))))
}

const IDS = /00-[0-9a-f]{32}-[0-9a-f]{16}-/g
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z/g

/** The answer to a review with its patch in plain, ids and time as they are. */
export function readAnswer(body: string): unknown {
  const answer: unknown = JSON.parse(body)
  const patch = text(answer, 'response', 'patch')
  if (patch === undefined) return answer
  const operations: unknown = JSON.parse(Buffer.from(patch, 'base64').toString())
  return { ...(answer as object), response: { ...(at(answer, 'response') as object), patch: operations } }
}

/** Ids and times masked: what `known` has stays. */
export const masked = <T>(value: T, ...known: readonly string[]): T =>
  JSON.parse(
    JSON.stringify(value)
      .replaceAll(IDS, (ids) => (known.some((one) => one.startsWith(ids)) ? ids : '00-TRACE-SPAN-'))
      .replaceAll(TIME, 'TIME'),
  ) as T

/** The annotations that a patch sets, by whichever way it does. */
export function annotationsIn(body: string): Readonly<Record<string, unknown>> {
  const operations = list(readAnswer(body), 'response', 'patch')
  const pairs = operations.flatMap((one): readonly [string, unknown][] => {
    const path = text(one, 'path') ?? ''
    if (path === '/metadata/annotations') return Object.entries(at(one, 'value') as object)
    const [, key] = /^\/metadata\/annotations\/(.+)$/.exec(path) ?? []
    return key === undefined ? [] : [[key.replaceAll('~1', '/').replaceAll('~0', '~'), at(one, 'value')]]
  })
  return Object.fromEntries(pairs)
}

/** In one word, for streams of calls. */
export const outcomeOf = ({ status, body }: { readonly status: number; readonly body: string }): string => {
  if (status !== 200) return `HTTP ${String(status)}`
  const answer: unknown = JSON.parse(body)
  if (at(answer, 'response', 'allowed') !== true) return 'not allowed'
  return text(answer, 'response', 'patch') === undefined ? 'unstamped' : 'stamped'
}

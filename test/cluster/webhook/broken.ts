import type { ServerResponse } from 'node:http'
import { answer, patched, type Respond } from './other-webhook.ts'

/** A webhook that answers something else than it should. */
export interface Broken {
  /** For names in the cluster. */
  readonly id: string
  readonly name: string
  readonly respond: Respond
}

const ANNOTATE = [{ op: 'add', path: '/metadata/annotations', value: { broken: 'yes' } }]
const inBase64 = (text: string): string => Buffer.from(text).toString('base64')

/** Until the caller has enough. */
function every(millis: number, response: ServerResponse, piece: string): void {
  const timer = setInterval(() => response.write(piece), millis)
  response.on('close', () => clearInterval(timer))
}

/** What the API server lets a pod through for, where `failurePolicy` is Ignore. */
export const FORGIVEN: readonly Broken[] = [
  { id: 'no-json', name: 'no JSON', respond: (_, response) => response.end('hello') },
  { id: 'empty', name: 'an empty body', respond: (_, response) => response.end() },
  { id: 'half', name: 'half an answer', respond: ({ uid }, response) => response.end(answer(uid).slice(0, 40)) },
  { id: 'kind', name: 'something of another kind', respond: (_, response) => response.end('{"kind":"Status"}') },
  { id: 'uid', name: 'another review’s answer', respond: (_, response) => response.end(patched('another', ANNOTATE)) },
  {
    id: 'patch-json',
    name: 'a patch that is no JSON',
    respond: ({ uid }, response) =>
      response.end(answer(uid, { patchType: 'JSONPatch', patch: inBase64('[{"op":"add"') })),
  },
  {
    id: 'patch-type',
    name: 'a patch of another type',
    respond: ({ uid }, response) =>
      response.end(answer(uid, { patchType: 'MergePatch', patch: inBase64('{"metadata":{"labels":{"a":"b"}}}') })),
  },
  {
    id: 'patch-untyped',
    name: 'a patch without a type',
    respond: ({ uid }, response) => response.end(answer(uid, { patch: inBase64(JSON.stringify(ANNOTATE)) })),
  },
  { id: 'http-500', name: 'HTTP 500', respond: (_, response) => response.writeHead(500).end('{}') },
  { id: 'http-404', name: 'HTTP 404', respond: (_, response) => response.writeHead(404).end('not here') },
  { id: 'reset', name: 'nothing: it hangs up', respond: (_, response) => response.destroy() },
  { id: 'silent', name: 'nothing: it thinks', respond: () => undefined },
  {
    id: 'drip',
    name: 'a byte a second',
    respond: (_, response) => every(1_000, response.writeHead(200), ' '),
  },
  {
    id: 'endless',
    name: 'a body without an end',
    respond: (_, response) => every(10, response.writeHead(200), ' '.repeat(16_384)),
  },
]

/**
 * A patch that cannot be applied counts as the API server's own fault, and no `failurePolicy` forgives that.
 *
 * Source: Kubernetes 1.36, `apiserver/pkg/admission/plugin/webhook/mutating/dispatcher.go`.
 */
export const UNFORGIVEN: readonly Broken[] = [
  {
    id: 'patch-misfit',
    name: 'a patch that does not fit the pod',
    respond: ({ uid }, response) =>
      response.end(patched(uid, [{ op: 'add', path: '/metadata/annotations/a/b', value: 'c' }])),
  },
  {
    id: 'patch-spoils',
    name: 'a patch that makes it no pod',
    respond: ({ uid }, response) => response.end(patched(uid, [{ op: 'replace', path: '/spec', value: 'none' }])),
  },
]

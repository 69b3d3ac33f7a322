import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import type { Cluster } from '../kit/cluster.ts'

/** The API server as a program speaks to it: kept connections, many calls at once, each of them timed. */
export interface Api {
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>
  /** Into the namespace that its metadata says. */
  createPod(pod: object, options?: CreateOptions): Promise<Answer>
  pods(namespace: string): Promise<readonly Pod[]>
  pod(namespace: string, name: string): Promise<Pod>
  /** All of a namespace's, at once and without grace. */
  deletePods(namespace: string): Promise<void>
  close(): void
}

export interface AskOptions {
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

export interface CreateOptions {
  readonly dryRun?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly text: string
  /** From the call's beginning to the answer's end. */
  readonly millis: number
}

const POD = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    uid: z.string(),
    creationTimestamp: z.string(),
    annotations: z.record(z.string(), z.string()).default({}),
    labels: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.looseObject({
    containers: z.array(z.looseObject({ name: z.string() })),
    initContainers: z.array(z.looseObject({ name: z.string() })).default([]),
  }),
})
export type Pod = z.infer<typeof POD>

/** @throws when it was not created */
export function createdPod({ status, text }: Answer): Pod {
  if (status !== 201) throw new Error(`not created: ${String(status)} ${text}`)
  return POD.parse(JSON.parse(text))
}

const KUBECONFIG = z.object({ users: z.array(z.object({ user: z.object({ token: z.string() }) })) })

const podsPath = (namespace: string) => `/api/v1/namespaces/${namespace}/pods`

/** As the cluster's administrator; the API server takes over the trace context of such a caller. */
export function createApi({ kubeconfig, authority, addresses }: Cluster): Api {
  const token = KUBECONFIG.parse(JSON.parse(readFileSync(kubeconfig, 'utf8'))).users[0]?.user.token ?? ''
  const agent = new Agent({ keepAlive: true, ca: readFileSync(authority) })
  const ask: Api['ask'] = async (method, path, { body, headers = {} } = {}) => {
    const began = performance.now()
    const content = Buffer.from(body ? JSON.stringify(body) : '')
    const own = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      // Node sends a DELETE's body without it.
      'content-length': content.length,
    }
    const call = request(addresses.apiServer + path, { agent, method, headers: { ...own, ...headers } })
    call.end(content)
    const [response] = (await once(call, 'response')) as [IncomingMessage]
    const answer = await text(response)
    return { status: response.statusCode ?? 0, text: answer, millis: performance.now() - began }
  }
  const get = async (path: string): Promise<unknown> => {
    const answer = await ask('GET', path)
    if (answer.status !== 200) throw new Error(`${path}: ${String(answer.status)} ${answer.text}`)
    return JSON.parse(answer.text)
  }
  return {
    ask,
    createPod(pod, { dryRun = false, headers = {} } = {}) {
      const { metadata } = pod as { readonly metadata: { readonly namespace: string } }
      return ask('POST', podsPath(metadata.namespace) + (dryRun ? '?dryRun=All' : ''), { body: pod, headers })
    },
    pods: async (namespace) => z.object({ items: z.array(POD) }).parse(await get(podsPath(namespace))).items,
    pod: async (namespace, name) => POD.parse(await get(`${podsPath(namespace)}/${name}`)),
    async deletePods(namespace) {
      const options = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 }
      const { status, text } = await ask('DELETE', podsPath(namespace), { body: options })
      if (status !== 200) throw new Error(`pods of ${namespace} not deleted: ${String(status)} ${text}`)
    },
    close: () => agent.destroy(),
  }
}

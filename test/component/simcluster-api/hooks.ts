import { once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { issue, type Issued } from '../../../src/certs/issue.ts'
import { localCertificate } from '../../../src/simcluster/api/certificates.ts'

/** A webhook of this process. */
export interface Hook {
  readonly port: number
  readonly ca: string
  /** What it was asked, in order. */
  readonly asked: readonly {
    readonly headers: IncomingMessage['headers']
    readonly url: string
    readonly review: Review
  }[]
  readonly connections: () => number
  close(): Promise<void>
}

export interface Review {
  readonly kind: string
  readonly request: Readonly<Record<string, unknown>> & { readonly uid: string }
}

export type Respond = (request: Review['request'], response: ServerResponse) => void

let local: Promise<Issued> | undefined
export const hookCertificate = (): Promise<Issued> => (local ??= localCertificate(Date.now()))

export async function startHook(respond: Respond, certificate?: Issued): Promise<Hook> {
  const asked: { headers: IncomingMessage['headers']; url: string; review: Review }[] = []
  return serve(certificate ?? (await hookCertificate()), asked, (request, response) => {
    // The API server may be gone before an answer that takes long.
    response.on('error', () => undefined)
    void json(request).then((body) => {
      const review = body as Review
      asked.push({ headers: request.headers, url: request.url ?? '', review })
      respond(review.request, response)
    })
  })
}

export const serveHook = async (listener: RequestListener): Promise<Hook> =>
  serve(await hookCertificate(), [], listener)

async function serve(certificate: Issued, asked: Hook['asked'], listener: RequestListener): Promise<Hook> {
  let connections = 0
  const server = createServer(certificate, listener)
  server.on('tlsClientError', () => undefined)
  server.on('secureConnection', () => (connections += 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    ca: certificate.ca,
    asked,
    connections: () => connections,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** For a Service's name. */
export const serviceCertificate = (name: string): Promise<Issued> =>
  issue({ names: [name], lifetime: 3_600_000, now: Date.now() })

export const CONFIGURATIONS = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations'

/** A configuration with one webhook, which is about all pods unless it says otherwise. */
export const configuration = (name: string, { port, ca }: Pick<Hook, 'port' | 'ca'>, more: object = {}) => ({
  kind: 'MutatingWebhookConfiguration',
  apiVersion: 'admissionregistration.k8s.io/v1',
  metadata: { name },
  webhooks: [
    {
      name: `${name}.test`,
      clientConfig: { url: `https://127.0.0.1:${port}/mutate`, caBundle: Buffer.from(ca).toString('base64') },
      rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      timeoutSeconds: 1,
      failurePolicy: 'Ignore',
      ...more,
    },
  ],
})

/** An answer as the API wants it, with more in it or else. */
export const answer = (uid: string, more: object = {}): string =>
  JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { uid, allowed: true, ...more },
  })

export const patched = (uid: string, patch: unknown): string =>
  answer(uid, { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') })

/** Labels each pod with the webhooks that saw it, in order. */
export const labelling =
  (label: string): Respond =>
  ({ uid }, response) =>
    void response.end(patched(uid, [{ op: 'add', path: '/metadata/labels', value: { by: label } }]))

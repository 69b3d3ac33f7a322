import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { z } from 'zod'
import { ADDRESSES } from '../kit/cluster.ts'
import type { ServingPair } from './authority.ts'

/** A webhook of this process: another's, or one that is out of order. */
export interface OtherWebhook {
  readonly port: number
  close(): void
}

const REVIEW = z.object({
  request: z.object({
    uid: z.string(),
    object: z.object({
      metadata: z.object({ annotations: z.record(z.string(), z.string()).optional() }),
      spec: z.object({ initContainers: z.array(z.unknown()).optional() }),
    }),
  }),
})
export type AskedReview = z.infer<typeof REVIEW>['request']

export type Respond = (review: AskedReview, response: ServerResponse) => void

export async function startOtherWebhook({ cert, key }: ServingPair, respond: Respond): Promise<OtherWebhook> {
  const server = createServer({ cert, key }, (request, response) => {
    // The API server may be gone before an answer that takes long.
    response.on('error', () => undefined)
    void json(request).then((body) => respond(REVIEW.parse(body).request, response))
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, ADDRESSES.machine)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** An answer as the API wants it, with more in it or else. */
export const answer = (uid: string, more: object = {}): string =>
  JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { uid, allowed: true, ...more },
  })

export const patched = (uid: string, patch: unknown): string =>
  answer(uid, { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') })

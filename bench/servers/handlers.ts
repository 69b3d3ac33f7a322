import type { RequestListener } from 'node:http'
import express from 'express'

const allowing = (uid: string, more = ''): string =>
  `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"${uid}","allowed":true${more}}}`

const PATCH = ['traceparent', 'admitted-at', 'context'].map((key) => ({
  op: 'add',
  path: `/metadata/annotations/bench.podstart.dev~1${key}`,
  value: '00-5071a268e39323415e3e213267650e40-aa3c5f99cbbfd1f1-01',
}))
const PATCHING = `,"patchType":"JSONPatch","patch":"${Buffer.from(JSON.stringify(PATCH)).toString('base64')}"`

const UID_KEY = '"uid":"'
const UID_LENGTH = 36

/** A review begins with its uid (Kubernetes 1.36, field order of AdmissionReview): nothing else need be read. */
const uidIn = (body: Buffer): string => {
  const start = body.indexOf(UID_KEY) + UID_KEY.length
  return body.toString('latin1', start, start + UID_LENGTH)
}

interface ReviewUid {
  readonly request: { readonly uid: string }
}

const overHttp =
  (findUid: (body: Buffer) => string, more = ''): RequestListener =>
  (request, response) => {
    const pieces: Buffer[] = []
    request
      .on('data', (piece: Buffer) => pieces.push(piece))
      .on('end', () => {
        const answer = allowing(findUid(Buffer.concat(pieces)), more)
        response
          .writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(answer) })
          .end(answer)
      })
  }

const overExpress = (): RequestListener =>
  express().post('/mutate', express.json({ limit: '8mb' }), (request, response) => {
    const { uid } = (request.body as ReviewUid).request
    response.json({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid, allowed: true } })
  })

/** What podstart is compared with: each answers `allowed: true` to everything. */
export const HANDLERS = {
  /** On node:https alone, without even reading the review. */
  bare: () => overHttp(uidIn),
  /** The same with a patch that is always the same, as large as podstart's: the API server has to apply it. */
  'bare + patch': () => overHttp(uidIn, PATCHING),
  /** The review is parsed as well. */
  'bare + JSON.parse': () => overHttp((body) => (JSON.parse(body.toString()) as ReviewUid).request.uid),
  /** And express is between. */
  express: overExpress,
} as const satisfies Readonly<Record<string, () => RequestListener>>

export type HandlerName = keyof typeof HANDLERS

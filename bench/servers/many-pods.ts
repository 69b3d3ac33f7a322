/**
 * A process that speaks as an API server with many pods does: a watch of pods begins with all of them. Argument: how many.
 * Its port goes to the parent by message; the pods are sent when one comes back.
 */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setPriority } from 'node:os'
import { reviewBody } from '../load/bodies.ts'

// A real one would be on another machine: it must not take the CPU from what is measured.
setPriority(15)
const count = Number(process.argv[2])

const { object } = (
  JSON.parse(reviewBody()) as { readonly request: { readonly object: Readonly<Record<string, object>> } }
).request
const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z')
const condition = { type: 'Ready', status: 'True', lastTransitionTime: HOUR_AGO }
const UID = '00000000-0000-4000-8000-000000000000'
const NAME = 'checkout-pod-name'
const line = (type: string, metadata: object, more: object): string =>
  `${JSON.stringify({ type, object: { apiVersion: 'v1', kind: 'Pod', metadata, ...more } })}\n`
const [first = '', second = '', third = ''] = line(
  'ADDED',
  { ...object['metadata'], namespace: 'shop', name: NAME, uid: UID, creationTimestamp: HOUR_AGO, resourceVersion: '1' },
  { spec: object['spec'], status: { phase: 'Running', conditions: [condition] } },
).split(new RegExp(`${NAME}|${UID}`))

/** All have the same shape: to make each anew would take longer than to send it. */
const podLine = (i: number): string =>
  `${first}checkout-${i}${second}${UID.slice(0, -6)}${String(i).padStart(6, '0')}${third}`

const END = line('BOOKMARK', { resourceVersion: '2', annotations: { 'k8s.io/initial-events-end': 'true' } }, {})

const isTime = once(process, 'message')

async function sendPods(response: ServerResponse): Promise<void> {
  response.flushHeaders()
  await isTime
  const AT_ONCE = 20
  for (let i = 0; i < count; i += AT_ONCE) {
    const lines = Array.from({ length: Math.min(AT_ONCE, count - i) }, (_, j) => podLine(i + j)).join('')
    if (!response.write(lines)) await once(response, 'drain')
  }
  response.write(END)
}

const server = createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' })
  if (request.url?.startsWith('/api/v1/pods') === true) void sendPods(response)
  else response.write(END)
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.once('disconnect', () => process.exit())

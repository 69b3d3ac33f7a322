import { container, IMAGE, shell } from '../live/pods.ts'
import type { ServingPair } from './authority.ts'
import { patched, startOtherWebhook, type AskedReview, type OtherWebhook } from './other-webhook.ts'

export const INJECTED = { 'injector.example.com/status': 'injected ~ all/of it' }

const SIDECAR = container('sidecar', IMAGE.busybox)
const SETUP = container('setup', IMAGE.busybox, shell('true'))

/** A webhook like a service mesh's: an init container, a sidecar, and an annotation that says so. */
export const startInjector = (pair: ServingPair): Promise<OtherWebhook> =>
  startOtherWebhook(pair, (review, response) => response.end(patched(review.uid, patchOf(review))))

const patchOf = ({ object: { metadata, spec } }: AskedReview): readonly object[] => [
  // Put before the others, where a patch that goes by their numbers would hit another.
  { op: 'add', path: '/spec/containers/0', value: SIDECAR },
  spec.initContainers === undefined
    ? { op: 'add', path: '/spec/initContainers', value: [SETUP] }
    : { op: 'add', path: '/spec/initContainers/0', value: SETUP },
  metadata.annotations === undefined
    ? { op: 'add', path: '/metadata/annotations', value: INJECTED }
    : {
        op: 'add',
        path: '/metadata/annotations/injector.example.com~1status',
        value: INJECTED['injector.example.com/status'],
      },
]

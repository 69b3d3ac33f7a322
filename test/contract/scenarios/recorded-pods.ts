import { isFields, list, text } from '../../../src/observe/json.ts'
import { minus } from '../../../src/observe/nanos.ts'
import type { Json } from '../../../src/simcluster/api/resources.ts'
import { readItems } from '../../support/recordings.ts'

export interface RecordedPod {
  /** Seconds after the first. */
  readonly after: number
  readonly pod: Json
}

/** What the API server fills in, or the webhook: a manifest has none of it. */
const METADATA = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'annotations']
const SPEC = [
  ...['dnsPolicy', 'serviceAccountName', 'serviceAccount', 'securityContext', 'schedulerName', 'tolerations'],
  ...['priority', 'enableServiceLinks', 'preemptionPolicy', 'nodeName'],
]
const CONTAINER = ['terminationMessagePath', 'terminationMessagePolicy', 'resources']

/** The manifests of a recording's pods, as somebody wrote them, or a controller. */
export function recordedPods(recording: string): readonly RecordedPod[] {
  const added = readItems(recording).filter(({ watch, type }) => watch === 'pods' && type === 'ADDED')
  const start = added[0]?.at
  return added.map(({ at, object }) => ({
    after: start === undefined ? 0 : Number(minus(at, start)) / 1e9,
    pod: manifestOf(object as Json),
  }))
}

function manifestOf(pod: Json): Json {
  const spec = without(pod['spec'], SPEC)
  const containers = Object.fromEntries(
    ['initContainers', 'containers'].flatMap((key) =>
      key in spec ? [[key, list(spec, key).map(containerOf)] as const] : [],
    ),
  )
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: without(pod['metadata'], METADATA),
    spec: { ...spec, ...containers },
  }
}

const containerOf = (container: unknown): Json =>
  without(
    container,
    text(container, 'imagePullPolicy') === 'IfNotPresent' ? [...CONTAINER, 'imagePullPolicy'] : CONTAINER,
  )

const without = (value: unknown, keys: readonly string[]): Json =>
  Object.fromEntries(Object.entries(isFields(value) ? value : {}).filter(([key]) => !keys.includes(key)))

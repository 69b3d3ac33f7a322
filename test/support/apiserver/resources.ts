/** An object of the API as a test writes it, in any shape JSON has. */
export type Json = Readonly<Record<string, unknown>>

export type ResourceName = 'pods' | 'events'

interface ResourceType {
  readonly kind: string
  /** The real server keeps a watch cache of it; without one it reads etcd, which differs in places. */
  readonly cached: boolean
  /** What an object without content looks like: a bookmark is one. */
  readonly blank: Json
  /** The fields a selector may name. */
  readonly fields: Readonly<Record<string, (object: Json) => string>>
}

/** The text at a path, `''` where there is none: that is how the API matches fields. */
export function textAt(object: unknown, ...path: readonly string[]): string {
  let here = object
  for (const key of path) here = (here as Json | null | undefined)?.[key]
  return here === undefined || here === null ? '' : String(here)
}

const plain = (...labels: readonly string[]): ResourceType['fields'] =>
  Object.fromEntries(labels.map((label) => [label, (object: Json) => textAt(object, ...label.split('.'))]))

export const RESOURCES: Readonly<Record<ResourceName, ResourceType>> = {
  pods: {
    kind: 'Pod',
    cached: true,
    blank: { spec: { containers: null }, status: {} },
    fields: {
      ...plain('metadata.name', 'metadata.namespace', 'spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName'),
      ...plain('spec.serviceAccountName', 'status.phase', 'status.podIP', 'status.nominatedNodeName'),
      'spec.hostNetwork': (pod) => textAt(pod, 'spec', 'hostNetwork') || 'false',
    },
  },
  events: {
    kind: 'Event',
    cached: false,
    blank: {
      involvedObject: {},
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: null,
      reportingComponent: '',
      reportingInstance: '',
    },
    fields: {
      ...plain('metadata.name', 'metadata.namespace', 'reason', 'reportingComponent', 'type'),
      ...plain('involvedObject.kind', 'involvedObject.namespace', 'involvedObject.name', 'involvedObject.uid'),
      ...plain('involvedObject.apiVersion', 'involvedObject.resourceVersion', 'involvedObject.fieldPath'),
      source: (event) => textAt(event, 'source', 'component') || textAt(event, 'reportingComponent'),
    },
  },
}

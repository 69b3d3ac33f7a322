/** An object of the API, in any shape JSON has. */
export type Json = Readonly<Record<string, unknown>>

export type ResourceName =
  'pods' | 'events' | 'namespaces' | 'nodes' | 'leases' | 'secrets' | 'configmaps' | 'mutatingwebhookconfigurations'

export interface ResourceType {
  readonly kind: string
  /** `''` is the core group. */
  readonly group: string
  readonly version: 'v1'
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly namespaced: boolean
  /** The real server keeps a watch cache of it; without one it reads etcd, which differs in places. */
  readonly cached: boolean
  /** Whether `metadata.generation` counts the changes of what is wanted. */
  readonly generations: boolean
  /** Whether the status is written at a path of its own, and only there. */
  readonly statusApart: boolean
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

const CORE = { group: '', version: 'v1' } as const
const PLAIN = {
  namespaced: true,
  cached: true,
  generations: false,
  statusApart: false,
  blank: {},
  fields: plain('metadata.name', 'metadata.namespace'),
} as const

export const RESOURCES: Readonly<Record<ResourceName, ResourceType>> = {
  pods: {
    kind: 'Pod',
    ...CORE,
    singular: 'pod',
    shortNames: ['po'],
    generations: true,
    statusApart: true,
    namespaced: true,
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
    ...CORE,
    singular: 'event',
    shortNames: ['ev'],
    generations: false,
    statusApart: false,
    namespaced: true,
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
  namespaces: {
    kind: 'Namespace',
    ...CORE,
    singular: 'namespace',
    shortNames: ['ns'],
    generations: false,
    statusApart: true,
    namespaced: false,
    cached: true,
    blank: { spec: {}, status: {} },
    fields: plain('metadata.name', 'status.phase'),
  },
  nodes: {
    kind: 'Node',
    ...CORE,
    singular: 'node',
    shortNames: ['no'],
    generations: false,
    statusApart: true,
    namespaced: false,
    cached: true,
    blank: { spec: {}, status: {} },
    fields: plain('metadata.name', 'spec.unschedulable'),
  },
  secrets: {
    kind: 'Secret',
    ...CORE,
    ...PLAIN,
    singular: 'secret',
    shortNames: [],
    fields: plain('metadata.name', 'metadata.namespace', 'type'),
  },
  configmaps: { kind: 'ConfigMap', ...CORE, ...PLAIN, singular: 'configmap', shortNames: ['cm'] },
  leases: {
    kind: 'Lease',
    group: 'coordination.k8s.io',
    version: 'v1',
    ...PLAIN,
    singular: 'lease',
    shortNames: [],
    blank: { spec: {} },
  },
  mutatingwebhookconfigurations: {
    kind: 'MutatingWebhookConfiguration',
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    ...PLAIN,
    singular: 'mutatingwebhookconfiguration',
    shortNames: [],
    namespaced: false,
    generations: true,
    fields: plain('metadata.name'),
  },
}

export const RESOURCE_NAMES = Object.keys(RESOURCES) as readonly ResourceName[]

/** `v1`, `coordination.k8s.io/v1`: what objects call `apiVersion`. */
export const apiVersionOf = (resource: ResourceName): string =>
  [RESOURCES[resource].group, RESOURCES[resource].version].filter((part) => part !== '').join('/')

/** `pods`, `leases.coordination.k8s.io`: as errors name it. */
export const qualified = (resource: ResourceName): string =>
  [resource, RESOURCES[resource].group].filter((part) => part !== '').join('.')

/** `Pod`, `Lease.coordination.k8s.io`. */
export const qualifiedKind = (resource: ResourceName): string =>
  [RESOURCES[resource].kind, RESOURCES[resource].group].filter((part) => part !== '').join('.')

/** Lists say the type of their items once, all else each object. */
export const typed = (resource: ResourceName, object: Json): Json => ({
  kind: RESOURCES[resource].kind,
  apiVersion: apiVersionOf(resource),
  ...shown(resource, object),
})

/** What is in no namespace says nothing of one. */
export function shown(resource: ResourceName, object: Json): Json {
  if (RESOURCES[resource].namespaced) return object
  const own = Object.entries(object['metadata'] ?? {}).filter(([field]) => field !== 'namespace')
  return { ...object, metadata: Object.fromEntries(own) }
}

import { flag, has, list, text, whole } from '../../observe/json.ts'
import { minus, type Nanos } from '../../observe/nanos.ts'
import { parseTimestamp } from '../../observe/timestamp.ts'
import { humanDuration } from './human-duration.ts'
import { labelsOf, nameOf } from './metadata.ts'
import { podLine } from './pod-row.ts'
import type { Json, ResourceName } from './resources.ts'

export interface Column {
  readonly name: string
  /** Only in `-o wide`. */
  readonly wide?: true
  readonly isName?: true
  readonly cell: (object: Json, now: Nanos) => string | number
}

const NONE = '<none>'

const since = (timestamp: string | undefined, now: Nanos): string => {
  const then = parseTimestamp(timestamp)
  return then === undefined ? '<unknown>' : humanDuration(minus(now, then))
}

const NAME: Column = { name: 'Name', isName: true, cell: nameOf }
const AGE: Column = { name: 'Age', cell: (object, now) => since(text(object, 'metadata', 'creationTimestamp'), now) }
const at = (name: string, path: readonly string[], otherwise = NONE, wide?: true): Column => ({
  name,
  ...(wide === undefined ? {} : { wide }),
  cell: (object) => text(object, ...path) ?? otherwise,
})

function restartsCell(pod: Json, now: Nanos): string {
  const { restarts, restartedAt } = podLine(pod)
  return restarts > 0 && restartedAt !== undefined ? `${restarts} (${since(restartedAt, now)} ago)` : String(restarts)
}

function gatesCell(pod: Json): string {
  const gates = list(pod, 'spec', 'readinessGates')
  const met = gates.filter((gate) =>
    list(pod, 'status', 'conditions').some(
      (one) => text(one, 'type') === text(gate, 'conditionType') && text(one, 'status') === 'True',
    ),
  )
  return gates.length === 0 ? NONE : `${met.length}/${gates.length}`
}

function nodeStatus(node: Json): string {
  const ready = list(node, 'status', 'conditions').find((one) => text(one, 'type') === 'Ready')
  const state = ready === undefined ? 'Unknown' : text(ready, 'status') === 'True' ? 'Ready' : 'NotReady'
  return flag(node, 'spec', 'unschedulable') === true ? `${state},SchedulingDisabled` : state
}

const ROLE = 'node-role.kubernetes.io/'
const rolesOf = (node: Json): string =>
  Object.keys(labelsOf(node))
    .filter((label) => label.startsWith(ROLE))
    .map((label) => label.slice(ROLE.length))
    .toSorted()
    .join(',') || NONE

const addressOf = (type: string) => (node: Json) =>
  text(
    list(node, 'status', 'addresses').find((one) => text(one, 'type') === type),
    'address',
  ) ?? NONE

const firstSeen = (event: Json, now: Nanos): string =>
  since(text(event, 'firstTimestamp') ?? text(event, 'eventTime'), now)

const lastSeen = (event: Json, now: Nanos): string =>
  has(event, 'series')
    ? since(text(event, 'series', 'lastObservedTime'), now)
    : since(text(event, 'lastTimestamp') ?? text(event, 'firstTimestamp') ?? text(event, 'eventTime'), now)

const objectCell = (event: Json): string =>
  [text(event, 'involvedObject', 'kind')?.toLowerCase() ?? '', text(event, 'involvedObject', 'name') ?? []]
    .flat()
    .join('/')

const sourceCell = (event: Json): string =>
  [
    text(event, 'source', 'component') ?? text(event, 'reportingComponent') ?? [],
    text(event, 'source', 'host') ?? text(event, 'reportingInstance') ?? [],
  ]
    .flat()
    .join(', ')

/** Source: Kubernetes 1.36, `pkg/printers/internalversion/printers.go`. */
export const COLUMNS: Readonly<Partial<Record<ResourceName, readonly Column[]>>> = {
  pods: [
    NAME,
    { name: 'Ready', cell: (pod) => podLine(pod).ready },
    { name: 'Status', cell: (pod) => podLine(pod).status },
    { name: 'Restarts', cell: restartsCell },
    AGE,
    at('IP', ['status', 'podIP'], NONE, true),
    at('Node', ['spec', 'nodeName'], NONE, true),
    at('Nominated Node', ['status', 'nominatedNodeName'], NONE, true),
    { name: 'Readiness Gates', wide: true, cell: gatesCell },
  ],
  nodes: [
    NAME,
    { name: 'Status', cell: nodeStatus },
    { name: 'Roles', cell: rolesOf },
    AGE,
    at('Version', ['status', 'nodeInfo', 'kubeletVersion'], ''),
    { name: 'Internal-IP', wide: true, cell: addressOf('InternalIP') },
    { name: 'External-IP', wide: true, cell: addressOf('ExternalIP') },
    at('OS-Image', ['status', 'nodeInfo', 'osImage'], '<unknown>', true),
    at('Kernel-Version', ['status', 'nodeInfo', 'kernelVersion'], '<unknown>', true),
    at('Container-Runtime', ['status', 'nodeInfo', 'containerRuntimeVersion'], '<unknown>', true),
  ],
  events: [
    { name: 'Last Seen', cell: lastSeen },
    at('Type', ['type'], ''),
    at('Reason', ['reason'], ''),
    { name: 'Object', cell: objectCell },
    at('Subobject', ['involvedObject', 'fieldPath'], '', true),
    { name: 'Source', wide: true, cell: sourceCell },
    { name: 'Message', cell: (event) => (text(event, 'message') ?? '').trim() },
    { name: 'First Seen', wide: true, cell: firstSeen },
    { name: 'Count', wide: true, cell: (event) => whole(event, 'series', 'count') ?? whole(event, 'count') ?? 1 },
    { ...NAME, wide: true },
  ],
  namespaces: [NAME, at('Status', ['status', 'phase'], ''), AGE],
  leases: [NAME, at('Holder', ['spec', 'holderIdentity'], ''), AGE],
  secrets: [
    NAME,
    at('Type', ['type'], ''),
    { name: 'Data', cell: (secret) => Object.keys((secret['data'] as Json | undefined) ?? {}).length },
    AGE,
  ],
  configmaps: [NAME, { name: 'Data', cell: (map) => Object.keys((map['data'] as Json | undefined) ?? {}).length }, AGE],
  mutatingwebhookconfigurations: [
    NAME,
    { name: 'Webhooks', cell: (configuration) => list(configuration, 'webhooks').length },
    AGE,
  ],
}

export const columnsOf = (resource: ResourceName): readonly Column[] => COLUMNS[resource] ?? [NAME, AGE]
